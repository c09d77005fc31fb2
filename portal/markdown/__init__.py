"""Turning what people write in Markdown into HTML that is safe to show."""

from portal.markdown.render import plain_text, to_html

__all__ = ["plain_text", "to_html"]

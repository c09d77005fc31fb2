"""Turning what people write in Markdown into HTML that is safe to show."""

from portal.markdown.rendering import Rendered, render, render_all

__all__ = ["Rendered", "render", "render_all"]

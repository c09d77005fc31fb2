"""Writing a paper as a Word file that people can go on editing."""

import io
import re
import zipfile
from collections.abc import Callable, Iterable
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as escape_xml

from portal.confined import ConfinedError
from portal.documents import pandoc
from portal.documents.paper import Paper
from portal.documents.prose import Block, Run, clean, text_runs
from portal.documents.setting import EXAMPLE, all_blocks, column_shares
from portal.errors import Busy, Invalid

PARTS = Path(__file__).parent / "templates" / "word"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_FOOTER_TYPE = (
    '<Override PartName="/word/footer1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>'
)
_FOOTER_LINK = (
    f'<Relationship Type="{_OFFICE}/footer" Id="rIdFooter" Target="footer1.xml"/></Relationships>'
)
# A4 with margins of 25 mm, in twentieths of a point.
_SECTION = (
    f'<w:sectPr><w:footerReference xmlns:r="{_OFFICE}" w:type="default" r:id="rIdFooter"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418"'
    ' w:left="1418" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)
_LAST_SECTION = re.compile(r"<w:sectPr\b(?:[^>]*/>|.*?</w:sectPr>)(?=\s*</w:body>)", re.S)


def word(paper: Paper) -> bytes:
    """Write a .docx. Raises Invalid where the paper is too long, Busy where it failed."""
    try:
        made = pandoc.convert(
            html(paper).encode(), "--from", "html", "--to", "docx", "--standalone"
        )
    except ConfinedError as error:
        if error.is_over_limit:
            raise Invalid({"": "This is too long to be made into a Word file."}) from error
        raise Busy("The Word file could not be made just now. Try again in a moment.") from error
    return _dressed(made, paper)


def html(paper: Paper) -> str:
    """Write a paper as a whole page of HTML, built from values: every text in it is escaped."""
    notice = paper.notice or (EXAMPLE if paper.is_example else "")
    head = [("Subtitle", paper.subtitle), ("Notice", notice), ("Summary", paper.summary)]
    parts = [
        f'<div custom-style="{style}"><p>{_words(text_runs(text))}</p></div>'
        for style, text in head
        if text.strip()
    ]
    parts += [_facts(paper), *map(_block, all_blocks(paper))]
    title = escape(" ".join(clean(paper.title).split()) or "Untitled")
    return (
        f'<html lang="en-GB"><head><title>{title}</title></head>'
        f"<body>{''.join(parts)}</body></html>"
    )


def _facts(paper: Paper) -> str:
    rows = [
        f"<tr><td><strong>{_words(text_runs(label))}</strong></td><td>{_answers(words)}</td></tr>"
        for label, words in paper.facts
        if words
    ]
    return _table_of([3, 7], "", rows) if rows else ""


def _answers(words: tuple[str, ...]) -> str:
    if len(words) == 1:
        return _words(text_runs(words[0]))
    return "<ul>" + "".join(f"<li>{_words(text_runs(each))}</li>" for each in words) + "</ul>"


def _table_of(shares: list[float], head: str, rows: Iterable[str]) -> str:
    columns = "".join(f'<col style="width: {100 * each / sum(shares):.0f}%">' for each in shares)
    return f"<table><colgroup>{columns}</colgroup>{head}<tbody>{''.join(rows)}</tbody></table>"


def _block(block: Block) -> str:
    return _WAYS[block["is"]](block)


def _heading(block: Block) -> str:
    level = block["level"] - 1  # the title has a style of its own
    return f"<h{level}>{_words(block['runs'])}</h{level}>"


def _list(block: Block) -> str:
    tag = "ul" if block["start"] is None else "ol"
    start = f' start="{block["start"]}"' if tag == "ol" else ""
    items = "".join(f"<li>{_item(item)}</li>" for item in block["items"])
    return f"<{tag}{start}>{items}</{tag}>"


def _item(blocks: list[Block]) -> str:
    first, *rest = blocks
    words = _words(first["runs"]) if first["is"] == "paragraph" else _block(first)
    return words + "".join(map(_block, rest))


def _table(block: Block) -> str:
    head = ""
    if block["head"]:
        cells = "".join(f"<th>{_words(cell)}</th>" for cell in block["head"])
        head = f"<thead><tr>{cells}</tr></thead>"
    rows = (
        "<tr>" + "".join(f"<td>{_words(cell)}</td>" for cell in row) + "</tr>"
        for row in block["rows"]
    )
    return _table_of(column_shares(block), head, rows)


_WAYS: dict[str, Callable[[Block], str]] = {
    "paragraph": lambda block: f"<p>{_words(block['runs'])}</p>",
    "heading": _heading,
    "list": _list,
    "quote": lambda block: f"<blockquote>{''.join(map(_block, block['blocks']))}</blockquote>",
    "code": lambda block: f"<pre>{escape(block['text'])}</pre>",
    "rule": lambda _: "<hr>",
    "table": _table,
}


def _words(runs: list[Run]) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    if run["text"] == "\n":
        return "<br>"
    words = escape(run["text"])
    for style, tag in (("code", "code"), ("emphasis", "em"), ("strong", "strong")):
        if run.get(style):
            words = f"<{tag}>{words}</{tag}>"
    return f'<a href="{escape(run["href"])}">{words}</a>' if "href" in run else words


def _dressed(made: bytes, paper: Paper) -> bytes:
    """Give the file our styles, A4 pages and a footer."""
    words = " ".join(clean(paper.footer).split())
    example = "Example. " if paper.is_example else ""
    footer = (PARTS / "footer.xml").read_text(encoding="utf-8")
    changed: dict[str, Callable[[str], str]] = {
        "word/styles.xml": lambda _: (PARTS / "styles.xml").read_text(encoding="utf-8"),
        "[Content_Types].xml": lambda part: part.replace("</Types>", _FOOTER_TYPE),
        "word/_rels/document.xml.rels": lambda part: part.replace("</Relationships>", _FOOTER_LINK),
        "word/document.xml": lambda part: _LAST_SECTION.sub(_SECTION, part),
    }
    dressed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(made)) as source,
        zipfile.ZipFile(dressed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.infolist():
            part = source.read(member)
            if member.filename in changed:
                part = changed[member.filename](part.decode()).encode()
            target.writestr(member, part, zipfile.ZIP_DEFLATED)
        written = footer.replace("{words}", escape_xml(example + words))
        target.writestr("word/footer1.xml", written)
    return dressed.getvalue()

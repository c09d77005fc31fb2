"""The program that sets pages: JSON in, PDF out. It is started by portal.documents.pdf, confined.

It stands alone: it imports nothing of the portal, and starts fast. The templates beside it are the
only code that typst reads; whatever people wrote comes as data.
"""

import datetime
import json
import re
import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
USUAL = re.compile(r"[\n -~\xa0-\xac\xae-\u024f\u2010-\u2015\u2018-\u201e\u2022\u2026€™→✓\u200b]")
SUBSTITUTE = "□"
UNUSUAL_MOST = 300  # different characters that are tried, one by one


def main() -> None:
    """Set the pages that standard input describes."""
    source = sys.stdin.buffer.read().decode()
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[HERE / "fonts"])
    compiler = typst.Compiler(HERE / "templates" / "main.typ", HERE / "templates", fonts)
    when = datetime.datetime.fromisoformat(json.loads(source)["now"])

    def pages(data: str, *, is_strict: bool) -> bytes:
        made = compiler.compile(
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards="ua-1" if is_strict else None,
            timestamp=when,
        )
        return made if isinstance(made, bytes) else b""

    source = _with_known_characters(source, fonts)
    try:
        made = pages(source, is_strict=True)
    except typst.TypstError:
        # Something that the standard forbids: the pages are still tagged.
        made = pages(source, is_strict=False)
    sys.stdout.buffer.write(made)


def _with_known_characters(source: str, fonts: typst.Fonts) -> str:
    """Put a square for each character that no font has: the standard allows no unknown ones."""
    data = json.loads(source)
    text = json.dumps(data, ensure_ascii=False)
    unusual = sorted(set(USUAL.sub("", text)))
    if not unusual:
        return text
    probe = typst.Compiler(HERE / "templates" / "probe.typ", HERE / "templates", fonts)
    unknown = {
        char for at, char in enumerate(unusual) if at >= UNUSUAL_MOST or not _is_known(char, probe)
    }
    return "".join(SUBSTITUTE if char in unknown else char for char in text)


def _is_known(char: str, probe: typst.Compiler) -> bool:
    try:
        probe.compile(format="pdf", sys_inputs={"text": char}, pdf_standards="ua-1")
    except typst.TypstError:
        return False
    return True


if __name__ == "__main__":
    main()

"""What is wrong with a page, as far as its HTML alone can tell."""

from collections import Counter
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
FIELDS = {"input", "select", "textarea"}
NEEDS_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}
Attributes = dict[str, str]


class PageReader(HTMLParser):
    """Collect what the rules below ask about."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.headings = 0
        self.title = ""
        self.ids: Counter[str] = Counter()
        self.labels: list[str] = []
        self.fields: list[tuple[Attributes, bool]] = []  # with: stands inside a label
        self.forms: list[tuple[Attributes, set[str]]] = []  # with: the names of its fields
        self.targets: set[str] = set()
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        self.headings += tag == "h1"
        if "id" in got:
            self.ids[got["id"]] += 1
        self._inline(tag, got)
        if tag == "label":
            self.labels.append(got.get("for", ""))
        if tag == "form":
            self.forms.append((got, set()))
        if tag in FIELDS:
            self.fields.append((got, "label" in self.open))
            if "form" in self.open and self.forms:
                self.forms[-1][1].add(got.get("name", ""))
        if tag == "a" and got.get("href", "").startswith("#") and len(got["href"]) > 1:
            self.targets.add(got["href"][1:])

    def _inline(self, tag: str, got: Attributes) -> None:
        if tag == "style" or (tag == "script" and "src" not in got):
            self.inline.append(f"<{tag}>")
        self.inline += [
            f'{name}="…" in <{tag}>' for name in got if name == "style" or name.startswith("on")
        ]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "title" and "svg" not in self.open:
            self.title += data


def problems(html: str) -> list[str]:
    """List what is wrong with a page; [] where nothing is."""
    page = PageReader()
    page.feed(html)
    found = [] if page.headings == 1 else [f"{page.headings} h1 headings, not one"]
    if not page.title.strip() or page.title.strip().startswith("–"):
        found.append("no title of its own")
    for name, times in page.ids.items():
        if times > 1:
            found.append(f"the id {name!r} is there {times} times")
    found += [f"inline {what}: the content security policy stops it" for what in page.inline]
    for name in sorted(page.targets - set(page.ids)):
        found.append(f"a link leads to #{name}, which is not there")
    return found + _form_problems(page) + _field_problems(page)


def _form_problems(page: PageReader) -> list[str]:
    found = []
    for form, names in page.forms:
        method = form.get("method", "").lower()
        if method not in ("get", "post"):
            found.append(f"a form does not say whether it is get or post: {form}")
        if method == "post" and "csrf_token" not in names:
            found.append(f"a form that posts has no csrf_token: {form}")
        if method == "get" and "csrf_token" in names:
            found.append(f"a form puts its csrf_token into the address: {form}")
    return found


def _field_problems(page: PageReader) -> list[str]:
    fields = {got["id"] for got, _ in page.fields if "id" in got}
    labels = {name for name in page.labels if name}
    found = [f"the label for {name!r} has no field" for name in sorted(labels - fields)]
    for got, inside in page.fields:
        named = inside or got.get("id") in labels or {"aria-label", "aria-labelledby"} & set(got)
        if not named and got.get("type", "text") not in NEEDS_NO_LABEL:
            found.append(f"a field has no label: {got}")
    return found

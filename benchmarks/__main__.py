"""`python -m benchmarks`: measures, prints one table and keeps it in docs/benchmarks.md."""

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import report
from benchmarks.searching import kept_section
from benchmarks.servers import CHECKOUT
from benchmarks.suite import QUICK, Size, Suite
from benchmarks.table import markdown

PAGE = CHECKOUT / "docs" / "benchmarks.md"


def main() -> None:
    """Measure; a quick run is only printed, because its figures are rough."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="200 practices, one round, no page")
    parser.add_argument("--page", type=Path, default=PAGE, help="file to keep the table in")
    chosen = parser.parse_args()
    size = QUICK if chosen.quick else Size()
    facts = {
        "Date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "Machine": report.machine(),
        "Software": report.software(),
    }
    with tempfile.TemporaryDirectory(prefix="portal-benchmarks-") as folder:
        suite = Suite(Path(folder), size, say=lambda what: print(f"… {what}", file=sys.stderr))
        table = markdown(suite.run())
    print("\n\n".join([table, *suite.notes]))
    if not chosen.quick:
        before = chosen.page.read_text(encoding="utf-8") if chosen.page.exists() else ""
        page = report.page(table, suite.notes, size, facts)
        if by_size := kept_section(before):
            page = f"{page.rstrip()}\n\n{by_size}\n"
        chosen.page.write_text(page, encoding="utf-8")
        print(f"Kept in {chosen.page}", file=sys.stderr)


if __name__ == "__main__":
    main()

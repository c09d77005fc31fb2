"""`python -m benchmarks.judged`: how good the answers of the search are, by the judged questions.

Who tunes the ranking runs it with `--tuning`, which keeps the held-out questions apart.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.servers import CHECKOUT
from portal.web import asset_build
from tests.judged import floors
from tests.judged.asking import Answered, Summary, ask, portal, summary
from tests.judged.judgements import KINDS, USERS, questions

HEADINGS = ("Questions", "Count", "nDCG@10", "Recall@10", "Good answer first", "No result")


def main() -> None:
    """Ask every question of a fresh portal and print the means, and the worst answers."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.judged", description=__doc__)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--tuning", action="store_true", help="leave the held-out questions out")
    only.add_argument("--keep", action="store_true", help="keep what each question measured")
    parser.add_argument("--worst", type=int, default=10, help="how many of the worst to list")
    chosen = parser.parse_args()
    wanted = [each for each in questions() if not (chosen.tuning and each.held_out)]
    with (
        tempfile.TemporaryDirectory(prefix="portal-judged-") as folder,
        portal(Path(folder), _assets()),
    ):
        asked = ask(wanted)
    print(table(asked))
    print(worst(asked, chosen.worst))
    if chosen.keep:
        floors.keep({each.question.text: each.ndcg for each in asked})


def table(asked: list[Answered]) -> str:
    """Write the means overall, for each kind of user and question, and for what is held out."""
    rows = [HEADINGS, tuple("-" * len(each) for each in HEADINGS)]
    rows += [_row(name, summary(these)) for name, these in groups(asked) if these]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def groups(asked: list[Answered]) -> Iterator[tuple[str, list[Answered]]]:
    """Give the name of each group of the table, and what belongs to it."""
    yield "All", asked
    for user in USERS:
        yield f"Asked by: {user}", [each for each in asked if each.question.user == user]
    for kind in KINDS:
        yield f"Kind: {kind}", [each for each in asked if each.question.kind == kind]
    yield "Open to a tuner", [each for each in asked if not each.question.held_out]
    yield "Held out", [each for each in asked if each.question.held_out]


def worst(asked: list[Answered], count: int) -> str:
    """List the questions with the worst answers: what came first, and what should have."""
    lines = [""]
    for each in sorted(asked, key=lambda each: each.ndcg)[:count]:
        grades = each.question.grades
        came = ", ".join(f"{key} ({grades.get(key, 0)})" for key in each.answer[:3]) or "nothing"
        lines.append(f"{each.ndcg:.2f}  {each.question.kind}: {each.question.text}")
        lines.append(f"      came: {came}")
        lines.append(f"      best: {', '.join(each.question.best)}")
    return "\n".join(lines)


def _row(name: str, means: Summary) -> tuple[str, ...]:
    shares = (means.ndcg, means.recall, means.good_first, means.no_result)
    return (name, str(means.count), *(f"{share:.3f}" for share in shares))


def _assets() -> Path:
    folder = CHECKOUT / "var" / "assets"
    if not asset_build.is_built(folder):
        asset_build.build(folder, say=print)
    return folder


if __name__ == "__main__":
    main()

"""How much is found and how much of it rightly, measured against texts with known answers."""

import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from portal.personal_data import Kind, find

CASES = yaml.safe_load(Path(__file__).with_name("labelled.yaml").read_text(encoding="utf-8"))
HELD_OUT = [case for case in CASES if case.get("held_out")]
TUNED = [case for case in CASES if not case.get("held_out")]


def expected(case):
    return Counter((kind, words) for kind in Kind for words in case.get(kind, ()))


def score(cases):
    """Count, by kind, what is right, what was missed and what was found wrongly."""
    right, missed, wrong = Counter(), Counter(), Counter()
    for case in cases:
        wanted = expected(case)
        got = Counter((each.kind, each.words) for each in find(case["text"]))
        right.update(kind for kind, _ in (wanted & got).elements())
        missed.update(kind for kind, _ in (wanted - got).elements())
        wrong.update(kind for kind, _ in (got - wanted).elements())
    return right, missed, wrong


def share(part, whole):
    return part / whole if whole else 1.0


def table(name, right, missed, wrong):
    lines = [f"{name:20} right missed wrong recall precision"]
    for kind in Kind:
        recall = share(right[kind], right[kind] + missed[kind])
        precision = share(right[kind], right[kind] + wrong[kind])
        counts = f"{right[kind]:5} {missed[kind]:6} {wrong[kind]:5}"
        lines.append(f"{kind:20} {counts} {recall:6.2f} {precision:9.2f}")
    return "\n".join(lines) + "\n"


def test_the_labelled_set_is_large_and_half_of_it_is_innocent():
    assert len(CASES) >= 220
    assert 2 * sum(not expected(case) for case in CASES) >= len(CASES)
    assert 3 * len(HELD_OUT) >= len(CASES) - 2


@pytest.mark.parametrize("cases", [TUNED, HELD_OUT, CASES], ids=["tuned", "held out", "all"])
def test_nearly_all_personal_data_is_found_and_little_else(cases, request):
    right, missed, wrong = score(cases)
    sys.stdout.write(table(request.node.callspec.id, right, missed, wrong))
    assert share(right.total(), right.total() + wrong.total()) >= 0.95
    for kind in Kind:
        least = 0.98 if kind.is_blocking else 0.9
        assert share(right[kind], right[kind] + missed[kind]) >= least, kind

"""Writing names beside dots."""

import pytest

from portal.matching.pictures.labels import LETTER, Sheet, Wanted, written

SHEET = Sheet(480, 400, 17, 10)


def box(label):
    wide = max(map(len, label.lines)) * LETTER * SHEET.size
    left = label.x - wide * {"start": 0, "middle": 0.5, "end": 1}[label.anchor]
    top = label.y - 0.8 * SHEET.size
    return left, top, left + wide, label.y + label.step * (len(label.lines) - 1)


def overlap(one, other):
    return (
        min(one[2], other[2]) - max(one[0], other[0]) > 0
        and min(one[3], other[3]) - max(one[1], other[1]) > 0
    )


def test_a_lonely_dot_has_its_name_right_beside_it():
    (label,) = written([Wanted(240, 200, ("Oakwood",))], [(240, 200)], SHEET)
    assert label.leader is None
    assert label.anchor == "start"
    assert label.x == 250


@pytest.mark.parametrize("at", [(2, 2), (478, 2), (2, 398), (478, 398)])
def test_a_name_at_an_edge_stays_in_the_picture(at):
    (label,) = written([Wanted(*at, ("Peterborough (Female)",))], [at], SHEET)
    left, top, right, bottom = box(label)
    assert left >= 0
    assert top >= 0
    assert right <= 480
    assert bottom <= 400


def test_names_of_neighbours_do_not_cover_each_other():
    wanted = [Wanted(240 + 14 * n, 200, (f"Example prison {n}", "very close")) for n in range(6)]
    labels = written(wanted, [(one.x, one.y) for one in wanted], SHEET)
    boxes = [box(label) for label in labels]
    assert not [
        (one, other)
        for place, one in enumerate(boxes)
        for other in boxes[place + 1 :]
        if overlap(one, other)
    ]


def test_a_name_far_from_its_dot_has_a_line_that_leads_to_it():
    wanted = [Wanted(240 + 14 * n, 200, (f"Example prison {n}",)) for n in range(6)]
    labels = written(wanted, [(one.x, one.y) for one in wanted], SHEET)
    assert any(label.leader for label in labels)
    for one, label in zip(wanted, labels, strict=True):
        if label.leader:
            (x, y), end = label.leader
            assert abs(x - one.x) <= 10
            assert abs(y - one.y) <= 10
            assert end[0] == pytest.approx(label.x, abs=0.1)


def test_no_names_are_no_labels():
    assert written([], [(1, 1)], SHEET) == []

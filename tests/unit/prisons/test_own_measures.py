import pytest

from portal.prisons.measures import GROUPS, MEASURES, SENTENCES, grouped

SHARE, SHARES, SCHEMES = (MEASURES[key] for key in ("esol", "sentence_shares", "schemes"))
BANDS = dict(zip(SENTENCES, (10, 20, 30, 25, 10, 5), strict=True))


def written(bands):
    return "; ".join(f"{band}={share}" for band, share in bands.items())


@pytest.mark.parametrize(
    ("raw", "value", "said"),
    [("35", 35, "35%"), ("0", 0, "0%"), ("100", 100, "100%"), ("few", "few", "Too few to give")],
)
def test_a_share_is_a_whole_percent_or_few(raw, value, said):
    assert SHARE.read(raw) == value
    assert SHARE.say(value) == said


def test_shares_have_every_band_in_order_whatever_the_order_written():
    assert list(SHARES.read(written(dict(reversed(BANDS.items()))))) == list(SENTENCES)
    assert SHARES.say(BANDS).startswith("On remand: 10%; Under 12 months: 20%; ")


def test_shares_are_said_in_order_however_a_database_gives_them_back():
    assert SHARES.say(dict(sorted(BANDS.items()))) == SHARES.say(BANDS)


def test_a_hidden_band_stands_in_for_what_is_missing_from_a_hundred():
    shares = SHARES.read(written(BANDS | {"remand": "few", "indeterminate": "few"}))
    assert shares["remand"] == shares["indeterminate"] == "few"
    assert SHARES.parts(shares)[0] == ("On remand", "too few to give")


def test_schemes_hold_what_runs_and_none_is_known():
    assert SCHEMES.read("maths=setting_up; reading=established") == {
        "reading": "established",
        "maths": "setting_up",
    }
    assert SCHEMES.read("none") == {}
    assert SCHEMES.say({}) == "None runs"
    assert SCHEMES.say(None) == "Not known"
    assert SCHEMES.say({"reading": "established"}) == (
        "Learning to read: Established, for over a year"
    )


@pytest.mark.parametrize(
    ("key", "raw", "reason"),
    [
        ("esol", "101", "whole percent"),
        ("esol", "-1", "whole percent"),
        ("esol", "12.5", "whole percent"),
        ("esol", "³", "whole percent"),
        ("esol", "9" * 5000, "whole percent"),
        ("sentence_shares", "remand=100", "give every band"),
        ("sentence_shares", written(BANDS | {"remand": 15}), "add up to 105"),
        ("sentence_shares", written(BANDS | {"remand": 5}), "add up to 95"),
        ("sentence_shares", written(BANDS | {"remand": 40, "indeterminate": "few"}), "add up"),
        ("sentence_shares", "remand=1; remand=2", "twice"),
        ("sentence_shares", "elsewhere=100", "not one of"),
        ("schemes", "reading", "not written like"),
        ("schemes", "knitting=running", "not one of"),
        ("schemes", "reading=old", "not one of"),
        ("barriers_now", "rain", "not one of"),
    ],
)
def test_what_is_wrong_is_refused_with_the_reason(key, raw, reason):
    with pytest.raises(ValueError, match=reason):
        MEASURES[key].read(raw)


def test_every_measure_stands_in_one_group_and_the_table_follows_their_order():
    assert [key for _, _, found in grouped(lambda _: True) for key in [m.key for m in found]] == (
        list(MEASURES)
    )
    assert [key for key, _, _ in grouped(lambda _: True)] == list(GROUPS)
    assert grouped(lambda each: each.key == "esol") == [("education", "Education need", [SHARE])]

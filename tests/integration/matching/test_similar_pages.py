"""Who is like us: the pages, on the real estate."""

from html import unescape

from portal.config import bundled
from portal.matching.line_ups import line_ups
from portal.matching.similar.queries import similar_to
from portal.prisons import estate
from portal.prisons.queries import profile_by_slug


def text(response) -> str:
    return response.get_data(as_text=True)


def test_the_blocks_hold_the_open_real_prisons(app, whole_estate):
    with app.app_context():
        sizes = {
            block: len(compared.ids)
            for (basis, block), compared in line_ups().items()
            if basis == "record"
        }
        codes = {code for compared in line_ups().values() for code in compared.codes}
    # Dartmoor (DAI) held nobody in December 2024; Feltham stands in two blocks.
    assert sizes == {"adult_men": 108, "women": 12, "under_18": 4}
    assert "DAI" not in codes
    assert not any(code in {f"EX{n}" for n in range(1, 6)} for code in codes)


def test_a_prison_gets_five_with_reasons(app, whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    page = text(client.get("/prisons/oakwood/similar"))
    with app.app_context():
        found = similar_to(profile_by_slug("oakwood"))[0]
    assert len(found.entries) == 5
    for entry in found.entries:
        assert entry.prison.full_name in page
        assert not entry.prison.is_example
        assert entry.word in ("very close", "close", "fairly close", "not close")
        assert f"{entry.lead}." in unescape(page)
    assert len({entry.lead for entry in found.entries}) == 5
    assert found.common in page
    assert "Side by side" in page
    assert "Time left to serve is not sentence length" in page


def test_a_site_for_men_and_boys_is_compared_in_both(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    page = text(client.get("/prisons/feltham/similar"))
    assert "Prisons for adult men" in page
    assert "Sites for people under 18" in page


def test_a_prison_of_which_too_little_is_known_says_so(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    page = text(client.get("/prisons/millsike/similar"))
    assert "There is not enough information about Millsike" in page
    assert "time left to serve" in page


def test_a_closed_prison_sees_others_and_is_in_nobodys_list(app, whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    assert "Side by side" in text(client.get("/prisons/dartmoor/similar"))


def test_an_example_prison_sees_real_ones_and_says_that_it_is_invented(
    whole_estate, client, sign_in
):
    sign_in(client, whole_estate.bob)
    page = text(client.get("/prisons/example-midvale/similar"))
    assert "is invented" in page
    assert page.count("app-card__title") == 5
    assert "/prisons/example-westholme" not in page


def test_a_new_fact_changes_the_line_up(app, whole_estate, tmp_path):
    import shutil

    with app.app_context():
        before = line_ups()["record", "women"]
        assert line_ups()["record", "women"] is before
        folder = tmp_path / "estate"
        shutil.copytree(bundled("content") / "estate", folder)
        facts = (folder / "facts.csv").read_text().splitlines(keepends=True)
        old = next(line for line in facts if line.startswith("AGI,capacity,"))
        changed = [*old.split(",")[:2], "77", *old.split(",")[3:]]
        facts[facts.index(old)] = ",".join(changed)
        (folder / "facts.csv").write_text("".join(facts))
        estate.load_estate(folder=folder)
        after = line_ups()["record", "women"]
    assert after.values[after.codes.index("AGI")]["capacity"] == 77
    assert before.values[before.codes.index("AGI")]["capacity"] != 77


def test_the_page_of_a_prison_names_its_neighbours(whole_estate, client, sign_in):
    sign_in(client, whole_estate.dana)
    page = text(client.get("/prisons/oakwood"))
    assert "Similar prisons" in page
    assert "See why, and what to ask them" in page
    assert page.count("govuk-tag--green") == 3


def test_the_method_is_told_to_everyone(cast, client, sign_in):
    sign_in(client, cast.bob)
    page = text(client.get("/matching/method"))
    assert "Time left to serve" in page
    assert "starting point" in page


def test_a_prison_that_does_not_exist_is_not_found(cast, client, sign_in):
    sign_in(client, cast.bob)
    assert client.get("/prisons/nowhere/similar").status_code == 404

"""How many questions each page of rounds asks the database, however much there is to show."""

import pytest

from portal.matching.rounds.asked import Asked
from portal.matching.rounds.drafts import propose_round


@pytest.fixture
def drafts(app, whole_estate) -> int:
    """Make three drafts, the last of the whole country with a pin; give its number."""
    with app.app_context():
        for region in ("West Midlands", "London"):
            propose_round(actor=whole_estate.erin, region=region)
        asked = Asked(taken_out=("ACI",), pins=(("BMI", "SHI"),))
        return propose_round(actor=whole_estate.erin, region="", asked=asked).id


@pytest.mark.parametrize(
    ("page", "questions"),
    [
        ("/matching/rounds", 3),
        ("/matching/rounds/new", 18),
        ("/matching/rounds/{}", 15),
        ("/matching/rounds/{}/asked", 16),
        ("/matching/rounds/{}/group?codes=BMI&codes=SHI", 7),
        ("/matching/rounds/{}/publish", 10),
        ("/matching/rounds/{}.json", 6),
        ("/matching/taking-part", 5),
    ],
)
def test_a_page_asks_as_much_however_many_prisons_and_rounds_there_are(
    whole_estate, drafts, client, sign_in, count_queries, page, questions
):
    sign_in(client, whole_estate.erin)
    address = page.format(drafts)
    client.get(address)
    with count_queries() as asked:
        assert client.get(address).status_code == 200
    assert len(asked) == questions, "\n".join(asked)

"""Moving the weights of a list of similar prisons: with sliders, by keyboard, without script."""

from playwright.sync_api import expect

PAGE = "/prisons/oakwood/similar"


def test_a_slider_answers_at_once_and_the_address_keeps_it(signed_in_as, axe):
    page = signed_in_as("dana")
    page.goto(PAGE)
    page.get_by_text("Change what counts").click()
    slider = page.get_by_label("Size, slider")
    number = page.get_by_label("Size", exact=True)
    expect(slider).to_have_value("10")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(number).to_have_value("13")
    page.keyboard.press("End")
    expect(number).to_have_value("100")
    expect(page.get_by_text("Five prisons listed; ")).to_be_visible()
    expect(page).to_have_url(f"{page.url.partition('?')[0]}?basis=record&weight.size=100")
    expect(page.get_by_text("Counts for about two thirds of the answer")).to_be_visible()
    expect(slider).to_be_focused()
    axe(page)
    page.reload()
    expect(page.get_by_label("Size", exact=True)).to_have_value("100")
    number.fill("10")
    expect(page).to_have_url(f"{page.url.partition('?')[0]}?basis=record")
    expect(slider).to_have_value("10")
    expect(page.get_by_role("heading", name="Suggested for Oakwood")).to_be_visible()


def test_what_is_not_a_weight_is_told_beside_its_field_and_keeps_the_list(signed_in_as, axe):
    page = signed_in_as("dana")
    page.goto(PAGE)
    page.get_by_text("Change what counts").click()
    number = page.get_by_label("Size", exact=True)
    number.fill("many")
    message = page.get_by_text("Size must be a whole number from 0 to 100")
    expect(message).to_be_visible()
    expect(page.get_by_role("heading", name="Suggested for Oakwood")).to_be_visible()
    axe(page)
    number.fill("10")
    expect(message).to_be_hidden()
    for name in ("Time left to serve", "Category and function", "Who it holds", "Size"):
        page.get_by_label(name, exact=True).fill("0")
    expect(page.get_by_text("At least one thing must count for more than 0")).to_be_visible()


def test_without_an_answer_the_page_stays_and_says_so(signed_in_as):
    page = signed_in_as("dana")
    page.goto(PAGE)
    page.get_by_text("Change what counts").click()
    page.route("**/similar?*part=list*", lambda route: route.abort())
    page.get_by_label("Size", exact=True).fill("60")
    expect(page.get_by_text("The list could not be fetched.")).to_be_visible()
    expect(page.get_by_role("heading", name="Suggested for Oakwood")).to_be_visible()


def test_without_script_the_button_does_it(signed_in_as, plain):
    page = signed_in_as("dana", plain)
    page.goto(PAGE)
    page.get_by_text("Change what counts").click()
    assert page.locator("input[type=range]").count() == 0
    page.get_by_label("Size", exact=True).fill("80")
    page.get_by_role("button", name="Show the list with these").click()
    expect(page.get_by_role("heading", name="Nearest with your weights")).to_be_visible()
    page.get_by_label("Size", exact=True).fill("lots")
    page.get_by_role("button", name="Show the list with these").click()
    expect(page.get_by_label("Size", exact=True)).to_have_value("lots")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_role("link", name="Back to the usual weights").first.click()
    expect(page.get_by_role("heading", name="Suggested for Oakwood")).to_be_visible()


def test_on_a_phone_nothing_runs_over(signed_in_as, phone, axe):
    signed_in_as("alice")
    page = signed_in_as("alice", phone)
    page.goto("/prisons/example-midvale/similar?basis=profile&weight.time-horizon=40")
    assert not page.evaluate("document.documentElement.scrollWidth > 375")
    axe(page)

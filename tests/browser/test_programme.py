"""The programme of a day in a browser: durations, the handle, the keyboard, and no script at all."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import look, violations

pytestmark = pytest.mark.browser

FIRST = """
from sessions.programme.models import Day
day = Day.objects.get(number=4, season__status="published")
print(day.pk, *[item.pk for part in day.half_days.all() for item in part.items.all()])
"""


@pytest.fixture
def programme(demonstration):
    """The address of the page, then the keys of the items of journée 4."""
    day, *items = demonstration.manage("shell", "-v", "0", "-c", FIRST).split()
    return f"/admin/atelier_sessions/day/{day}/programme/", items


@pytest.fixture
def facilitator(demonstration, visitor):
    one = visitor(demonstration)
    one.sign_in("animation@example.org", landing="/admin/")
    return one


def order(page):
    return [row.get_attribute("id").removeprefix("ligne-") for row in page.locator("[data-day-line]").all()]


def test_a_duration_moves_what_follows_keeps_what_is_typed_and_says_it(facilitator, programme):
    address, items = programme
    facilitator.go(address)
    page = facilitator.page
    page.locator(f"#detail-{items[1]} summary").click()
    page.fill(f"#id_{items[0]}-minutes", "60")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    expect(page.locator(f"#ligne-{items[1]} .day-line-hours")).to_contain_text("au lieu de")
    expect(page.locator(f"#detail-{items[1]}")).to_have_attribute("open", "")
    expect(page.locator("[data-day-status]")).to_contain_text("10\u00a0h\u00a030")
    assert page.evaluate("document.activeElement.id") != ""
    assert look(page) == []


def test_an_item_is_dragged_by_its_handle_and_moved_with_the_keyboard(facilitator, programme):
    address, items = programme
    facilitator.go(address)
    page = facilitator.page
    start, end = (page.locator(f"#ligne-{items[at]} [data-day-handle]").bounding_box() for at in (0, 1))
    page.mouse.move(start["x"] + 5, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + 60, steps=6)
    page.mouse.up()

    expect(page.locator(f"#ligne-{items[1]} .day-number")).to_have_text("1")
    assert order(page)[:2] == [items[1], items[0]]

    page.locator(f"#up-{items[0]}").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#ligne-{items[0]} .day-number")).to_have_text("1")
    assert page.evaluate("document.activeElement.id") in {f"up-{items[0]}", f"down-{items[0]}"}


def test_the_page_works_without_scripts(demonstration, visitor, programme):
    address, items = programme
    desk = visitor(demonstration, java_script_enabled=False)
    desk.sign_in("animation@example.org", landing="/admin/")
    desk.go(address)
    page = desk.page
    page.locator(f"#down-{items[0]}").click()
    assert order(page)[:2] == [items[1], items[0]]
    page.locator(f"#up-{items[0]}").click()
    page.get_by_role("button", name="Enregistrer le programme").click()

    expect(page.locator(".messagelist")).to_contain_text("Programme enregistré")


def test_the_page_has_nothing_for_axe_and_fits_a_narrow_screen(facilitator, programme):
    address, _ = programme
    assert violations(facilitator, [address]) == {}
    facilitator.page.set_viewport_size({"width": 320, "height": 800})
    facilitator.go(address)
    assert facilitator.page.evaluate("document.documentElement.scrollWidth") == 320

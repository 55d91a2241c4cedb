"""RGAA 4.1.2: which of its 258 tests a machine decides here, and how.

Three ways: axe has a rule for it; no page holds what the test is about (then it does not apply); a test of ours holds
it. Where the question is whether something is *relevant*, a person decides: those tests are in none of the three lists.
The text of the RGAA was not at hand: numbers of which we were not sure were left out. `tests/test_rgaa.py` reads the
lists; `tests/browser/test_pages.py` checks the first against axe.
"""

TESTS_OF_RGAA = 258

# The rules of axe that are on in `tests/browser/test_pages.py` say these numbers themselves.
BY_AXE = {
    "1.1.1", "1.1.2", "1.1.3", "1.1.4", "1.1.5", "1.1.6", "2.1.1", "2.2.1", "3.2.1", "4.3.1", "4.10.1", "5.2.1",
    "5.4.1", "5.7.1", "5.7.4", "6.1.5", "6.2.1", "7.1.1", "7.3.2", "8.2.1", "8.3.1", "8.4.1", "8.5.1", "8.8.1",
    "9.1.3", "9.2.1", "9.3.1", "9.3.3", "10.4.2", "10.6.1", "10.8.1", "11.1.1", "11.2.1", "11.9.1", "11.13.1",
    "12.7.1", "12.8.1", "13.1.2", "13.8.1", "13.9.1",
}  # fmt: skip

# What no page holds, as XPath: the tests that therefore do not apply.
ABSENT = {
    "//area | //map | //*[@usemap]": ["1.2.2", "1.3.2"],
    "//object": ["1.2.3", "1.3.4"],
    "//canvas": ["1.1.8", "1.2.5", "1.3.7"],
    "//embed": ["1.1.7", "1.2.6", "1.3.5"],
    "//input[@type='image']": ["1.3.3"],
    "//*[contains(@class, 'captcha') or contains(@name, 'captcha')]": [
        *(f"1.4.{number}" for number in range(1, 8)), "1.5.1", "1.5.2",
    ],
    # the camera of the check-in page shows what it sees, and plays nothing
    "//audio | //video[not(@data-video)] | //bgsound | //track": [
        *(f"4.1.{number}" for number in (1, 2, 3)), *(f"4.2.{number}" for number in (1, 2, 3)), "4.3.2", "4.4.1",
        "4.5.1", "4.5.2", "4.6.1", "4.6.2", "4.7.1", "4.8.1", "4.8.2", "4.9.1", "4.11.1", "4.11.2", "4.11.3", "4.12.1",
        "4.12.2", "4.13.1", "4.13.2",
    ],
    "//table[@role='presentation' or @role='none']": ["5.3.1", "5.8.1"],
    "//*[@dir='rtl' or @dir='auto'] | //bdo": ["8.10.1", "8.10.2"],
    "//basefont | //big | //blink | //center | //font | //marquee | //s | //strike | //tt | //u": ["10.1.1", "13.8.2"],
    "//*[not(ancestor-or-self::*[local-name()='svg'])]/@*[name()='align' or name()='bgcolor' or name()='border' or "
    "name()='cellpadding' or name()='cellspacing' or name()='valign' or name()='color' or name()='face' or "
    "name()='hspace' or name()='vspace' or name()='nowrap' or name()='noshade' or name()='clear']": ["10.1.2"],
    "//*[@accesskey]": ["12.10.1"],
    "//img[contains(@src, '.gif')]": ["13.7.1"],
}  # fmt: skip

# What no script of ours holds, as a regular expression: the tests that therefore do not apply.
UNSCRIPTED = {
    r"window\.open|showModalDialog": ["13.2.1"],
    r"location\s*=|location\.(assign|replace|reload|href)": ["13.1.3"],
    r"devicemotion|deviceorientation|accelerometer|gyroscope": ["13.12.1", "13.12.2"],
}

PAGES, COMFORT, HERE = "browser/test_pages.py", "browser/test_comfort.py", "test_rgaa.py"
AXE = f"{PAGES}::test_public_pages_have_nothing_for_axe"
DRAGGED = "browser/test_programme.py::test_an_item_is_dragged_by_its_handle_and_moved_with_the_keyboard"
STRUCTURE = f"{HERE}::test_every_page_is_built_as_the_sheet_says"

# number: (subject in our words, the test that holds it)
HELD = {
    "3.2.2": ("bold text has its contrast", AXE),
    "3.2.3": ("large text has its contrast", AXE),
    "3.2.4": ("large bold text has its contrast", AXE),
    "5.7.2": ("a header of a row or a column says which", STRUCTURE),
    "7.3.1": ("what can be pressed is a link or a button", STRUCTURE),
    "8.1.1": ("a document type", STRUCTURE),
    "8.1.2": ("which is valid", STRUCTURE),
    "8.1.3": ("and comes first", STRUCTURE),
    "10.4.1": ("text twice as large is not cut", f"{COMFORT}::test_pages_hold_with_text_twice_as_large"),
    "10.7.1": ("focus is seen", f"{COMFORT}::test_the_tab_key_goes_through_each_page_seen_and_out_again"),
    "10.11.1": ("320 px wide", f"{COMFORT}::test_pages_hold_in_320_pixels_with_spaced_text"),
    "13.10.1": ("what is dragged has its buttons", DRAGGED),
    "13.10.2": ("one finger is enough", DRAGGED),
    "10.12.1": ("spaced text", f"{COMFORT}::test_pages_hold_in_320_pixels_with_spaced_text"),
    "11.1.2": ("the label of a field names its id", STRUCTURE),
    "11.6.1": ("a group of fields has a legend", STRUCTURE),
    "11.8.2": ("a group of choices has a name", STRUCTURE),
    "12.2.1": ("the menu is the same on each page", f"{HERE}::test_the_menu_keeps_its_place_and_its_order"),
    "12.6.1": ("header, menu, content and foot are landmarks", STRUCTURE),
    "12.7.2": ("a link leads to the content, and is seen", f"{COMFORT}::test_the_first_stop_leads_to_the_content"),
    "12.9.1": ("no trap", f"{COMFORT}::test_the_tab_key_goes_through_each_page_seen_and_out_again"),
}


def decided() -> set[str]:
    """The numbers of the tests that a machine decides."""
    found = BY_AXE | set(HELD)
    for numbers in [*ABSENT.values(), *UNSCRIPTED.values()]:
        found |= set(numbers)
    return found

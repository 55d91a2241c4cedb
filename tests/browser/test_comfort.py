"""Narrow screens, large or spaced text, the keyboard (WCAG 2.2: 1.4.4, 1.4.10, 1.4.12, 2.1.2, 2.4.1, 2.4.7)."""

import pytest

from tests.browser.test_pages import PUBLIC

pytestmark = pytest.mark.browser
PARTICIPANT = ["/espace/", "/espace/saisons/4/", "/espace/saisons/4/annuaire/", "/compte/mes-donnees/"]
ORGANISER = ["/admin/", "/admin/checklist/task/retroplanning/", "/admin/qualite/"]
# Each kind of page of the administration: lists, forms with rows under them, boards, grids, files.
WORKPLACE = [
    *ORGANISER,
    "/admin/territories/participant/",
    "/admin/territories/triptych/4/change/",
    "/admin/territories/criterion/etude/",
    "/admin/atelier_sessions/day/presences/",
    "/admin/atelier_sessions/day/documents/",
    "/admin/reminders/reminderrule/frise/",
]
# The spacing of WCAG 1.4.12, as a reader's own style sheet sets it.
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }"""
TWICE = "html { font-size: 200% !important }"
CUT = """() => [...document.querySelectorAll("body *")].filter(one => {
    const style = getComputedStyle(one);
    const hides = style.overflowX === "hidden" || style.overflowY === "hidden";
    const shown = one.clientWidth > 1 && one.clientHeight > 1 && !one.closest(".visually-hidden");
    const cut = one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2;
    return hides && shown && one.innerText && style.visibility !== "hidden" && cut;
}).map(one => one.outerHTML.slice(0, 90))"""
FOCUSED = """async () => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const label = one.labels && one.labels[0];
    const hit = (x, y) => {
        const at = document.elementFromPoint(x, y);
        return at && (one.contains(at) || at.contains(one) || (label && label.contains(at)));
    };
    // A link may hold on two lines; a table that scrolls may be taller than the window.
    const seen = () => [...one.getClientRects()].some(box => [0.2, 0.5, 0.8].some(
        share => hit(box.left + box.width / 2, box.top + box.height * share)));
    for (let frame = 0; frame < 240 && !seen(); frame++) await new Promise(requestAnimationFrame);  // it scrolls softly
    const style = getComputedStyle(one);
    const marked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    if (!one.dataset.rank) one.dataset.rank = document.querySelectorAll("[data-rank]").length + 1;
    return {rank: Number(one.dataset.rank), html: one.outerHTML.slice(0, 90), seen: seen(), marked};
}"""


def cut_with(style, visitor, paths):
    """Where something is cut or the page is wider than its window, with a reader's own style sheet."""
    found = {}
    for path in paths:
        assert visitor.go(path).status < 400, path
        visitor.page.add_style_tag(content=style)
        overflow = visitor.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        cut = visitor.page.evaluate(CUT)
        if overflow > 0 or cut:
            found[path] = (overflow, cut[:3])
    return found


def walk(visitor, path):
    """What is wrong with the way of the Tab key through a page: a stop that is covered or bare, a trap."""
    assert visitor.go(path).status < 400, path
    wrong, ranks = [], []
    for _ in range(400):
        visitor.page.keyboard.press("Tab")
        stop = visitor.page.evaluate(FOCUSED)
        if stop is None or stop["rank"] < len(ranks):  # out of the page, or round again
            return wrong
        ranks.append(stop["rank"])
        if not (stop["seen"] and stop["marked"]):
            wrong.append({name: stop[name] for name in ("html", "seen", "marked")})
    return [*wrong, "no end"]


def everybody(stack, visitor, **options):
    """Somebody of each part of the site, with the pages they have."""
    people = [visitor(stack, bypass_csp=True, **options) for _ in range(3)]
    people[1].sign_in("participante@example.org")
    people[2].sign_in("organisation@example.org")
    return zip(people, (PUBLIC, PARTICIPANT, ORGANISER), strict=True)


def test_pages_hold_in_320_pixels_with_spaced_text(demonstration, visitor):
    people = everybody(demonstration, visitor, width=320)

    assert [found for who, paths in people if (found := cut_with(SPACED, who, paths))] == []


def test_pages_hold_with_text_twice_as_large(demonstration, visitor):
    people = everybody(demonstration, visitor)

    assert [found for who, paths in people if (found := cut_with(TWICE, who, paths))] == []


def test_the_first_stop_leads_to_the_content(demonstration, visitor):
    people = list(everybody(demonstration, visitor))
    for who, paths in people:
        assert who.go(paths[0]).status < 400
        who.page.keyboard.press("Tab")
        stop = who.page.evaluate(FOCUSED)
        assert (stop["seen"], stop["marked"]) == (True, True), stop
        who.page.keyboard.press("Enter")
        who.page.keyboard.press("Tab")
        assert who.page.evaluate("document.activeElement.closest('main') !== null"), paths[0]


def test_the_tab_key_goes_through_each_page_seen_and_out_again(demonstration, visitor):
    public, participant, organiser = visitor(demonstration, width=390), visitor(demonstration), visitor(demonstration)
    participant.sign_in("participante@example.org")
    organiser.sign_in("organisation@example.org", landing="/admin/")
    people = [(public, PUBLIC), (participant, PARTICIPANT), (organiser, WORKPLACE)]
    pages = {path: walk(who, path) for who, paths in people for path in paths}

    assert {path: wrong for path, wrong in pages.items() if wrong} == {}

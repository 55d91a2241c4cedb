"""A day as it is lived: an absence announced, groups composed, people checked in at two doors, presence entered."""

import io
import re

import pypdf
import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import look, violations

pytestmark = pytest.mark.browser

PRESENCE = "/admin/atelier_sessions/day/presences/"


@pytest.fixture
def facilitator(demonstration, visitor):
    one = visitor(demonstration, width=390)
    one.sign_in("animation@example.org", landing="/admin/")
    return one


def address_of(visitor, page, words):
    """Where the link with these words leads, from the page."""
    visitor.go(page)
    return visitor.page.get_by_role("link", name=re.compile(words)).first.get_attribute("href")


def code_of(stack, address):
    """The code of the door, as the convocation in the mailbox prints it."""
    mail = stack.sink.wait_for(1, "Convocation", address)[0]
    pdf = next(part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf")
    text = pypdf.PdfReader(io.BytesIO(pdf.get_content())).pages[0].extract_text()
    return re.search(r"accueil\s+([2-9A-Z]{3} [2-9A-Z]{3})", text)[1]


def door(visitor, number):
    return address_of(visitor, address_of(visitor, PRESENCE, f"Journée {number}$"), "Accueil, sur un téléphone")


@pytest.fixture
def today(demonstration):
    """Journée 3 is held today, and both its half-days have just begun; it goes back to its date afterwards."""
    code = """if True:
        import datetime, time, django.utils.timezone as tz
        while tz.localtime().time() >= datetime.time(23, 57):
            time.sleep(1)  # a half-day that begins now ends before midnight: the next one is better
        from sessions.programme.models import Day
        day, now = Day.objects.get(number=3, season__status="published"), tz.localtime()
        print(day.date, *[f"{part.starts_at}-{part.ends_at}" for part in day.half_days.all()])
        Day.objects.filter(pk=day.pk).update(date=now.date())
        start = now.replace(second=0, microsecond=0).time()
        for part in day.half_days.all():
            part.starts_at, part.ends_at = start, datetime.time(23, 59, 59)
            part.save()
    """
    # What was to leave has left: a mail that says another date would not.
    demonstration.sink.wait_for(1, "Convocation", "participante@example.org")
    date, *hours = demonstration.manage("shell", "-v", "0", "-c", code).split()
    yield
    back = f"""if True:
        from sessions.programme.models import Day
        day = Day.objects.get(number=3, season__status="published")
        Day.objects.filter(pk=day.pk).update(date="{date}")
        for part, hours in zip(day.half_days.all(), {hours}):
            part.starts_at, part.ends_at = hours.split("-")
            part.save()
    """
    demonstration.manage("shell", "-v", "0", "-c", back)


def test_thirty_four_people_are_noted_but_three_within_eighty_tab_stops_and_ten_clicks(
    facilitator, demonstration, today
):
    """Three people away all day, the rest present, before anybody comes to a door: the grid is left as it was."""
    facilitator.go(address_of(facilitator, PRESENCE, "Journée 3$"))
    page, clicks = facilitator.page, 1
    stops = page.locator("a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']")
    assert stops.filter(visible=True).count() < 80
    choices = page.locator(".cell-status").filter(visible=True)
    expect(choices).to_have_count(34)
    expect(choices.first).to_have_attribute("aria-label", re.compile("matin et après-midi"))
    for rank in (0, 10, 20):
        choices.nth(rank).select_option("absent")
        clicks += 2
    page.get_by_role("button", name="Noter par demi-journée").click()
    assert page.locator(".cell-status").evaluate_all("found => found.map(one => one.value)").count("absent") == 6
    page.get_by_role("button", name="Noter par demi-journée").click()
    expect(choices).to_have_count(34)
    facilitator.see("Enregistrer, et noter présents tous les autres")
    facilitator.see("Clore les présences")
    assert clicks + 2 <= 10


def test_two_phones_at_one_door_and_the_network_drops(demonstration, today, visitor, facilitator):
    page, path = facilitator.page, door(facilitator, 3)
    other = visitor(demonstration, width=390)
    other.sign_in("organisation@example.org", landing="/admin/")
    other.go(path)
    facilitator.go(path)
    code = code_of(demonstration, "participante@example.org")
    facilitator.fill(code=code.lower())
    facilitator.press("Pointer")
    facilitator.see("Zoé Maréchal, Val de Morlaine : bienvenue.")

    facilitator.context.set_offline(True)
    page.get_by_role("button", name=re.compile("Présent.*Bernard Thévenin")).click()
    facilitator.see("c’est noté sur ce téléphone")
    expect(page.locator("[data-waiting]")).to_contain_text("1 pointage gardé")
    page.locator("#logout-form button").click()
    facilitator.see("se déconnecter maintenant les effacerait")
    other.page.get_by_role("button", name=re.compile("Présent.*Bernard Thévenin")).click()
    other.see("Bernard Thévenin, Val de Morlaine : bienvenue.")
    facilitator.context.set_offline(False)
    facilitator.see("Bernard Thévenin : déjà pointé à")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    expect(page.locator("[data-there]")).to_have_text("2")
    facilitator.complaints.clear()  # the browser notes the cut connection itself


def test_the_door_opens_without_network_and_loses_nothing(demonstration, today, visitor, facilitator):
    """In two tabs; one entry that the server does not take, one that it refuses, and the others leave."""
    page, path = facilitator.page, door(facilitator, 3)
    facilitator.go(path)
    expect(page.locator("[data-kept]")).to_be_attached()
    facilitator.context.set_offline(True)
    page.reload()
    facilitator.see("Sans réseau : la liste est celle de")
    second = facilitator.context.new_page()
    second.goto(page.url)
    there = page.locator(".checkin-list li.is-there").count()
    page.fill("#filtre", "oceane d'")
    expect(page.locator(".checkin-list li:visible")).to_have_count(0)
    page.fill("#filtre", "Thevenin bern")
    expect(page.locator(".checkin-list li:visible")).to_have_count(1)
    page.fill("[name=code]", "zzz zzz")
    page.get_by_role("button", name="Pointer").click()
    expect(page.locator("[data-waiting]")).to_contain_text("1 pointage gardé")
    people = second.locator(".checkin-list li:not(.is-there) button:visible")
    for rank in (3, 4):
        people.nth(rank).click()
        expect(second.locator("[data-waiting]")).to_contain_text(f"{rank - 1} pointages gardés")
    page.fill("#filtre", "")
    page.locator(".checkin-list li:not(.is-there) button:visible").nth(5).click()
    expect(page.locator("[data-waiting]")).to_contain_text("4 pointages gardés")

    broken = page.evaluate("""() => {
      const key = Object.keys(localStorage).find((one) => JSON.parse(localStorage.getItem(one)).participant);
      const entry = JSON.parse(localStorage.getItem(key));
      localStorage.setItem(key, JSON.stringify({ ...entry, to: "/admin/nulle-part/" }));
      return entry.label;
    }""")
    second.close()
    facilitator.context.set_offline(False)
    expect(page.locator("[data-waiting]")).to_be_hidden(timeout=20_000)
    refused = page.locator("[data-refused] li")
    expect(refused).to_have_count(2)
    expect(refused.filter(has_text="zzz zzz")).to_contain_text("On ne vient pas à la place d’une autre")
    expect(refused.filter(has_text=broken)).to_contain_text("n’est plus au programme")
    page.reload()
    expect(page.locator(".checkin-list li.is-there")).to_have_count(there + 2)
    refused.filter(has_text="zzz zzz").get_by_role("button", name="Retirer").click()
    expect(refused).to_have_count(1)
    facilitator.complaints.clear()  # the browser notes the cut connection itself


def test_the_door_fills_the_screen_until_escape(facilitator):
    facilitator.go(door(facilitator, 3))
    page, frame = facilitator.page, facilitator.page.locator("#user-tools, .workbar, .breadcrumbs, #branding")
    for leave in ("Escape", "Enter"):
        page.get_by_role("button", name="Plein écran", exact=True).click()
        expect(frame.filter(visible=True)).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert look(page) == []
        page.keyboard.press("Control+k")
        expect(page.locator("#palette")).to_be_visible()
        page.locator("#palette").get_by_role("button", name="Fermer").click()
        page.get_by_role("button", name="Quitter le plein écran").focus()
        page.keyboard.press(leave)
        expect(frame.filter(visible=True)).to_have_count(4)
    assert page.evaluate("document.fullscreenElement") is None


def test_the_door_works_without_javascript(demonstration, today, visitor):
    organiser = visitor(demonstration, width=390, java_script_enabled=False)
    organiser.sign_in("organisation@example.org", landing="/admin/")
    organiser.go(door(organiser, 3))
    expect(organiser.page.get_by_text("Plein écran")).to_be_hidden()
    organiser.follow("Après-midi")
    organiser.page.get_by_role("button", name=re.compile("Présent.*Tanguy Kermarrec")).click()
    organiser.see("Tanguy Kermarrec, Ploumargat : bienvenue.")
    organiser.fill(code="zzz zzz")
    organiser.press("Pointer")
    organiser.see("On ne vient pas à la place d’une autre")


def test_presence_is_entered_with_a_keyboard(facilitator):
    facilitator.go(address_of(facilitator, PRESENCE, "Journée 5$"))
    first = facilitator.page.locator(".cell-status").first
    first.focus()
    facilitator.page.keyboard.type("en retard")
    facilitator.page.keyboard.press("Tab")
    facilitator.page.keyboard.type("15")
    facilitator.page.keyboard.press("Enter")
    facilitator.see("Présences modifiées : 1.")
    expect(facilitator.page.locator(".cell-status").first).to_have_value("late")
    expect(facilitator.page.locator(".cell-minutes").first).to_have_value("15")


def test_groups_are_composed_and_somebody_is_moved_with_a_keyboard(facilitator):
    facilitator.go(address_of(facilitator, "/admin/atelier_sessions/day/rencontres/", "Nos modèles économiques"))
    facilitator.press("Composer les groupes")
    facilitator.see("Groupes composés : 6.")
    choice = facilitator.page.locator("select[name=move]").first
    choice.focus()
    facilitator.page.keyboard.type("Table 4")
    facilitator.page.keyboard.press("Tab")
    facilitator.page.keyboard.press("Enter")
    facilitator.see("passe à « Table 4 »")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_participant_announces_an_absence_and_takes_it_back(javascript, demonstration, visitor):
    person = visitor(demonstration, width=390, java_script_enabled=javascript)
    person.sign_in("participante@example.org")
    person.follow("Annoncer une absence à la journée 4")
    person.page.get_by_label("Matin").check()
    person.fill(reason="Conseil municipal")
    person.press("Enregistrer")
    person.see("Votre absence est annoncée aux organisateurs.")
    person.see("Matin : excusé")
    person.follow("Annoncer une absence à la journée 4")
    person.page.get_by_label("Matin").uncheck()
    person.press("Enregistrer")
    person.see("C’est noté : vous venez.")


def test_an_organiser_gathers_convocations_and_sees_the_file_come(demonstration, visitor):
    organiser = visitor(demonstration)
    organiser.sign_in("organisation@example.org", landing="/admin/")
    organiser.go("/admin/atelier_sessions/day/documents/")
    organiser.press("Ploumargat (PDF)")
    # A worker may still be busy with what the demo issued.
    expect(organiser.page.locator("#avancement")).to_contain_text("Terminé", timeout=60_000)
    assert look(organiser.page) == []
    with organiser.page.expect_download() as download:
        organiser.page.evaluate(
            "() => { const link = document.querySelector('#avancement a'); link.download = ''; link.click(); }"
        )
    assert download.value.path().read_bytes().startswith(b"%PDF-")


def test_the_pages_of_days_have_nothing_for_axe(demonstration, visitor):
    organiser = visitor(demonstration)
    organiser.sign_in("organisation@example.org", landing="/admin/")
    closed, open_ = (address_of(organiser, PRESENCE, f"Journée {number}$") for number in (1, 2))
    groups = [
        address_of(organiser, "/admin/atelier_sessions/day/rencontres/", words)
        for words in ("Nos trajectoires croisées", "Mon rôle")
    ]
    pages = [
        PRESENCE,
        closed,
        open_,
        door(organiser, 2),
        *groups,
        "/admin/atelier_sessions/day/rencontres/",
        "/admin/atelier_sessions/day/documents/",
    ]

    assert violations(organiser, pages) == {}


def test_the_pages_of_a_participant_s_days_have_nothing_for_axe(demonstration, visitor):
    person = visitor(demonstration)
    person.sign_in("participante@example.org")
    absence = address_of(person, "/espace/", "Annoncer une absence à la journée 5")

    assert violations(person, [absence]) == {}

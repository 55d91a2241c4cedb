"""Lists and forms of the administration: acts as buttons, errors at the top, the product's words."""

import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from atelier.core.templatetags.ui import form_errors
from atelier.seasons.models import Season
from sessions.programme.models import PARIS, Day
from tests.factories import MessageFactory, SeasonFactory, TriptychFactory, UserFactory, add_days

pytestmark = pytest.mark.django_db

FOREIGN = re.compile(
    r"l.objet|Ajout de |Modification de |avec succès|\bSearch\b|Not used|Historique|0 sur \d+|>Envoyer<"
)


@pytest.fixture
def running():
    season = SeasonFactory(open=True)
    add_days(season, date(2090, 1, 1))
    TriptychFactory(season=season, submitted=True, people=1)
    MessageFactory()
    return season


def registered():
    return sorted((model for model in admin.site._registry), key=lambda model: model._meta.label)


def test_every_list_offers_its_acts_as_buttons_and_deletes_last(desk, running):
    offered = {}
    for model in registered():
        lists, opts = admin.site._registry[model], model._meta
        page = desk.get(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"), {"saison": "toutes"})
        if page.status_code == 302:
            continue  # the one row of a table, which opens at once
        assertNotContains(page, '<select name="action"')
        assert FOREIGN.findall(page.content.decode()) == [], opts.label
        expected = set(lists.get_actions(page.wsgi_request))
        buttons = re.findall(r'<button type="submit" name="action" value="(\w+)"', page.content.decode())
        if buttons:
            offered[opts.label] = buttons
            assert set(buttons) == expected
            assert "delete_selected" not in buttons[:-1]
    assert {"atelier_sessions.Day", "territories.Triptych"} <= offered.keys()


def test_an_act_asked_of_no_line_says_what_to_do(desk, running):
    address = reverse("admin:territories_triptych_changelist")

    assertContains(desk.post(address, {"action": "admit", "index": "0"}, follow=True), "Cochez d’abord une ligne")


def test_the_button_of_a_list_asks_for_the_lines_that_are_ticked(desk, running):
    triptych = running.triptychs.get()
    address = reverse("admin:territories_triptych_changelist")

    page = desk.post(address, {"action": "admit", "index": "0", "_selected_action": triptych.pk})

    assertContains(page, "<h1>Retenir les territoires choisis</h1>")


def test_what_is_to_be_corrected_is_listed_first_with_links_to_the_fields(desk, running):
    day = running.days.get()
    address = reverse("admin:atelier_sessions_day_change", args=[day.pk])
    form = desk.get(address)
    inline = form.context["inline_admin_formsets"][0].formset
    data = {field.html_name: field.value() or "" for field in form.context["adminform"].form}
    data |= {field.html_name: field.value() or "" for row in inline for field in row}
    data |= {field.html_name: field.value() for field in inline.management_form}
    data |= {"date": "demain", f"{inline.prefix}-0-starts_at": "midi"}

    page = desk.post(address, {name: str(value) for name, value in data.items() if value is not None})

    assertContains(page, "Rien n’est enregistré\u00a0: des points sont à corriger")
    assertContains(page, '<a href="#id_date">Date</a>')
    assertContains(page, f'<a href="#id_{inline.prefix}-0-starts_at">{day.half_days.first()}, début</a>')
    assertContains(page, 'role="alert" tabindex="-1" autofocus')
    assertContains(page, "Erreur\u00a0:")
    assertNotContains(page, "change_form.js")  # it would give the focus to the first field
    summary = form_errors(page.context["adminform"].form, page.context["inline_admin_formsets"])
    assert [one.field for one in summary] == ["id_date", f"id_{inline.prefix}-0-starts_at"]


def test_a_form_is_headed_by_the_name_of_what_it_changes_and_says_it_is_saved(desk, running):
    address = reverse("admin:seasons_venue_add")
    page = desk.post(address, {"name": "Maison des passages", "address": "8 quai de l’Exemple"}, follow=True)

    assertContains(page, "C’est ajouté\u00a0:")
    venue = reverse("admin:seasons_venue_change", args=[page.context["cl"].result_list[0].pk])
    assertContains(desk.get(venue), "<h1>Maison des passages</h1>")
    assert FOREIGN.findall(desk.get(venue).content.decode()) == []


def test_a_new_season_asks_its_first_questions_and_opens_on_its_first_page(desk):
    address = reverse("admin:seasons_season_add")
    fields = desk.get(address).context["adminform"].form.fields
    assert len(fields) <= 10
    given = {"number": "1", "theme": "Coopérer", "places": "6", "contribution_min": "3000", "contribution_max": "10000"}

    page = desk.post(address, given, follow=True)

    assertRedirects(page, reverse("admin:index"))
    assertContains(page, "Avant d’ouvrir l’appel")
    assert (page.context["season"], Season.objects.get().status) == (Season.objects.get(), "preparation")
    assert Season.objects.get().categories.count() == 3


def test_a_new_day_comes_with_its_usual_half_days_and_is_read_at_once(desk):
    season = SeasonFactory(status="preparation")
    page = reverse("admin:atelier_sessions_day_add")
    fields = desk.get(page).context["adminform"].form
    data = {name: fields[name].value() or "" for name in fields.fields}

    response = desk.post(page, {**data, "season": season.pk, "number": "1", "date": "01/02/2090"}, follow=True)

    day = Day.objects.get()
    assertRedirects(response, reverse("admin:atelier_sessions_day_read", args=[day.pk]))
    assertContains(response, "matin de 9\xa0h\xa030 à 12\xa0h\xa030, après-midi de 14\xa0h à 17\xa0h")


def test_a_mail_is_read_first_and_saved_only_before_it_leaves(desk):
    sent, waiting = MessageFactory(state="sent", sent_at=timezone.now()), MessageFactory()
    pages = [desk.get(reverse("admin:outbox_message_change", args=[one.pk])) for one in (sent, waiting)]

    for page in pages:
        assert [name for name, _ in page.context["adminform"].fieldsets] == [None, "Suivi de l’envoi"]
        assertNotContains(page, "field-id")
    assertNotContains(pages[0], "_save")
    assertContains(pages[1], "_save")


def test_the_path_of_the_first_page_leads_to_each_day(desk, running):
    day = reverse("admin:open_day", args=[running.days.get().pk])
    assertContains(desk.get(reverse("admin:index")), f'<a class="station-number" href="{day}">')
    assertNotContains(desk.get("/"), 'station-number" href')


def test_who_holds_a_role_is_led_to_their_work(desk, as_user):
    assertContains(desk.get(reverse("space")), "votre travail est dans")
    assertNotContains(as_user(UserFactory()).get(reverse("space")), "votre travail est dans")


def test_whoever_presents_a_territory_is_led_to_a_new_account(client, running):
    start = reverse("territories:start")
    assertRedirects(client.get(start), f"{reverse('account_signup')}?next={start}")


@pytest.mark.parametrize(
    ("hour", "opens"), [(8, "morning"), (11, "morning"), (15, "afternoon"), (None, "page")], ids=str
)
def test_on_its_date_a_day_opens_on_its_door(hour, opens, as_user, facilitator, treasurer, running):
    day = running.days.get()
    moment = datetime.combine(day.date, time(hour or 9), tzinfo=PARIS) - timedelta(days=0 if hour else 1)
    with time_machine.travel(moment, tick=False):
        answer = as_user(facilitator).get(reverse("admin:open_day", args=[day.pk]))
        assert as_user(treasurer).get(reverse("admin:open_day", args=[day.pk])).status_code == 403

    page = reverse("admin:atelier_sessions_day_read", args=[day.pk])
    doors = {part.period: reverse("admin:checkin", args=[part.pk]) for part in day.half_days.all()}
    assert answer.url == {**doors, "page": page}[opens]

"""The filters of a list under a name: found again above it, shared with the team of a fourth, checked each time."""

import re
from datetime import date
from urllib.parse import parse_qs, urlencode

import pytest
import time_machine
from django.contrib import admin
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from atelier.backoffice import saved_filters
from atelier.privacy import data_export, erasure
from atelier.seasons.models import SavedFilter
from contributions.models import Invoice
from territories.models import Participant
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, UserFactory

pytestmark = pytest.mark.django_db
PEOPLE, MAILS, INVOICES = (
    reverse(f"admin:{table}_changelist")
    for table in ("territories_participant", "outbox_message", "contributions_invoice")
)
NOW = time_machine.travel("2026-11-28 10:00+01:00", tick=False)


@pytest.fixture
def fourth():
    return SeasonFactory(number=4)


def named(client, address, name, **more):
    """Name what this address of a list shows, from the button above it; the answer."""
    found = re.search(r'href="(/admin/filtres/nommer/[^"]+)"', client.get(address).content.decode())
    return client.post(found[1].replace("&amp;", "&"), {"name": name, **more}, follow=True)


def above(page):
    """The names above a list; the one that it shows has a star."""
    strip = page.context["saved_filters"]
    return [f"{row}{'*' if row == strip['current'] else ''}" for row in strip["rows"]]


def said(row):
    return [part["words"].replace("\u00a0", " ") for part in row.parts]


def test_what_a_list_shows_is_named_found_again_renamed_and_removed(desk, fourth):
    ParticipantFactory(triptych__season=fourth, last_name="Zola", state="invited")
    ParticipantFactory(triptych__season=fourth, last_name="Zola", state="confirmed")

    page = named(desk, f"{PEOPLE}?state__exact=invited&q=zola&o=-2&p=3&saison={fourth.pk}", "Sans réponse")
    assertContains(page, "«\u00a0Sans réponse\u00a0» est au-dessus de la liste.")
    assert page.redirect_chain[-1][0] == f"{PEOPLE}?state__exact=invited&q=zola&o=-2"
    assert (above(page), page.context["cl"].result_count) == (["Sans réponse*"], 1)
    assert (above(desk.get(PEOPLE)), above(desk.get(MAILS))) == (["Sans réponse"], [])

    row = SavedFilter.objects.get()
    assert [part["words"] for part in row.parts] == [
        "état\u00a0: invité",
        "recherche\u00a0: «\u00a0zola\u00a0»",
        "l’ordre des lignes",
    ]
    change = reverse("change_filters", args=[row.pk])
    assertContains(page, change)
    assertContains(desk.post(change, {"name": ""}), "Donnez un nom à ces filtres.")
    assert above(desk.post(change, {"name": "À relancer"}, follow=True)) == ["À relancer*"]
    assert above(desk.post(change, {"remove": "1"}, follow=True)) == []
    assert Participant.objects.filter(last_name="Zola").count() == 2


def test_nothing_is_named_of_a_list_without_filters_nor_twice_under_one_name(desk, fourth):
    assertNotContains(desk.get(PEOPLE), "Nommer ces filtres")
    assertNotContains(desk.get(f"{PEOPLE}?saison={fourth.pk}&p=2&q="), "Nommer ces filtres")
    named(desk, f"{PEOPLE}?state__exact=invited", "Sans réponse")

    page = named(desk, f"{PEOPLE}?state__exact=left", "Sans réponse")

    assertContains(page, "Vous avez déjà des filtres de ce nom pour cette liste.")
    assertContains(page, 'value="Sans réponse"')
    assert SavedFilter.objects.get().asked == {"state__exact": ["invited"]}


def test_a_person_keeps_so_many_names_for_a_list(desk, fourth, organiser):
    for number in range(saved_filters.MOST):
        SavedFilter.objects.create(owner=organiser, table="territories.participant", name=f"{number}")

    assertContains(named(desk, f"{PEOPLE}?q=x", "Un de trop"), "Une liste garde 20 noms par personne")
    assert named(desk, f"{MAILS}?q=x", "Ailleurs").redirect_chain
    assertContains(named(desk, f"{MAILS}?q={'x' * 501}", "Trop"), "Ces filtres sont trop longs")


def test_the_team_of_the_season_finds_what_is_shared_and_only_on_lists_that_it_may_read(desk, fourth, as_user):
    named(desk, f"{PEOPLE}?state__exact=invited", "Pour tous", shared="on")
    named(desk, f"{PEOPLE}?state__exact=left", "Pour moi")
    shared, own = SavedFilter.objects.order_by("-name")
    assert (shared.season, own.season) == (fourth, None)

    facilitator = as_user(UserFactory(is_facilitator=True))
    page = facilitator.get(reverse("saved_filters", args=[shared.pk]), follow=True)
    assert above(page) == ["Pour tous*"]
    assertContains(page, '<span class="gaps">équipe</span>')
    assertNotContains(page, "Renommer ou retirer")
    assert facilitator.get(reverse("saved_filters", args=[own.pk])).status_code == 404
    for answer in (facilitator.get, facilitator.post):
        assert answer(reverse("change_filters", args=[shared.pk]), {"remove": "1"}).status_code == 404

    treasurer = as_user(UserFactory(is_treasurer=True))
    assert treasurer.get(reverse("saved_filters", args=[shared.pk])).status_code == 403
    asked = urlencode({"liste": "territories.participant", "filtres": "q=zola"})
    assert treasurer.get(f"{reverse('name_filters')}?{asked}").status_code == 403
    colleague = as_user(UserFactory(is_organiser=True))
    assertContains(colleague.get(f"{PEOPLE}?state__exact=invited"), "Renommer ou retirer")
    assertContains(colleague.get(reverse("change_filters", args=[shared.pk])), "Enregistrés par")
    assert above(colleague.post(reverse("change_filters", args=[shared.pk]), {"remove": "1"}, follow=True)) == []


def test_the_same_filters_serve_the_season_that_is_worked_on(desk, fourth):
    former = SeasonFactory(number=3, status="archived")
    named(desk, f"{PEOPLE}?state__exact=invited&saison={fourth.pk}", "Sans réponse", shared="on")
    then = ParticipantFactory(triptych=TriptychFactory(season=former), state="invited")

    desk.post(reverse("admin:choose_season"), {"saison": former.pk})
    page = desk.get(reverse("saved_filters", args=[SavedFilter.objects.get().pk]), follow=True)

    assert list(page.context["cl"].result_list) == [then]
    assert above(page) == ["Sans réponse*"]


def test_filters_whose_column_or_season_went_away_say_so_and_the_list_does_without(desk, fourth):
    gone = SeasonFactory(number=2, status="archived")
    named(desk, f"{PEOPLE}?saison={gone.pk}&state__exact=invited", "Alors")
    row = SavedFilter.objects.get()
    row.parts.append({"name": "ancienne_colonne", "values": ["1"], "words": "ancienne colonne : oui"})
    row.parts.append({"name": "access_need__isnull", "values": ["0"], "words": ""})
    row.save()
    assert said(row)[0] == "saison : Saison 2"
    gone.delete()

    page = desk.get(reverse("saved_filters", args=[row.pk]), follow=True)

    assert page.redirect_chain[-1][0] == f"{PEOPLE}?state__exact=invited"
    (told,) = [str(message).replace("\u00a0", " ") for message in page.context["messages"]]
    assert told == (
        "Alors : ces filtres n’existent plus, la liste est montrée sans eux : "
        "« saison : Saison 2 », « ancienne colonne : oui », « access_need__isnull »."
    )


def test_a_shared_name_stays_to_its_owner_when_the_season_goes_away(desk, fourth):
    other = SeasonFactory(number=9, status="preparation")
    row = SavedFilter.objects.create(owner=UserFactory(), table="outbox.message", name="x", season=other)

    other.delete()

    row.refresh_from_db()
    assert row.season is None


def test_a_span_of_days_is_kept_by_its_name_and_not_by_its_dates(desk, fourth):
    with NOW:
        spans = desk.get(MAILS).context["cl"].filter_specs
        (span,) = (one for one in spans if getattr(one, "field_path", "") == "not_before")
        week = {key: str(day) for key, day in span.links[2][1].items()}
        page = named(desk, f"{MAILS}?{urlencode(week)}", "La semaine")
        assert above(page) == ["La semaine*"]
    row = SavedFilter.objects.get()
    assert row.asked == {"not_before": [str(span.links[2][0])]}

    with time_machine.travel(date(2026, 12, 20), tick=False):
        address = desk.get(reverse("saved_filters", args=[row.pk])).url

    assert "2026-12-13" in address
    assert "2026-11" not in address


def test_an_address_that_the_list_refuses_is_not_named(desk, fourth):
    asked = urlencode({"liste": "territories.participant", "filtres": "access_need__isnull=0"})

    assert desk.get(f"{reverse('name_filters')}?{asked}").status_code == 404
    assert desk.get(f"{reverse('name_filters')}?liste=accounts.nothing").status_code == 404
    assert desk.get(reverse("name_filters")).status_code == 404


def test_every_filter_that_a_list_offers_is_named_and_opened_again(desk, fourth, organiser, rf):
    """Whatever its kind: the choice of each filter of each list is still there a moment later."""
    request = rf.get("/admin/")
    request.user, request.session = organiser, {}
    tried, lost = 0, []
    for lists in admin.site._registry.values():
        try:
            changes = saved_filters.filtered(lists, request, {})
        except AttributeError:  # a list that is no list of Django
            continue
        for spec in changes.filter_specs:
            for choice in spec.choices(changes):
                asked = parse_qs(choice["query_string"][1:])
                kept = saved_filters.filtered(lists, request, asked)
                page = rf.get("/admin/", asked)
                page.user, page.session = organiser, {}
                row = SavedFilter(parts=saved_filters.parts_of(kept, page))
                _, gone = saved_filters.address_of(lists, request, row)
                tried += 1
                lost += [(lists.opts.label, words) for words in gone]

    assert (lost, tried > 40) == ([], True)


def test_they_are_taken_away_and_erased_with_the_account(desk, fourth):
    person = UserFactory(first_name="Zoé", last_name="Maréchal")
    SavedFilter.objects.create(owner=person, table="territories.participant", name="Les miens", parts=[], season=fourth)
    mine = next(one for one in data_export.tables(person) if one.title == "Filtres enregistrés")
    assert mine.rows[0]["nom"] == "Les miens"

    erasure.erase(email=person.email)

    assert not SavedFilter.objects.exists()


def test_a_search_kept_under_a_name_is_read_again_when_its_person_is_erased(desk, fourth):
    ParticipantFactory(triptych__season=fourth, first_name="Zoé", last_name="Maréchal", email="zoe@example.org")
    named(desk, f"{PEOPLE}?q=Zoé Maréchal", "Celle-ci")

    erasure.erase(email="zoe@example.org")

    page = desk.get(reverse("admin:privacy_texttoreview_changelist"))
    assertContains(page, "Zoé Maréchal")


def test_late_invoices_keep_their_own_filter(desk, fourth):
    page = named(desk, f"{INVOICES}?du=late", "Impayées")

    assert above(page) == ["Impayées*"]
    assertRedirects(desk.get(reverse("saved_filters", args=[SavedFilter.objects.get().pk])), f"{INVOICES}?du=late")
    assert not Invoice.objects.exists()

"""The trajectory: its story, its typed steps, its economic model; written by several, read by those chosen."""

from datetime import date

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from referential import charts, trajectory
from referential.models import Entry, Trajectory, Visibility
from tests.factories import EntryFactory, UserFactory, triptych_of_six

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(triptych):
    return triptych.participants.order_by("pk").first().user


@pytest.fixture
def writer(as_user, author):
    return as_user(author)


def test_a_step_is_written_with_its_own_fields(writer, triptych, author):
    earlier = EntryFactory(triptych=triptych, author=author, title="Avant")
    address = reverse("referential:add_entry", args=[triptych.pk, "experimentation"])
    typed = {
        "title": "Une légumerie",
        "when": "printemps 2019",
        "text": "Deux matinées.",
        "detail_status": "abandonnée",
        "detail_learnt": "La peur de manquer.",
        "stakes": ["2"],
        "links": [str(earlier.pk)],
        "visibility": "3",
    }

    response = writer.post(address, typed, follow=True)

    entry = Entry.objects.get(title="Une légumerie")
    assert (entry.date, entry.precision, entry.when) == (date(2019, 3, 1), "season", "printemps 2019")
    assert entry.details == {"status": "abandonnée", "learnt": "La peur de manquer."}
    assert (entry.visibility, entry.author, entry.season) == (Visibility.SEASON, author, triptych.season)
    assert list(earlier.links.all()) == [entry]
    assertContains(response, "où elle en est\u00a0: abandonnée")


def test_the_default_reader_is_the_territory(writer, triptych):
    response = writer.get(reverse("referential:add_entry", args=[triptych.pk, "jalon"]))

    assert response.context["form"]["visibility"].value() == Visibility.TERRITORY
    assertNotContains(response, "tout le monde")


def test_a_wrong_date_loses_nothing_that_was_typed(writer, triptych):
    address = reverse("referential:add_entry", args=[triptych.pk, "jalon"])

    response = writer.post(address, {"title": "Une cantine", "when": "jadis", "text": "Long récit", "visibility": "2"})

    assertContains(response, "printemps 2019")
    assertContains(response, "Une cantine")
    assertContains(response, "Long récit")
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("forged", ["4", "9", "-1", ""])
def test_public_is_asked_for_and_never_chosen(writer, triptych, forged):
    address = reverse("referential:add_entry", args=[triptych.pk, "jalon"])

    writer.post(address, {"title": "Une cantine", "visibility": forged})

    assert Entry.objects.count() == 0


def test_an_unknown_type_is_not_found(writer, triptych):
    assert writer.get(reverse("referential:add_entry", args=[triptych.pk, "roman"])).status_code == 404


def test_steps_stand_in_the_order_of_their_dates_and_undated_ones_last(writer, triptych, author):
    for title, day, precision in [
        ("Troisième", date(2020, 6, 1), "season"),
        ("Première", date(2014, 1, 1), "year"),
        ("Sans date", None, ""),
        ("Deuxième", date(2020, 5, 31), "day"),
    ]:
        EntryFactory(triptych=triptych, author=author, title=title, date=day, precision=precision)

    rows = writer.get(reverse("referential:trajectory", args=[triptych.pk])).context["entries"]

    assert [row.entry.title for row in rows] == ["Première", "Deuxième", "Troisième", "Sans date"]


def test_the_line_is_drawn_from_two_dates_on_and_follows_them(triptych, author):
    entries = [
        EntryFactory(triptych=triptych, author=author, date=date(year, 1, 1), precision="year")
        for year in (2014, 2019, 2024)
    ]

    line = charts.time_line(entries)

    places = [float(step.x) for step in line.steps]
    assert places == sorted(places)
    assert charts.time_line(entries[:1]) is None


def test_a_link_to_a_step_that_the_reader_does_not_see_is_not_shown(as_user, triptych, author):
    secret = EntryFactory(triptych=triptych, author=author, title="CANARI", visibility=Visibility.DRAFT)
    shown = EntryFactory(triptych=triptych, author=author)
    shown.links.add(secret)
    reader = triptych.participants.order_by("pk").last().user

    assertNotContains(as_user(reader).get(reverse("referential:trajectory", args=[triptych.pk])), "CANARI")


def test_changing_a_step_keeps_links_that_its_editor_does_not_see(as_user, triptych, author):
    secret = EntryFactory(triptych=triptych, author=author, title="Caché", visibility=Visibility.DRAFT)
    shown, other = (EntryFactory(triptych=triptych, author=author, title=title) for title in ("Un", "Deux"))
    shown.links.add(secret, other)
    editor = as_user(triptych.participants.order_by("pk").last().user)

    editor.post(reverse("referential:change_entry", args=[shown.pk]), {"title": "Un bis", "visibility": "2"})

    shown.refresh_from_db()
    assert (shown.title, list(shown.links.all()), shown.author) == ("Un bis", [secret], author)


def test_two_editors_do_not_overwrite_each_other_silently(as_user, triptych, author):
    entry = EntryFactory(triptych=triptych, author=author, text="Avant")
    address = reverse("referential:change_entry", args=[entry.pk])
    seen = as_user(author).get(address).context["watch"].seen
    Entry.objects.filter(pk=entry.pk).update(text="De l’autre")

    response = as_user(author).post(address, {"title": entry.title, "text": "De moi", "visibility": "2", "seen": seen})

    assertContains(response, "a enregistré cette page pendant que vous écriviez")
    assertContains(response, "De l’autre")
    assertContains(response, "De moi")
    entry.refresh_from_db()
    assert entry.text == "De l’autre"


def test_a_new_step_overtakes_nobody_whatever_its_page_says_it_saw(writer, triptych):
    address = reverse("referential:add_entry", args=[triptych.pk, "question"])

    assert writer.post(address, {"seen": "autre chose", "title": ""}).status_code == 200


def test_the_story_and_the_model_are_one_row_of_the_territory(writer, triptych):
    story = {"life_stakes": ["alimentation", "eau"], "summary": "Bien manger.", "heading": "Moins de volume."}
    writer.post(reverse("referential:story", args=[triptych.pk]), story)
    writer.post(reverse("referential:economic_model", args=[triptych.pk]), {"offer": "Les repas des enfants."})

    told = Trajectory.objects.get()
    assert trajectory.life_stakes_of(told) == ["alimentation", "eau"]
    assert (told.summary, told.offer) == ("Bien manger.", "Les repas des enfants.")
    response = writer.get(reverse("referential:trajectory", args=[triptych.pk]))
    assertContains(response, "Quel besoin de vie prenez-vous en charge")


def test_a_contact_who_is_not_of_the_six_writes_too(as_user, triptych):
    colleague = UserFactory()
    triptych.contacts.create(user=colleague, is_lead=True)

    as_user(colleague).post(reverse("referential:story", args=[triptych.pk]), {"summary": "Par la référente."})

    assert Trajectory.objects.get().summary == "Par la référente."


def test_the_team_reads_and_does_not_write(as_user, facilitator, triptych):
    client = as_user(facilitator)

    assert client.get(reverse("referential:trajectory", args=[triptych.pk])).status_code == 200
    assert client.get(reverse("referential:story", args=[triptych.pk])).status_code == 404
    assert client.post(reverse("referential:add_entry", args=[triptych.pk, "jalon"]), {"title": "x"}).status_code == 404


def test_a_step_is_deleted_by_its_territory_alone(as_user, triptych, author):
    entry = EntryFactory(triptych=triptych, author=author)
    stranger = triptych_of_six(season=triptych.season, rank=2).participants.first().user
    address = reverse("referential:erase_entry", args=[entry.pk])

    assert as_user(stranger).post(address).status_code == 404
    as_user(author).post(address)

    assert Entry.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_makes_the_same_number_of_queries(writer, triptych, author, count, django_assert_num_queries):
    for number in range(count):
        EntryFactory(triptych=triptych, author=author, title=f"Étape {number}")

    with django_assert_num_queries(14):  # two of them for its files
        writer.get(reverse("referential:trajectory", args=[triptych.pk]))

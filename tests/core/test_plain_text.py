"""No control or invisible character in a line of any table, whichever way it comes in; subjects of mails apart."""

import unicodedata

import pytest
from django import forms
from django.core.management import call_command
from django.db import models
from django.urls import reverse

from atelier.backoffice.workbook import import_export
from atelier.core import spreadsheets
from atelier.core.french import sort_key
from atelier.core.own_apps import own_models
from atelier.core.plain_text import one_line, paragraphs
from atelier.outbox import queueing
from atelier.outbox.models import Message
from atelier.seasons import jobs
from atelier.seasons.models import Season, Venue, Workshop
from contributions import reconciliation
from contributions.models import StatementLine
from contributions.statements import reading
from referential.models import Entry
from territories import people_file
from territories.models import Participant, Territory, Triptych
from tests.factories import EntryFactory, ParticipantFactory, SeasonFactory, TriptychFactory

pytestmark = pytest.mark.django_db
BREAKS = "Val\r\nBcc:\u2028 tous\u202e\u200b\x07\ud800\x85dehors\n"
CLEAN = "Val Bcc: tous dehors"
NOTE = "Un\r\ndeux\u2028trois\tquatre\x00\x1b\x9b."
CLEAN_NOTE = "Un\ndeux\ntrois\tquatre."


def is_clean(text):
    return not {unicodedata.category(one) for one in text} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


def columns(kind):
    return [field for model in own_models() for field in model._meta.concrete_fields if isinstance(field, kind)]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (BREAKS, CLEAN),
        ("Saint-Étienne\u202f: l’été", "Saint-Étienne\u202f: l’été"),
        ("Deux  espaces", "Deux  espaces"),
        ("mot\u00adcoupé", "motcoupé"),
        ("\u200b\u2060\ufeff", ""),
        ("👩\u200d🌾", "👩🌾"),
    ],
)
def test_a_line_keeps_what_is_seen(typed, kept):
    assert one_line(typed) == kept


def test_a_text_keeps_its_lines_and_its_tabs():
    assert paragraphs(NOTE) == CLEAN_NOTE


def test_marks_piled_on_one_letter_are_cut_before_they_are_put_in_order():
    """Unicode sorts them one by one: a form of 1 MB of them held a web process for an hour."""
    piled = "e" + "\u0301\u0323" * 500

    assert [one_line(piled), paragraphs(piled)] == ["ẹ" + "\u0323" * 14 + "\u0301" * 15] * 2
    assert one_line("Thị\u0323 \U0001e94aa") == "Thị\u0323 \U0001e94aa"
    assert sort_key(piled) == "e"


def test_every_line_of_every_table_is_clean_however_it_is_written():
    found = columns(models.CharField)
    assert len(found) > 180
    for field in found:
        assert field.get_prep_value(BREAKS).lower() == CLEAN.lower(), field
        assert is_clean(field.to_python(BREAKS)), field
        row = field.model(**{field.attname: BREAKS})
        assert is_clean(field.pre_save(row, add=True)), field
        assert is_clean(getattr(row, field.attname)), field


def test_every_text_of_every_table_is_without_controls():
    for field in columns(models.TextField):
        assert field.get_prep_value(NOTE) == field.to_python(NOTE) == CLEAN_NOTE, field


def test_what_a_json_column_holds_can_be_stored_in_any_database():
    entry = EntryFactory(details={"lieu\x00": [NOTE, 3, None]})

    assert Entry.objects.get(pk=entry.pk).details == {"lieu": [CLEAN_NOTE, 3, None]}


def test_saved_updated_and_written_in_bulk():
    venue = Venue.objects.create(name=BREAKS, address="a")
    assert venue.name == CLEAN
    Venue.objects.bulk_create([Venue(name=BREAKS, address="b")])
    Venue.objects.filter(address="a").update(room=BREAKS)
    assert list(Venue.objects.order_by("address").values_list("name", "room")) == [(CLEAN, CLEAN), (CLEAN, "")]


@pytest.mark.usefixtures("mode")
def test_a_page_takes_a_name_with_breaks_as_one_line(as_user, draft, contact):
    as_user(contact).post(
        f"/candidatures/{draft.pk}/territoire/",
        {"name": "Val\r\nBcc: tous\u202e", "kind": "PROJ", "department": "22", "population": ""},
    )

    draft.territory.refresh_from_db()
    assert draft.territory.name == "Val Bcc: tous"


def test_a_name_of_nothing_visible_is_missing(as_user, organiser):
    client = as_user(organiser)

    client.post(reverse("admin:seasons_venue_add"), {"name": "\u200b\u2060", "address": "Lyon"})

    assert Venue.objects.count() == 0


def test_the_administration_takes_a_name_with_breaks_as_one_line(as_user, organiser):
    as_user(organiser).post(reverse("admin:seasons_venue_add"), {"name": "Salle\u2028rouge", "address": "Lyon\r\n"})

    assert Venue.objects.get().name == "Salle rouge"


def test_the_table_of_people_the_workbook_the_statement_and_the_season_file(tmp_path, organiser):
    triptych = TriptychFactory()
    line = ["élus", "Odile\u200b", "d’\nHauterive", "maire", "Val", "odile@example.org"]
    (row,) = people_file.check_rows(triptych, people_file.read_pasted("\t".join(line).replace("\n", "\u2028")))
    assert (row.values["first_name"], row.values["last_name"], row.errors) == ("Odile", "d’ Hauterive", [])

    person = ParticipantFactory(triptych=triptych, position="maire")
    sheet = import_export.worksheets()["participants"]
    table = [[str(cell or "") for cell in one] for one in sheet.table(triptych.season)]
    table[1][table[0].index("Fonction")] = "maire\nadjointe\u202e"
    content = spreadsheets.write_xlsx({"Participants": table})
    asked = {"season": triptych.season, "author": organiser, "sheet": sheet, "invite": False, "allowed": [sheet]}
    job = import_export.start_import(name="import.xlsx", content=content, **asked)
    jobs.run(import_export.apply(job).pk)
    assert Participant.objects.get(pk=person.pk).position == "maire adjointe"
    assert import_export.start_import(name="import.xlsx", content=content, **asked).rows == []

    reconciliation.keep_receipts(
        reading.read_statement("r.csv", 'date;libelle;montant\n04/05/2026;"VIR\nX\u200b";1\n'.encode()).receipts
    )
    assert StatementLine.objects.get().label == "VIR X"

    path = tmp_path / "saison.yaml"
    path.write_text('seasons:\n  - number: 7\n    theme: "Un\\nsujet\\u200b"\n', encoding="utf-8")
    call_command("import_season", path, "--write", verbosity=0)
    assert Season.objects.get(number=7).theme == "Un sujet"


def queue(name, key="cle:1"):
    season = Season(number=3)
    territory = Territory(name=name)
    context = {"triptych": Triptych(season=season, territory=territory), "season": season, "greeting": "Bonjour"}
    template = "territories/emails/application_refused"
    return queueing.queue_message(
        key=key,
        to_email="z@example.org",
        template=template,
        context={**context, "workshop": Workshop()},
    )


def test_a_name_writes_neither_the_subject_nor_the_text_of_a_mail():
    plain, written = queue("Val"), queue("Val\r\n\r\nCliquez ici", key="cle:2")

    assert written.subject == plain.subject.replace("Val", "Val Cliquez ici")
    assert written.text.splitlines()[0] == plain.text.splitlines()[0]


def test_a_long_name_is_cut_to_what_a_subject_may_be():
    written = queue("V" * 250)

    assert (len(written.subject), written.subject[-1]) == (200, "…")
    assert Message.objects.get().subject == written.subject


def test_a_name_that_sorts_longer_than_it_reads_is_saved():
    territory = Territory.objects.create(name="\ufdfa" * 250, kind="COM", department="22")

    assert len(territory.sort_name) == Territory._meta.get_field("sort_name").max_length


def test_a_season_of_another_alphabet_keeps_its_letters():
    assert SeasonFactory(theme="Καλημέρα, мир").theme == "Καλημέρα, мир"


# Compared with what is known, or read as dates, minutes, addresses: it matches nothing.
COMPARED = {"code", "password", "username", "word", "addresses", "dates", "minutes"}
UNSEEN = ["\u200b", "\u200b \u2060\ufeff", "\u3164", "\u2800\u2800", "\ufe0f", "\u00ad\n\u200d"]


@pytest.mark.parametrize("typed", UNSEEN)
def test_a_text_of_which_nothing_is_seen_is_empty_in_every_column(typed):
    for field in [*columns(models.CharField), *columns(models.TextField)]:
        assert field.get_prep_value(typed) == "", field
    assert (one_line(f"a{typed}b")[0], paragraphs(f"a{typed}b")[-1]) == ("a", "b")


def every_form(base=forms.BaseForm):
    for one in base.__subclasses__():
        yield one
        yield from every_form(one)


@pytest.mark.parametrize("typed", UNSEEN)
def test_no_form_takes_it_for_an_answer(typed):
    """Fields of a column are checked with it, by its model; the name of a security key is that of allauth."""
    own = tuple(f"{app}." for app in ("atelier", "territories", "sessions", "referential", "contributions"))
    taken, seen = [], 0
    for form in every_form():
        model = getattr(getattr(form, "_meta", None), "model", None)
        columns_of = {field.name for field in model._meta.fields} if model else set()
        for name, field in getattr(form, "base_fields", {}).items():
            if form.__module__.startswith(own) and isinstance(field, forms.CharField) and field.required:
                if name in columns_of | COMPARED or form.__name__ == "EditKeyForm" or field.widget.is_hidden:
                    continue
                seen += 1
                try:
                    field.clean(typed)
                except forms.ValidationError:
                    continue
                taken.append((form.__qualname__, name))
    assert (seen > 10, sorted(set(taken))) == (True, [])

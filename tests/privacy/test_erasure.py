"""A register of every personal column, and what erasing does to each."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone

from atelier.accounts.models import User
from atelier.audit.models import Change
from atelier.core.personal_data import DELETED, KEPT, LISTED, NAMELESS, REWRITTEN, not_personal, processing_register
from atelier.privacy import erasure, erasure_journal
from atelier.privacy.data_subjects import person_of
from atelier.reminders import letter_files
from atelier.seasons.models import SavedFilter
from contributions import invoicing
from referential import publication
from referential.models import Consent, Position
from sessions.attendance.models import Attendance
from sessions.documents import booklets
from sessions.documents.models import Booklet
from sessions.evaluation import questionnaires
from sessions.evaluation.models import Guest, HasAnswered
from sessions.exchanges.models import Note, PeerAnswer, PeerQuestion
from sessions.programme.models import Day, Feed
from territories import application_team
from territories.models import Contact, HolderChange, Participant
from tests.factories import EntryFactory, ExperienceFactory
from tests.privacy.canaries import CANARIES, listed, may_be_personal, named, rows, tables
from tests.shared_files import a_pdf, shared_by
from tests.undertakings import undertaken

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


def test_every_column_that_may_be_personal_is_in_the_register():
    for model in tables():
        label = model._meta.label
        columns = {field.name for field in model._meta.concrete_fields if may_be_personal(field)}
        personal = set(processing_register()[label].columns) if label in processing_register() else set()
        other = not_personal().get(label, set())
        assert columns <= personal | other, label
        assert not personal & other, label
        assert personal | other <= {field.name for field in model._meta.concrete_fields}, label


def holding():
    """The tables where somebody is still named, free texts that an organiser is to read apart."""
    return {label for label, _, _ in named() - listed()}


def test_erasing_leaves_nothing_that_names_the_person_and_changes_no_count(known, organiser):
    assert len(holding()) > 12
    before = list(Attendance.objects.order_by("pk").values_list("status", "half_day"))
    paths = [row.pdf_path for row in (*known.convocations.all(), *known.attestations.all())]
    assert all(default_storage.exists(path) for path in paths)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda call, using=None, robust=False: call())
        erasure.erase(email="Zelie@example.org", by=organiser)

    assert holding() == set()
    assert {(label, column) for label, _, column in named()} == {
        ("outbox.Message", "text"),  # to the référente
        ("referential.Entry", "text"),
        ("atelier_sessions.Booklet", "snapshot"),  # where that entry stands
    }
    assert not any(default_storage.exists(path) for path in paths)
    assert list(Attendance.objects.order_by("pk").values_list("status", "half_day")) == before
    assert Position.objects.exists()
    gone = Participant.objects.get(pk=known.pk)
    assert (gone.full_name, gone.state, gone.user) == ("Personne effacée", "left", None)
    assert Participant.objects.get(email="pair@example.org").last_name == "Pair"
    assert Change.objects.filter(actor=organiser, action=Change.Action.DELETE).count() == 1


def test_an_invoice_keeps_what_the_law_asks(known):
    payer = known.triptych.agreement.payers.get()
    invoice = invoicing.issue_document(instalment=payer.instalments.get(), on=timezone.localdate())
    kept = invoice.snapshot

    erasure.erase(email=known.email)

    invoice.refresh_from_db()
    assert invoice.snapshot == kept
    assert processing_register()["contributions.Invoice"].erased == {"snapshot": KEPT}


FATES = {
    REWRITTEN: lambda before, after: after is not None and after != before,
    DELETED: lambda before, after: after is None,
    NAMELESS: lambda before, after: after == before,
    LISTED: lambda before, after: after == before,
    KEPT: lambda before, after: after == before,
}


@pytest.fixture
def everywhere(known):
    """The same, who also wrote, agreed, and fills in the application."""
    user, triptych, day = known.user, known.triptych, Day.objects.get()
    Contact.objects.create(triptych=triptych, user=user)
    application_team.log_edit(triptych, by=user, what="Élus, siège 1 : Zélie Quernec", about=user.email)
    sheet = ExperienceFactory(triptych=triptych, author=user)
    asked = publication.ask_consents(item=sheet, quoted=[], by=triptych.lead.user)
    Consent.objects.create(publication=asked, user=user, role="quoted", answer="yes", answered_at=timezone.now())
    Feed.objects.create(user=user)
    SavedFilter.objects.create(owner=user, table="territories.participant", name="Sans réponse", parts=[{"name": "q"}])
    Note.objects.create(day=day, triptych=triptych, author=user, title="Ce matin", text="Avec Zélie Quernec.")
    question = PeerQuestion.objects.create(entry=EntryFactory(triptych=triptych, kind="question"), day=day)
    PeerAnswer.objects.create(question=question, author=user, triptych=triptych, text="Moi, oui.")
    item = day.half_days.first().items.create(starts_at="10:00", format="codev", title="Codéveloppement")
    undertaken(item=item, by=user, owner=known)
    shared_by(user, day=day)
    letter_files.keep(token="abc", author=user, file=a_pdf())
    questionnaires.prepare(day.season)
    HasAnswered.objects.create(questionnaire=day.questionnaires.get(), participant=known)
    of_funders = day.season.questionnaires.get(audience="funders")
    Guest.objects.create(questionnaire=of_funders, user=user)
    HasAnswered.objects.create(questionnaire=of_funders, user=user)
    booklets.issue_booklet(triptych)
    return known


def test_each_column_of_theirs_becomes_what_the_register_says_of_it(everywhere):
    known = everywhere
    person = person_of(known.email)
    theirs = {
        label: {str(pk) for pk in person.rows(label).values_list("pk", flat=True)} for label in processing_register()
    }
    before = rows()

    erasure.erase(email=known.email)

    after, held = rows(), set()
    for label, told in processing_register().items():
        meta = apps.get_model(label)._meta
        for pk in theirs[label]:
            for column, fate in told.erased.items():
                name = meta.get_field(column).attname
                was = before[label, pk][name]
                if was in ("", None) or label == "territories.HolderChange":  # of two people, see below
                    continue
                is_now = after[label, pk][name] if (label, pk) in after else None
                if fate == REWRITTEN and is_now is None:
                    is_now = ""  # a link that is cut
                assert FATES[fate](was, is_now), (label, column, was, is_now)
                held.add(label)
    assert held == {label for label, told in processing_register().items() if told.whose} - {
        "mfa.Authenticator",  # of the team, who are not erased
        "territories.HolderChange",
    }
    assert named() <= listed()
    assert "Personne effacée" in [one["author"] for one in answers_of(Booklet.objects.order_by("pk").last())]


def answers_of(booklet):
    return [answer for question in booklet.snapshot["questions"] for answer in question["answers"]]


def test_of_a_change_of_holder_each_loses_what_is_theirs(known):
    erasure.erase(email="luc@example.org")  # whoever comes
    change = HolderChange.objects.get()
    assert (change.first_name, change.email, change.reason) == (
        "Personne",
        f"efface-{change.pk}@invalid",
        "Zélie Quernec part",
    )

    HolderChange.objects.update(first_name="Luc", last_name="Neuf", email="luc@example.org")
    erasure.erase(email=known.email)  # whoever leaves
    change.refresh_from_db()
    assert (change.first_name, change.email, change.reason) == ("Luc", "luc@example.org", "–")


def test_the_team_and_a_lead_are_not_erased_before_handing_over(organiser, known):
    with pytest.raises(ValidationError, match="de l’équipe"):
        erasure.erase(email=organiser.email)
    with pytest.raises(ValidationError, match="référent"):
        erasure.erase(email="referente@example.org")
    assert User.objects.filter(email="referente@example.org", is_active=True).exists()


def test_the_journal_of_erasures_names_nobody(known):
    erasure.erase(email=known.email)

    text = erasure_journal.journal_path().read_text()
    assert not any(canary in text for canary in CANARIES)
    assert len(text.splitlines()) == 2  # both addresses that she had
    assert erasure.replay() == 0  # nobody of it is there any more


def test_a_person_who_cannot_be_erased_anew_stops_nobody_else_and_is_not_passed_over(known, monkeypatch):
    """As after a restored backup: the journal knows two people whom the database names again."""
    erasure_journal.note(["pair@example.org", "zelie@example.org"])
    person_of = erasure.person_of

    def refused(email, **options):
        if email == "pair@example.org":
            raise OSError
        return person_of(email, **options)

    monkeypatch.setattr(erasure, "person_of", refused)

    with pytest.raises(ExceptionGroup, match="1 of 2 people"):
        erasure.replay()

    assert not Participant.objects.filter(email="zelie@example.org").exists()
    assert Participant.objects.get(email="pair@example.org").last_name == "Pair"

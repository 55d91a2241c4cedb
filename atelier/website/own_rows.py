"""What an account has, in one statement: « Mon espace » then asks for the rows of the kinds that are there alone.

What is shown in two words (a presence, a meal, an answer sheet, the address of a feed) comes with it.
"""

from typing import Any, NamedTuple

from django.db.models import BigIntegerField, CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from atelier.accounts.models import User
from atelier.core.prepared import Prepared
from referential import access as shared
from referential.models import AnswerSheet
from sessions.attendance import expected
from sessions.attendance.models import Attendance
from sessions.day_lists.models import Meal
from sessions.documents import access
from sessions.documents.models import Convocation
from sessions.facilitation import access as facilitation_access
from sessions.programme.models import Feed
from sessions.shared_files.models import SharedFile
from sessions.undertakings import undertakings
from territories import invitation, shared_mailboxes
from territories.models import AlumniAgreement, Contact, HolderChange, Participant, QuotaOverride


class OwnRow(NamedTuple):
    """The key of one row and of the seat (`Participant`) that it is of, 0 where it is of the account itself."""

    kind: str
    seat: int
    key: int
    number: int
    word: str


class OwnRows(dict[str, list[OwnRow]]):
    """By kind; a kind without rows is missing."""

    def of(self, kind: str, seat: Participant) -> list[OwnRow]:
        return [row for row in self.get(kind, ()) if row.seat == seat.pk]


def own_rows(user: User) -> OwnRows:
    """Everything that this account has, of each kind."""
    found = OwnRows()
    for row in map(OwnRow._make, _STATEMENT.rows(user.pk, user.email)):
        found.setdefault(row.kind, []).append(row)
    return found


def _statement(key: int, email: str) -> QuerySet[Any, Any]:
    user = User(pk=key, email=email)
    seat = {"participant__user": user}
    sheets, noted = AnswerSheet.objects.filter(**seat), Attendance.objects.filter(**seat)
    parts = [
        _part("invitations", invitation.waiting_for(user)),
        _part("sharing", shared_mailboxes.readers_of(user)),
        _part("seats", Participant.objects.came().filter(user=user)),
        _part("seasons", Participant.objects.filter(user=user), "pk", "season"),  # whatever became of the seat
        _part("applications", Contact.objects.filter(user=user)),
        _part("overrides", QuotaOverride.objects.filter(triptych__contacts__user=user)),
        _part("undertakings", undertakings.own_undertakings(user)),
        _part("consents", shared.consents_of(user)),
        _part("attestations", access.attestations_for(user)),
        _part("convocations", Convocation.objects.filter(**seat).exclude(sha256="")),
        _part("feed", Feed.objects.filter(user=user), word="token"),
        _part("convened", expected.people_by_day(user=user), "pk", "season__days"),
        _part("files", SharedFile.objects.filter(season__in=shared.triptychs_of(user).order_by().values("season"))),
        _part("facilitates", facilitation_access.places_of(user)),
        _part("of_team", access.facilitation_documents_for(user)),  # those of a team that they left too
        _part("departures", HolderChange.objects.filter(leaving__user=user), "leaving"),
        _part("alumni", AlumniAgreement.objects.filter(**seat), "participant", word="ends_on"),
        _part("meals", Meal.objects.filter(**seat), "participant", "day"),  # that one was said, not what was said
        _part("drafts", sheets.drafts(), "participant", "assessment_round", number="version"),
        _part("sent", sheets.submitted(), "participant", "assessment_round", number="version"),
        _part("presence", noted, "participant", "half_day", number="minutes", word="status"),
    ]
    whole: QuerySet[Any, Any] = parts[0].union(*parts[1:], all=True)
    return whole


def _part(kind: str, rows: QuerySet[Any], seat: str = "", key: str = "pk", *, number: str = "", word: str = "") -> Any:
    """These rows, in the columns of `OwnRow`: on PostgreSQL, each of one type in every part."""
    return (
        rows.select_related(None)
        .order_by()
        .annotate(
            own_kind=Value(kind, CharField()),
            own_seat=Cast(F(seat) if seat else Value(0), BigIntegerField()),
            own_key=Cast(key, BigIntegerField()),
            own_number=Cast(Coalesce(F(number), 0) if number else Value(0), BigIntegerField()),
            own_word=Cast(word, CharField()) if word else Value("", CharField()),
        )
        .values_list("own_kind", "own_seat", "own_key", "own_number", "own_word")
    )


_STATEMENT = Prepared(_statement, [1_848_230_918_226, "nobody@sample.invalid"])

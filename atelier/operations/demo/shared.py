"""What the territories of the demo say of themselves: positions, trajectory, experience, questions, notes."""

import random
from datetime import date, time, timedelta
from typing import cast

from django.core.files.uploadedfile import SimpleUploadedFile

from atelier.accounts.models import User
from atelier.core import office_hours
from atelier.operations.demo import words
from atelier.seasons.models import Season
from referential import opening, partial_dates, publication, self_assessment
from referential import trajectory as trajectories
from referential.models import (
    AnswerSheet,
    AssessmentRound,
    CommonSheet,
    Dimension,
    Entry,
    ExperienceSheet,
    Grid,
    Publication,
    Stake,
    Trajectory,
    Visibility,
)
from sessions.documents import booklets
from sessions.exchanges import peer_questions
from sessions.exchanges.models import Note
from sessions.programme.models import AgendaItem, Day
from sessions.shared_files import sharing
from sessions.shared_files.models import SharedFile
from sessions.undertakings import undertakings
from sessions.undertakings.models import BroughtQuestion
from territories.models import Participant, Triptych


def clear() -> None:
    """Erase what hangs on triptychs here; the grid becomes new again."""
    written = (SharedFile, BroughtQuestion, Note, Publication, Entry, ExperienceSheet, Trajectory)
    for model in (*written, AnswerSheet, CommonSheet, AssessmentRound):
        model.objects.all().delete()
    Grid.objects.filter(version__gt=1).delete()
    Grid.objects.update(frozen_at=None)


def add_positions(season: Season, today: date, team: User) -> None:
    """A first round answered by all and settled, a second one under way; a territory that has told its path."""
    admitted = Triptych.objects.admitted().filter(season=season).select_related("season", "territory")
    triptychs = list(admitted.order_by("territory__name"))
    days = list(season.days.order_by("number"))
    initial = _add_round(season, AssessmentRound.Kind.INITIAL, today)
    for rank, triptych in enumerate(triptychs):
        for person in opening.expected_people(triptych).select_related("triptych", "category"):
            _answer_all(person, initial, rank)
        _settle(triptych, initial, rank)
    eve = days[0].date - timedelta(days=1)
    AssessmentRound.objects.filter(pk=initial.pk).update(opens_on=eve - timedelta(days=21), closes_on=eve)
    then = office_hours.local_datetime(days[0].date, time(16))
    for sheets in (AnswerSheet, CommonSheet):
        sheets.objects.filter(assessment_round=initial).update(submitted_at=then)
    midway = _add_round(season, AssessmentRound.Kind.MIDWAY, today)
    AssessmentRound.objects.filter(pk=midway.pk).update(closes_on=today + timedelta(days=9))
    midway.refresh_from_db()
    for rank, triptych in enumerate(triptychs[1:4], start=1):
        people = opening.expected_people(triptych).select_related("triptych", "category")
        for person in people.exclude(last_name__in=words.NOT_YET):
            _answer_all(person, midway, rank, further=1)
    told = Triptych.objects.select_related("season").get(season=season, territory__short_name="Val de Morlaine")
    _tell(told, days[1], team)
    _share(told, days[1], team)


def _share(triptych: Triptych, day: Day, team: User) -> None:
    """A text of a day for the group, in its second version; a link for the season; a table for one territory."""
    season = triptych.season
    for title, of, name, content, visibility in words.FILES:
        at = {"day": day if of == "day" else None, "triptych": triptych if of == "territory" else None}
        shared = SharedFile(season=season, title=title, visibility=visibility, **at)
        file = SimpleUploadedFile(name, content.encode()) if name else None
        sharing.publish(shared=shared, stakes=[], by=team, file=file, url="" if name else content)
        if of == "day":
            replaced = SimpleUploadedFile(name, content.replace("Trois", "Quatre").encode())
            sharing.replace(shared=shared, by=team, file=replaced)


def _add_round(season: Season, kind: str, today: date) -> AssessmentRound:
    return AssessmentRound.objects.create(
        season=season, kind=kind, grid=Grid.objects.latest("version"), opens_on=today, closes_on=today
    )


def _answer_all(person: Participant, assessment_round: AssessmentRound, rank: int, further: int = 0) -> None:
    """Each category looks from its own place; a few say that they do not know. The same answers at each building."""
    answers = {}
    for dimension in _dimensions_of(assessment_round):
        seen = _ground(dimension, rank) + _chance(f"{dimension.code} {rank} {person.category.code}").choice(
            [-1, 0, 0, 1]
        )
        draw = _chance(f"{person.email} {dimension.code}")
        level = min(5, max(1, seen + draw.choice([-1, 0, 0, 0, 1]) + further * draw.choice([0, 1])))
        answers[dimension] = {"answer": "unknown" if draw.random() < 0.04 else str(level), "note": ""}
    self_assessment.save_answer(participant=person, assessment_round=assessment_round, answers=answers)
    self_assessment.submit_answers(participant=person, assessment_round=assessment_round)


def _ground(dimension: Dimension, rank: int) -> int:
    """Where a territory stands on a dimension."""
    return _chance(f"{dimension.code} {rank}").choice([1, 2, 2, 3, 3, 4])


def _chance(words: str) -> random.Random:
    return random.Random(words)  # noqa: S311 - a demo, the same each time


def _settle(triptych: Triptych, assessment_round: AssessmentRound, rank: int) -> None:
    """Those who have not confirmed are not waited for."""
    sheet = self_assessment.start_common_sheet(triptych=triptych, assessment_round=assessment_round)
    for at, dimension in enumerate(_dimensions_of(assessment_round)):
        why = words.WHY[(at + rank) % len(words.WHY)]
        values = {"answer": str(_ground(dimension, rank)), "why": why, "example": ""}
        self_assessment.agree_position(sheet=sheet, dimension=dimension, values=values)
    self_assessment.settle_common_sheet(sheet=sheet, by=cast(User, opening.expected_people(triptych)[0].user))


def _dimensions_of(assessment_round: AssessmentRound) -> list[Dimension]:
    return [dimension for _, rows in assessment_round.grid.by_stake() for dimension in rows]


def _tell(triptych: Triptych, day: Day, team: User) -> None:
    """The path of one territory, a text on its way to the library, a question answered, a note, a booklet."""
    author = cast(User, opening.expected_people(triptych).get(category__code="agents", seat=1).user)
    Trajectory.objects.create(triptych=triptych, **words.STORY, **words.MODEL)
    made = {}
    for kind, title, when, text, details, stakes, visibility in words.ENTRIES:
        day_of, precision = partial_dates.parse_date(when)
        entry = Entry(
            triptych=triptych,
            kind=kind,
            title=title,
            date=day_of,
            precision=precision,
            text=text,
            details=details,
        )
        entry.visibility = visibility
        trajectories.save_entry(
            entry=entry,
            by=author,
            stakes=list(Stake.objects.filter(code__in=stakes)),
            links=[],
        )
        made[title] = entry
    first, second = words.LINKED
    made[first].links.add(made[second])
    sheet = ExperienceSheet.objects.create(
        triptych=triptych, author=author, visibility=Visibility.SEASON, **words.EXPERIENCE
    )
    sheet.stakes.set(Stake.objects.filter(code__in=["cooperation", "valeur"]))
    asked = publication.ask_consents(item=sheet, quoted=[], by=author)
    for consent in asked.consents.filter(answer="").exclude(user__email=words.STILL_ASKED):
        publication.answer_consent(consent=consent, choice="yes")
    question = peer_questions.put_to_peers(entry=made[words.QUESTION], day=day)
    peer = Participant.objects.get(season=triptych.season, last_name="Cazals")
    peer_questions.answer_question(
        question=question,
        author=cast(User, peer.user),
        triptych=peer.triptych,
        text=words.ANSWER,
    )
    note = Note(day=day, author=team, visibility=Visibility.SEASON, title=words.NOTE[0], text=words.NOTE[1])
    peer_questions.save_note(note=note, stakes=Stake.objects.filter(code="engagement"))
    _undertake(triptych, day, team)
    booklets.issue_booklet(triptych)


def _undertake(triptych: Triptych, day: Day, team: User) -> None:
    """A question brought to a table of the day, three undertakings, the outcome of one."""
    items = AgendaItem.objects.filter(half_day__day=day, format__in=undertakings.FORMATS).select_related(
        "half_day__day"
    )
    item = items.order_by("half_day__starts_at", "starts_at", "pk").first()
    people = list(opening.expected_people(triptych).select_related("triptych").order_by("pk")[:3])
    if item is None:
        return
    taken = [
        undertakings.Taken(rank, text, person, day.date + timedelta(days=after))
        for rank, ((text, after), person) in enumerate(zip(words.UNDERTAKINGS, people, strict=False), start=1)
    ]
    question = undertakings.record_table(
        item=item, table=1, by=team, bringer=people[0], text=words.BROUGHT, visibility=Visibility.SEASON,
        taken=taken, seen=undertakings.fingerprint(None),
    )  # fmt: skip
    first = question.undertakings.get(rank=1)
    outcome, line = words.OUTCOME
    undertakings.record_outcome(undertaking=first, by=cast(User, people[0].user), outcome=outcome, line=line)

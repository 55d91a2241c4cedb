"""The last place of a season, the last seat of a category, a row of presence: each wanted by two at once."""

import time
from unittest import mock

from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError, connection

from tools.chaos.races import bare


def prepare_last_place():
    from tests.factories import SeasonFactory, TriptychFactory  # noqa: PLC0415 - once Django is set up

    season = SeasonFactory(places=1)
    return [TriptychFactory(season=season, submitted=True).pk for _ in range(2)]


def slowly(verb):
    """A moment between looking and writing, in protected and unprotected runs alike: it widens the race."""

    def delayed(*args, **kwargs):
        time.sleep(0.002)
        return verb(*args, **kwargs)

    return delayed


def admit(pk, *, protected):
    from atelier.accounts.models import User  # noqa: PLC0415
    from territories import application, selection  # noqa: PLC0415
    from territories.models import Triptych  # noqa: PLC0415

    verb = selection.admit if protected else bare(selection.admit)
    try:
        with mock.patch("territories.application.change_status", slowly(application.change_status)):
            verb(triptych=Triptych.objects.get(pk=pk), author=User.objects.get(email="chaos@example.org"))
    except selection.SeasonFull:
        return "told « complet »"
    except (IntegrityError, OperationalError) as error:
        return f"errors ({type(error).__name__})"
    return "admitted"


def admitted(pair):
    from territories.models import Triptych  # noqa: PLC0415

    return Triptych.objects.admitted().filter(pk__in=pair).count()


def prepare_last_seat():
    from tests.factories import TriptychFactory  # noqa: PLC0415

    triptych = TriptychFactory(people=5)
    return [(triptych.pk, f"{side}-{triptych.pk}@example.org") for side in range(2)]


def name_person(key, *, protected):
    from territories import application  # noqa: PLC0415
    from territories.models import Participant, Triptych  # noqa: PLC0415

    pk, email = key
    triptych = Triptych.objects.select_related("season").get(pk=pk)
    category = triptych.season.categories.get(code="operateurs")
    person = Participant(
        triptych=triptych, category=category, seat=2, first_name="A", last_name="B", position="x", organisation="y"
    )
    person.email = email
    verb = application.name_person if protected else bare(application.name_person)
    try:
        verb(participant=person, by=None)
    except ValidationError:
        return "told that the seat is taken"
    except (IntegrityError, OperationalError) as error:
        return f"errors ({type(error).__name__})"
    return "named"


def named(pair):
    from territories.models import Participant  # noqa: PLC0415

    return Participant.objects.seated().filter(email__in=[email for _, email in pair]).count()


WAITING = []


def prepare_arrival():
    """The next of thirty-six people who arrive at one half-day, whom two phones check in at once."""
    if not WAITING:
        WAITING.extend(prepare_cohort())
    return [WAITING.pop()] * 2


def prepare_cohort():
    from django.utils import timezone  # noqa: PLC0415

    from tests.factories import SeasonFactory, TriptychFactory, add_days  # noqa: PLC0415

    season = SeasonFactory()
    triptychs = [
        TriptychFactory(season=season, admitted=True, rank=rank, people=6, people__state="confirmed")
        for rank in range(1, 7)
    ]
    (day,) = add_days(season, timezone.localdate())
    half_day = day.half_days.first()
    return [(person.pk, half_day.pk) for triptych in triptychs for person in triptych.participants.all()]


def check_in(key, *, protected):
    from atelier.accounts.models import User  # noqa: PLC0415
    from sessions.attendance import roll_call  # noqa: PLC0415
    from sessions.attendance.models import Attendance  # noqa: PLC0415
    from sessions.programme.models import HalfDay  # noqa: PLC0415
    from territories.models import Participant  # noqa: PLC0415

    person = Participant.objects.get(pk=key[0])
    half_day = HalfDay.objects.select_related("day").get(pk=key[1])
    verb = roll_call.check_in if protected else bare(roll_call.check_in)
    try:
        with mock.patch.object(Attendance.objects, "create", slowly(Attendance.objects.create)):
            verb(participant=person, half_day=half_day, author=User.objects.get(email="chaos@example.org"))
    except (IntegrityError, OperationalError) as error:
        return f"errors ({type(error).__name__})"
    return "noted"


def noted(pair):
    from sessions.attendance.models import Attendance  # noqa: PLC0415

    return Attendance.objects.filter(participant=pair[0][0], half_day=pair[0][1]).count()


RACES = {
    "arrival at two phones": (prepare_arrival, check_in, noted),
    "last place": (prepare_last_place, admit, admitted),
    "last seat": (prepare_last_seat, name_person, named),
}
CONSTRAINTS = {
    "atelier_sessions_attendance": "attendance_unique",
    "territories_triptych": "triptych_rank_unique_in_season",
    "territories_participant": "participant_seat_unique",
}


def drop_constraints():
    """For the control runs: the database would refuse the second winner all by itself."""
    from sessions.attendance.models import Attendance  # noqa: PLC0415
    from territories.models import Participant, Triptych  # noqa: PLC0415

    with connection.schema_editor() as editor:
        for model in (Triptych, Participant, Attendance):
            (constraint,) = [c for c in model._meta.constraints if c.name == CONSTRAINTS[model._meta.db_table]]
            model._meta.constraints.remove(constraint)
            editor.remove_constraint(model, constraint)

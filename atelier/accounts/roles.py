"""What each staff role may do in the administration, in one table.

A pattern is `app.action_model`, where `*` stands for anything. A contact and a participant are not
roles of an account: they are rows of `territories`, and the gates of `access.py` ask those.
"""

from fnmatch import fnmatchcase

from django.contrib.auth.base_user import AbstractBaseUser

PERMISSIONS = {
    "is_organiser": ("*",),
    "is_treasurer": (
        "seasons.view_season",
        "territories.view_organisation",
        "territories.view_territory",
        "territories.view_triptych",
        "contributions.*",
        "territories.view_wished_amount",
        "outbox.view_message",
        "outbox.view_reply",
        "outbox.read_money",
        "checklist.view_task",
        "checklist.add_tick",
    ),
    "is_facilitator": (
        "seasons.view_*",
        "reminders.view_*",
        "checklist.view_*",
        "checklist.add_tick",
        "territories.view_territory",
        "territories.view_triptych",
        "territories.view_participant",
        "referential.view_*",
        "atelier_sessions.view_*",
        "atelier_sessions.change_day",
        "atelier_sessions.change_halfday",
        "atelier_sessions.*_agendaitem",
        "atelier_sessions.add_attendance",
        "atelier_sessions.change_attendance",
        "atelier_sessions.*_note",
        "atelier_sessions.*_undertaking",
        "atelier_sessions.*_sharedfile",
    ),
}
ROLES = tuple(PERMISSIONS)
# The guide that each role reads first: its name in the address, whose title is in `atelier/website/help.py`
GUIDES = {"is_organiser": "organisation", "is_treasurer": "tresorerie", "is_facilitator": "animation"}


def allows(user: AbstractBaseUser, permission: str) -> bool:
    return any(
        getattr(user, role) and any(fnmatchcase(permission, pattern) for pattern in patterns)
        for role, patterns in PERMISSIONS.items()
    )


def allows_app(user: AbstractBaseUser, app_label: str) -> bool:
    return any(
        getattr(user, role) and any(fnmatchcase(app_label, pattern.split(".")[0]) for pattern in patterns)
        for role, patterns in PERMISSIONS.items()
    )

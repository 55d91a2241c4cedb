"""What names that person, and where every table is walked."""

import json

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session  # noqa: TID251 - what a browser left
from django.db import models

from atelier.core.models import NumberSeries
from atelier.core.own_apps import own_models
from atelier.privacy import name_search
from atelier.privacy.data_subjects import person_of
from atelier.privacy.models import TextToReview
from tests.factories import ParticipantFactory

CANARIES = ("Quernec", "zelie@example.org", "39981234")


TEXTS = (models.CharField, models.TextField, models.FileField, models.JSONField)


LIBRARIES = ["auditlog", "account", "mfa", "sessions", "admin"]


def tables():
    libraries = (model for label in LIBRARIES for model in apps.get_app_config(label).get_models())
    for model in (*own_models(), *libraries):
        if not model._meta.proxy:
            yield model


def rows():
    """Every row of every table as it stands, by table and key; sessions, which are encoded, as what they hold."""
    found = {
        (model._meta.label, str(values[model._meta.pk.attname])): values
        for model in tables()
        for values in model._base_manager.order_by("pk").values()
        if not (model is NumberSeries and values["prefix"] == "ERASURE")  # the count of erasures is nobody's
    }
    for session in Session.objects.order_by("pk"):
        found[Session._meta.label, session.pk]["session_data"] = session.get_decoded()
    return found


def changed(before, after):
    """The keys of the rows that are no longer as they were, or no longer there, or new."""
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def named(canaries=CANARIES, found=None):
    """Where somebody is still named: (table, key, column), of all rows as they stand or as they were found."""
    return {
        (label, pk, column)
        for (label, pk), values in (found or rows()).items()
        for column, value in values.items()
        if any(canary in json.dumps(value, default=str, ensure_ascii=False) for canary in canaries)
    }


def listed():
    """Where an organiser is asked to read: (table, key, column)."""
    return {
        (text.content_type.model_class()._meta.label, text.object_pk, text.column)
        for text in TextToReview.objects.select_related("content_type")
    }


def may_be_personal(field):
    to = field.related_model._meta.label if field.is_relation else ""
    return to in {"accounts.User", "territories.Participant"} or (isinstance(field, TEXTS) and not field.choices)


def subject(line):
    """The row that a line of the journal is about."""
    model = ContentType.objects.get_for_id(line["content_type_id"]).model_class()
    return model._meta.label, line["object_pk"]


def not_of(person, keys, before):
    """Of these rows, those that are not of this person: neither theirs, nor written to them, nor about their rows."""
    seat, account = str(person.pk), str(person.user_id)
    mine = {("territories.Participant", seat), ("accounts.User", account)}

    def is_theirs(key):
        label, values = key[0], before.get(key, {})
        if label == "auditlog.LogEntry":
            return not values or values["actor_id"] == person.user_id or is_theirs(subject(values))
        if key in mine:
            return True
        links = {"user_id": person.user_id, "participant_id": person.pk, "to_email": person.email}
        return any(name in values and values[name] == value for name, value in links.items())

    gathered = {"core.CacheVersion", "sessions.Session", "outbox.Topic", "outbox.Attachment", "privacy.TextToReview"}
    return sorted(key for key in keys if key[0] not in gathered and not is_theirs(key))


def asked(**names):
    """What is looked for after somebody of these names."""
    return name_search.sought(person_of(ParticipantFactory(**names).email))

"""A planned message at the hour when it leaves: is its reason still there, and what is true then."""

from datetime import date, datetime

from atelier.core import french
from atelier.outbox.leaving import Made, NoReason, UnreadableReason
from atelier.outbox.models import Message
from atelier.reminders.models import ReminderRule
from atelier.reminders.wanted import KEY, PlannedMessage, active_rules, wanted_messages

OFF = "La règle de relance n’existe plus, est désactivée, ou sa saison n’est plus publiée."
SETTLED = "Ce dont il parlait n’a plus lieu, ou est réglé."
MOVED = "La date a changé : {now}, au lieu du {before}."
NOT_CONCERNED = "La personne n’est plus concernée."
NOT_PLANNED = "La règle ne le prévoit plus : elle a été activée, ou la personne est arrivée, après son moment."


def make(message: Message, at: datetime) -> Made:
    """What leaves at this hour. Raises NoReason with its sentence, or UnreadableReason."""
    rules = active_rules(pk=message.source.removeprefix(ReminderRule.SOURCE))
    if not rules:
        raise NoReason(OFF)
    parts = KEY.fullmatch(message.key)
    if parts is None:
        raise UnreadableReason
    ref, on, recipient = parts.groups()
    found = wanted_messages(rules, at, only=ref)
    if found.unprepared:
        raise UnreadableReason
    one = _still_wanted(found.messages, ref, date.fromisoformat(on), recipient)
    if not message.by_hand and not one.leaves_by_itself:
        raise NoReason(NOT_PLANNED)
    return made(one, at, words=f"{message.subject}\n{message.text}" if message.edited else "")


def made(one: PlannedMessage, at: datetime, *, words: str = "") -> Made:
    """`words` are those of somebody who corrected them by hand."""
    is_over = one.is_over(at)
    return Made(
        to_email=one.recipient.email,
        subject=one.subject,
        text=one.text,
        personal_link=one.recipient.personal_link,
        attachments=one.attachments,
        facts=f"{one.facts}, over" if is_over else one.facts,
        is_over=is_over,
        clock=one.recipient.clock,
        not_before=one.moment,
        expires_at=one.expires_at,
        says=one.says(words or f"{one.subject}\n{one.text}"),
    )


def _still_wanted(messages: list[PlannedMessage], ref: str, on: date, recipient: str) -> PlannedMessage:
    """Raises NoReason with what changed."""
    if not messages:
        raise NoReason(SETTLED)
    (now_on,) = {one.occurrence.on for one in messages}
    if now_on != on:
        raise NoReason(MOVED.format(now=french.full_date(now_on), before=french.long_date(on)))
    for one in messages:
        if one.recipient.ref == recipient:
            return one
    raise NoReason(NOT_CONCERNED)

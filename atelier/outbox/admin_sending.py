"""Sending from the list of mails: shown with the words that leave, then confirmed."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from atelier.core import confirmations
from atelier.outbox import leaving, queueing
from atelier.outbox.models import Message


@dataclass(frozen=True)
class Sending:
    """One of the two ways to send by hand: `states` are those of the messages that its verb sends."""

    action: str
    title: str
    done: str
    verb: Callable[[Message], bool]
    states: frozenset[str]


RELEASE = Sending(
    "let_go_selected", "Envoyer les courriels préparés", "partis", queueing.release, frozenset({Message.State.HELD})
)
AGAIN = Sending(
    "send_selected_again",
    "Renvoyer les courriels en échec ou annulés",
    "remis dans la file",
    queueing.send_again,
    queueing.STOPPED,
)


@dataclass(frozen=True)
class Leaving:
    """A chosen message as it would leave now; without `text` it would not, its reason being gone."""

    message: Message
    to_email: str
    subject: str
    text: str


def page_unless_confirmed(request: HttpRequest, sending: Sending, chosen: QuerySet[Message]) -> HttpResponse | None:
    """None once what leaves was confirmed as it was shown; until then, the page that shows it."""
    rows = list(chosen.order_by("pk"))
    shown = [_as_it_leaves(message) for message in rows if message.state in sending.states]
    content = [(one.message.pk, one.message.state, one.to_email, one.subject, one.text) for one in shown], len(rows)
    if "confirm" in request.POST:
        if confirmations.is_what_was_shown(request, content):
            return None
        messages.warning(request, confirmations.CHANGED)
    context = {
        **admin.site.each_context(request),
        "title": sending.title,
        "sending": sending,
        "leaving": [one for one in shown if one.text],
        "gone": [one for one in shown if not one.text],
        "chosen": rows,
        "across": request.POST.get("select_across") == "1",
        "shown": confirmations.sign_shown(request, content),
    }
    return render(request, "admin/outbox/send.html", context)


def _as_it_leaves(message: Message) -> Leaving:
    """With the words of now for what is made when it leaves, unless somebody corrected them."""
    made = leaving.preview(message, timezone.now())
    if made and not message.edited:
        return Leaving(message, made.to_email, made.subject, made.text)
    gone = made is None and leaving.recipe_of(message)
    return Leaving(message, message.to_email, message.subject, "" if gone else message.text)

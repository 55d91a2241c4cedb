"""Decisions on applications: shown before they are taken, with the e-mails they send, then taken."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import render

from atelier.core import confirmations
from atelier.core.forms import FreeTextField, refusals_as_messages
from territories import recusal, reversal, selection

SEND, HOLD = "send", "hold"
LINK = re.compile(r"https?://\S+")  # a personal link is made anew for each message


@dataclass(frozen=True)
class Decision:
    """`consequence` says what will happen before it does; `reasoned` asks why."""

    verb: Callable
    title: str
    done: str
    consequence: str
    reasoned: bool = False


ADMIT = Decision(
    selection.admit,
    "Retenir les territoires choisis",
    "retenus",
    "Chaque territoire reçoit une place de la saison. Ses contacts et ses personnes sont prévenus.",
)
WAIT = Decision(
    selection.put_on_waiting_list,
    "Inscrire sur la liste d’attente",
    "inscrits sur la liste d’attente",
    "Chaque territoire prend le rang qui suit le dernier de la liste. Ses contacts sont prévenus.",
)
REFUSE = Decision(
    selection.refuse,
    "Ne pas retenir",
    "non retenus",
    "Les contacts sont prévenus. Le motif reste dans l’historique, il n’est pas envoyé.",
    reasoned=True,
)
WITHDRAW = Decision(
    selection.withdraw,
    "Retirer de la saison",
    "retirés de la saison",
    "Ces territoires ne participeront pas à la saison. La place de ceux qui étaient retenus redevient libre ; leurs "
    "contacts et leurs personnes sont prévenus et ne sont plus convoqués. L’historique est gardé, et la décision peut "
    "être reprise.",
    reasoned=True,
)
TAKE_BACK = Decision(
    reversal.take_back,
    "Reprendre la dernière décision",
    "revenus à l’état d’avant",
    "Chaque candidature retrouve l’état qu’elle avait avant la dernière décision\u00a0: retenue si une place est "
    "libre, à la fin de la liste d’attente, ou à décider. Tous ceux qui avaient été prévenus le sont de nouveau.",
    reasoned=True,
)


class DecisionForm(forms.Form):
    mail = forms.ChoiceField(
        label="Courriels",
        choices=[(SEND, "les envoyer tout de suite"), (HOLD, "les préparer, pour les relire et les envoyer plus tard")],
        initial=SEND,
        widget=forms.RadioSelect,
    )
    reason = FreeTextField(
        label="Motif",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Facultatif.",
    )

    def __init__(self, data, decision):
        super().__init__(data)
        if not decision.reasoned:
            del self.fields["reason"]

    def arguments(self) -> dict:
        """The keyword arguments of the verb."""
        data = {**self.cleaned_data}
        return {"hold": data.pop("mail") == HOLD, **data}


def confirm_decision(request, queryset, action: str, decision: Decision):
    """Rehearse, show, and take the decision once the organiser has agreed; None when it is done."""
    triptychs = list(queryset.order_by("submitted_at", "pk"))
    is_free = False
    with refusals_as_messages(request):
        recusal.require_no_conflict(request.user, triptychs)
        is_free = True
    if not is_free:
        return None
    form = DecisionForm(request.POST if "confirm" in request.POST else None, decision)
    if form.is_valid():
        if outcomes := _decide(request, decision, triptychs, form.arguments()):
            report(request, decision, outcomes)
            return None
        messages.warning(request, confirmations.CHANGED)
    outcomes = selection.preview_decision(decision.verb, triptychs, author=request.user)
    context = {
        **admin.site.each_context(request),
        "title": decision.title,
        "decision": decision,
        "action": action,
        "form": form,
        "outcomes": outcomes,
        "possible": any(not one.refusal for one in outcomes),
        "shown": confirmations.sign_shown(request, _content(outcomes)),
    }
    return render(request, "admin/territories/decide.html", context)


def _content(outcomes: list[selection.Outcome]) -> list[tuple]:
    """What the page shows: of each application, what is refused or who reads what."""
    return [
        (
            one.triptych.pk,
            str(one.triptych.territory),
            one.refusal or one.state,
            [(message.to_email, message.subject, LINK.sub("", message.text)) for message in one.messages],
        )
        for one in outcomes
    ]


def _decide(request, decision: Decision, triptychs: list, arguments: dict) -> list[selection.Outcome]:
    """What became of each application; nothing, and nothing is written, when it is not what was shown.

    It is rehearsed as it was for the page: the reason typed on that page since stands in some of the mails.
    """
    with transaction.atomic():
        shown = selection.preview_decision(decision.verb, triptychs, author=request.user)
        outcomes = selection.apply_decision(decision.verb, triptychs, author=request.user, **arguments)
        if confirmations.is_what_was_shown(request, _content(shown)):
            return outcomes
        transaction.set_rollback(True)
    return []


def report(request, decision: Decision, outcomes: list[selection.Outcome]) -> None:
    """Say what became of every application, and of the e-mails."""
    if done := [str(one.triptych.territory) for one in outcomes if not one.refusal]:
        held = [message for one in outcomes for message in one.messages if message.state == message.State.HELD]
        after = (
            f"Courriels préparés, à relire dans « Courriels » : {len(held)}."
            if held
            else "Ils sont prévenus par courriel."
        )
        messages.success(request, f"Territoires {decision.done} : {', '.join(done)}. {after}")
    for one in outcomes:
        if one.refusal:
            messages.warning(request, f"{one.triptych.territory} : {one.refusal}.")

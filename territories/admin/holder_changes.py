"""Changes of holder, decided on a page that shows their mails and asks about the other roles of who leaves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from atelier.core import confirmations
from territories import held_roles, seat_transfer
from territories.models import HolderChange
from territories.seat_transfer import Outcome


@dataclass(frozen=True)
class Decision:
    """Accepting asks about the other roles of who leaves; refusing leaves them where they are."""

    action: str
    title: str
    done: str
    verb: Callable[..., HolderChange]
    asks_roles: bool


ACCEPT = Decision("accept", "Accepter le changement", "acceptés", seat_transfer.accept_transfer, True)
REFUSE = Decision("refuse", "Refuser le changement", "refusés", seat_transfer.refuse_transfer, False)


class RolesForm(forms.Form):
    """One question for each other role of each person who leaves."""

    def __init__(self, data, changes: Iterable[HolderChange]):
        super().__init__(data)
        self.keys: dict[int, list[str]] = {}
        for change in changes:
            for role in held_roles.held_by(change.leaving):
                offered = [one for one in held_roles.Choice if role.may_drop or one != held_roles.Choice.DROP]
                self.fields[f"{change.pk}-{role.key}"] = forms.ChoiceField(
                    label=f"{change.leaving}, {role.label}\u00a0: ce rôle",
                    choices=[(one.value, one.label) for one in offered],
                    initial=held_roles.Choice.PASS,
                    widget=forms.RadioSelect,
                )
                self.keys.setdefault(change.pk, []).append(role.key)

    def roles_of(self, change: HolderChange) -> dict[str, str]:
        """{HeldRole.key: Choice}, as it was answered, or as it is proposed."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return {key: given.get(f"{change.pk}-{key}", held_roles.Choice.PASS) for key in self.keys.get(change.pk, [])}


def confirm_decision(request: HttpRequest, queryset, decision: Decision) -> HttpResponse | None:
    """Rehearse, show, and decide once the organiser has agreed; None when it is done."""
    rows = queryset.select_related("leaving__triptych__territory", "leaving__season").order_by("asked_at", "pk")
    confirmed = "confirm" in request.POST
    waiting = [change for change in rows if change.state == HolderChange.State.ASKED]
    form = RolesForm(request.POST if confirmed else None, waiting if decision.asks_roles else [])
    with transaction.atomic():
        outcomes = [_decide(request, decision, change, form) for change in rows.all()]
        content = [_content(one, form) for one in outcomes]
        agreed = confirmed and form.is_valid() and confirmations.is_what_was_shown(request, content)
        if not agreed:
            transaction.set_rollback(True)
    if agreed:
        _report(request, decision, outcomes)
        return None
    if confirmed and form.is_valid():
        messages.warning(request, confirmations.CHANGED)
    context = {
        **admin.site.each_context(request),
        "title": decision.title,
        "decision": decision,
        "form": form,
        "outcomes": outcomes,
        "possible": any(not one.refusal for one in outcomes),
        "shown": confirmations.sign_shown(request, content),
    }
    return render(request, "admin/territories/decide_holder.html", context)


def _decide(request: HttpRequest, decision: Decision, change: HolderChange, form: RolesForm) -> Outcome:
    more = {"roles": form.roles_of(change)} if decision.asks_roles else {}
    return seat_transfer.decide(decision.verb, change, author=request.user, **more)


def _content(outcome: Outcome, form: RolesForm) -> tuple:
    """What the page shows: whose seat passes to whom and when, the roles that are asked about, who reads what."""
    change = outcome.change
    mails = [(one.to_email, one.subject, one.text) for one in outcome.messages]
    return change.pk, str(change), change.effective_on, change.email, outcome.refusal, form.keys.get(change.pk), mails


def _report(request: HttpRequest, decision: Decision, outcomes: list[Outcome]) -> None:
    for one in outcomes:
        if one.refusal:
            messages.warning(request, f"{one.change}\u00a0: {one.refusal}")
        else:
            told = f"Courriels\u00a0: {len(one.messages)}."
            messages.success(request, f"Changements {decision.done}\u00a0: {one.change}. {told}")

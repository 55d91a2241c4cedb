"""« À prévenir »: who must be told that a day changed, or that an attestation does not hold any more; what each will
receive, and the button that tells them.
"""

from dataclasses import dataclass
from itertools import groupby

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from atelier.core import confirmations, permissions
from atelier.core.forms import is_key
from atelier.seasons.models import Season
from sessions.documents import attestation_notices, notices, notifying
from sessions.documents.action_items import PERMISSION
from sessions.documents.attestation_notices import AttestationMail, AttestationNotice
from sessions.documents.notices import Notice
from sessions.documents.notifying import Mail
from sessions.programme.models import Day


@dataclass(frozen=True)
class DayNotices:
    """Of one day: the mails that would leave, and what is in hand already."""

    day: Day
    mails: list[Mail]
    in_hand: list[Notice]
    shown: str


@dataclass(frozen=True)
class SeasonNotices:
    """The same of the attestations of one season."""

    season: Season
    mails: list[AttestationMail]
    in_hand: list[AttestationNotice]
    shown: str


def warn(request: HttpRequest, day: Day) -> None:
    """Whoever holds what was just changed is to be told: the page that does it is one click away."""
    count = len([one for one in notices.standing(day=day) if one.is_to_send])
    if count and request.user.has_perm(PERMISSION):
        words = f"{day} : {count} personne{'s' if count > 1 else ''} à prévenir de ce qui a changé."
        address = f"{reverse('admin:people_to_tell')}#journee-{day.pk}"
        messages.warning(request, format_html('{} <a href="{}">Voir qui, et ce que chacun recevra</a>', words, address))


def people_to_tell(request: HttpRequest) -> HttpResponse:
    """Day by day: who, what they hold, what each will receive; send it, or prepare it to be read again."""
    permissions.require_permissions(request, PERMISSION)
    if request.method == "POST":
        return _tell_of_season(request) if "season" in request.POST else _tell(request)
    found, of_attestations = notices.standing(), attestation_notices.standing()
    context = {
        **admin.site.each_context(request),
        "title": "À prévenir",
        "days": [_of_day(request, pk, list(rows)) for pk, rows in groupby(found, key=lambda one: one.day.pk)],
        "seasons": [
            _of_season(request, season, list(rows))
            for season, rows in groupby(of_attestations, key=lambda one: one.person.season)
        ],
    }
    return render(request, "admin/atelier_sessions/notices.html", context)


def _of_day(request: HttpRequest, pk: int, found: list[Notice]) -> DayNotices:
    day = Day.objects.with_programme().get(pk=pk)
    mails = notifying.preview(found, day)
    in_hand = [one for one in found if not one.is_to_send]
    return DayNotices(day, mails, in_hand, confirmations.sign_shown(request, _content(day, mails)))


def _content(day: Day, mails: list[Mail]) -> list:
    rows = [(one.notice.person.pk, one.to_email, one.subject, one.text, one.has_new_convocation) for one in mails]
    return [day.pk, rows]


def _tell(request: HttpRequest) -> HttpResponse:
    key = request.POST.get("day", "")
    day = Day.objects.with_programme().filter(pk=key).first() if is_key(key) else None
    if day is None:
        raise Http404
    content = _content(day, notifying.preview(notices.standing(day=day), day))
    if not confirmations.is_what_was_shown(request, content):
        messages.warning(request, confirmations.CHANGED)
        return redirect("admin:people_to_tell")
    hold = "hold" in request.POST
    return _told(request, str(day), notifying.tell(day=day, hold=hold), hold=hold)


def _told(request: HttpRequest, what: str, count: int, *, hold: bool) -> HttpResponse:
    done = "préparés, à relire puis envoyer depuis les courriels" if hold else "qui partent"
    messages.success(request, f"{what}\u00a0: courriels {done}, {count}.")
    return redirect("admin:people_to_tell")


def _of_season(request: HttpRequest, season: Season, found: list[AttestationNotice]) -> SeasonNotices:
    mails = attestation_notices.preview(found)
    in_hand = [one for one in found if not one.is_to_send]
    shown = confirmations.sign_shown(request, _content_of_season(season, mails))
    return SeasonNotices(season, mails, in_hand, shown)


def _content_of_season(season: Season, mails: list[AttestationMail]) -> list:
    return ["season", season.pk, [(m.notice.person.pk, m.to_email, m.subject, m.text, m.files) for m in mails]]


def _tell_of_season(request: HttpRequest) -> HttpResponse:
    permissions.require_permissions(request, "atelier_sessions.add_attestation")
    key = request.POST.get("season", "")
    season = Season.objects.filter(pk=key).first() if is_key(key) else None
    if season is None:
        raise Http404
    content = _content_of_season(season, attestation_notices.preview(attestation_notices.standing(season=season)))
    if not confirmations.is_what_was_shown(request, content):
        messages.warning(request, confirmations.CHANGED)
        return redirect("admin:people_to_tell")
    hold = "hold" in request.POST
    count = attestation_notices.tell(season=season, hold=hold)
    return _told(request, f"Attestations, saison {season.number}", count, hold=hold)

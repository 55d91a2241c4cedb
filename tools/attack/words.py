"""What outsiders type in one line, what is kept in public pages, and the links that are keys of one person."""

import re
import unicodedata

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from atelier.core.own_apps import own_models
from atelier.outbox.models import Message
from atelier.seasons.models import Season
from sessions.programme import feeds
from tests.factories import (
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    settled,
    triptych_of_six,
)
from tools.attack import programs
from tools.attack.outbox import settle
from tools.attack.servers import Stand
from tools.attack.tally import Tally
from tools.attack.visitor import HOST, Visitor, form_of

PUBLIC = ["/", "/saisons/", "/referentiel/", "/referentiel/grille/", "/contact/", "/confidentialite/",
          "/mentions-legales/", "/accessibilite/", "/aide/", "/aide/participation/", "/bibliotheque/"]  # fmt: skip
WORDS = ("Vos données sont effacées", "example.org</", "Pour confirmer que c’est vous", "Vous êtes")
BREAKS = "Val\r\nBcc: tous\u2028Autre\u202e\u200b\x07\x85ligne\nSubject: Forge"
LONG = "é" * 255
LURE = "https://gains.example/500"
SECRET = re.compile(r"/(?:invitation|avis|agenda|disponibilites|rester-en-lien)/(?!lien-personnel/)[\w:.=-]{12,}")


def public_pages(stand: Stand, tally: Tally) -> None:
    """A visitor with a sentence that waits reads each public page first; then strangers read it."""
    season = SeasonFactory(number=3, open=True)
    add_days(season, timezone.localdate())
    addresses = [*PUBLIC, *(f"/saisons/{season.number}/{end}" for end in ("", "calendrier/", "journees/1/"))]
    gone = triptych_of_six(season=season).participants.order_by("pk").last()
    visitor = Visitor(stand, gone.user)
    visitor.post("/compte/mes-donnees/confirmer/", {})  # a sentence with one's own address
    messages = {visitor.http.cookies.get(settings.MESSAGES_COOKIE_NAME, domain=HOST)}
    visitor = Visitor(stand)
    visitor.sign_in(gone.email)
    visitor.post("/compte/mes-donnees/", {"word": "EFFACER"})
    messages.add(visitor.http.cookies.get(settings.MESSAGES_COOKIE_NAME, domain=HOST))
    tally.check(None not in messages, "no sentence waits in the cookie that the settings name")
    for message in messages - {None}:
        for address in addresses:
            Season.objects.filter(pk=season.pk).update(theme=f"Thème {address}")  # the kept page is drawn anew
            first = Visitor(stand)
            first.keep(settings.MESSAGES_COOKIE_NAME, message)
            pages = [first.get(address), *(Visitor(stand).get(address) for _ in range(4))]
            found = [word for word in (gone.email, *WORDS) if any(word in page.text for page in pages[1:])]
            tally.check(not found, f"{address} shows a stranger {found}")
            cookies = [page.headers.get("Set-Cookie", "") for page in pages[1:]]
            tally.check(not any("sessionid" in one for one in cookies), f"{address} hands a session to strangers")
    for cookie in visitor.http.cookies:
        is_ours = cookie.name.startswith("__Host-") and cookie.secure
        tally.check(is_ours, f"the cookie {cookie.name} is not of this host")


def break_lines(stand: Stand, tally: Tally) -> None:
    """Each line of the forms that outsiders fill in, with breaks and with 255 characters; then every row and mail."""
    lead = UserFactory()
    triptych = TriptychFactory(complete=True, lead=lead)
    settled(triptych=TriptychFactory(season=triptych.season, admitted=True, lead=lead, rank=3))
    visitor, root = Visitor(stand, lead), f"/candidatures/{triptych.pk}"
    payer = lead.contacts.exclude(triptych=triptych).get().triptych.agreement.payers.get()
    pages = [
        "/candidatures/nouvelle/",
        *(f"{root}/{step}/" for step in ("territoire", "dynamique", "engagements", "contribution")),
        f"{root}/triptyque/elus/1/",
        f"{root}/triptyque/agents/1/",
        f"{root}/equipe/",
        f"/espace/payeurs/{payer.pk}/",
    ]
    for page in pages:
        shown = visitor.get(page)
        tally.check(shown.status_code == 200, f"{page} answers {shown.status_code}")
        values = form_of(shown, holding="csrf")
        values.pop("csrfmiddlewaretoken", None)
        valid = {**values, "kind": "PROJ", "department": "62"} if "kind" in values else values
        for hostile in (BREAKS, LONG, LONG[:202], "\u200b\u2060"):
            for name in values:
                text = f"{hostile}@example.org" if name == "email" else hostile
                status = visitor.post(page, {**valid, name: text}).status_code
                tally.check(status < 500, f"{page} answers {status} to {name} = {hostile[:12]!r}…")
    lure = {"first_name": f"GAGNEZ sur {LURE}", "last_name": "Roy", "position": "maire", "organisation": "V"}
    visitor.post(f"{root}/triptyque/operateurs/1/", {**lure, "email": f"leurre-{triptych.pk}@example.org"})
    visitor.post(reverse("account_identity"), lure)
    settle()
    leads = [str(mail) for mail in stand.mailbox.messages if LURE in str(mail)]
    tally.check(not leads, "a link typed as a name leaves in a mail of ours")
    seat = {"position": f"maire{BREAKS}", "organisation": BREAKS, "first_name": BREAKS, "last_name": BREAKS}
    visitor.post(f"{root}/territoire/", {"name": BREAKS, "kind": "PROJ", "department": "62", "population": ""})
    visitor.post(f"{root}/triptyque/operateurs/1/", {**seat, "email": f"cible-{triptych.pk}@example.org"})
    settle()
    mails = stand.mailbox.to(f"cible-{triptych.pk}@example.org")
    tally.check(len(mails) == 1, f"{len(mails)} mails for one seat")
    for mail in mails:
        tally.check(mail.get_all("Bcc") is None and len(mail.get_all("Subject")) == 1, "a line break made a header")
        body = mail.get_body(("plain",)).get_content()
        forged = [line for line in body.splitlines() if line.startswith(("Bcc:", "Subject:", "ligne", "Autre"))]
        tally.check(not forged, f"a name began a line of the mail: {forged}")
    for label, column, text in _lines():
        bad = {unicodedata.category(one) for one in text} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
        tally.check(not bad, f"{label}.{column} holds {bad}")


def _lines():
    """Every one-line text of the database that is not empty, each once."""
    for model in own_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField):
                for text in set(model._base_manager.order_by().values_list(field.attname, flat=True)):
                    if text:
                        yield model._meta.label, field.name, text


def read_secrets(stand: Stand, tally: Tally) -> None:
    """Links that are keys stand in the mail of their person: in no row, no list, no log; tokens open what is theirs."""
    organiser, treasurer = UserFactory(is_organiser=True), UserFactory(is_treasurer=True)
    lead = UserFactory()
    triptych = TriptychFactory(complete=True, lead=lead)
    visitor, links = Visitor(stand, lead), []
    for number, code in enumerate(("elus", "agents", "operateurs")):
        email = f"lien{number}-{triptych.pk}@example.org"
        seat = {"first_name": "A", "last_name": "Latour", "position": "maire", "organisation": "Ville", "email": email}
        visitor.post(f"/candidatures/{triptych.pk}/triptyque/{code}/1/", seat)
        settle()
        found = [re.search(r"/invitation/(\S+)/", mail.get_body(("plain",)).get_content()) for mail in
                 stand.mailbox.to(email)]  # fmt: skip
        links += [one[1] for one in found if one]
    tally.check(len(links) == 3, f"{len(links)} of 3 links arrived")
    tally.check(not set(links) & {"lien-personnel"}, "a mail left with a mask instead of its link")
    feed = feeds.feed_for(user=lead).token
    for link in links:
        tally.check(Visitor(stand).get(f"/invitation/{link}/").status_code == 200, "a link that left opens nothing")
        for path in (f"/INVITATION/{link}/", f"//invitation/{link}/", f"/invitation/{link}x/"):
            Visitor(stand).get(path)
    Visitor(stand).get(f"/agenda/{feed}.ics")
    logs = stand.logs()
    tally.check("POST /candidatures/" in logs, "the logs of the proxy were not read")
    for secret in (*links, feed):
        tally.check(secret not in logs and secret.lower() not in logs.lower(), "a log holds a personal link")
    values = (row for model in apps.get_models() for row in model._base_manager.order_by("pk").values())
    stored = [row for row in values if any(SECRET.search(str(value)) for value in row.values())]
    tally.check(not stored, f"rows hold personal links: {stored[:3]}")
    for role, user in (("organiser", organiser), ("treasurer", treasurer)):
        _read_outbox(Visitor(stand, user), role, tally, links)
    programs.ask_with_tokens(stand, tally)


def _read_outbox(visitor: Visitor, role: str, tally: Tally, links: list[str]) -> None:
    """The list of mails, each mail of the list and the search: no link; for the treasurer, money only."""
    rows = list(Message.objects.order_by("-pk")[:40])
    texts = [visitor.get(f"/admin/outbox/message/{end}") for end in ("", "?q=invitation", "?q=lien")]
    opened = {row: visitor.get(f"/admin/outbox/message/{row.pk}/change/") for row in rows}
    for page in (*texts, *opened.values()):
        is_told = SECRET.search(page.text) or any(link in page.text for link in links)
        tally.check(not is_told, f"{role} reads a link")
    if role == "treasurer":
        read = [row.source for row, page in opened.items() if page.status_code == 200]
        tally.check(all(source.startswith("contributions/") for source in read), f"the treasurer reads {set(read)}")

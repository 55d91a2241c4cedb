"""The convention: articles that organisers edit, filled with what was agreed."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from atelier.core import french
from atelier.seasons.models import Workshop
from contributions.models import Agreement, Article, Issuer
from sessions.programme import calendar
from sessions.programme.models import Day
from territories.models import Participant

PLACEHOLDERS = {
    "organisateur": "nom de l’émetteur",
    "territoire": "nom du territoire",
    "saison": "numéro de la saison",
    "dates": "du premier au dernier jour",
    "montant": "montant convenu",
    "payeurs": "chaque payeur et sa part",
    "echeances": "chaque échéance, avec sa date",
}
FIELD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class ConventionArticle:
    """An article as it is printed: its placeholders are filled in."""

    position: int
    title: str
    text: str


def check_article(text: str) -> None:
    """Raises ValidationError, in words, for a placeholder that means nothing."""
    if unknown := sorted(set(FIELD.findall(text)) - PLACEHOLDERS.keys()):
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValidationError(f"« {{{unknown[0]}}} » ne veut rien dire ici. On peut écrire : {known}.")


def convention_context(agreement: Agreement) -> dict:
    """Everything that the document says, from what stands in the database now."""
    triptych = agreement.triptych
    values, payers = _convention_values(agreement), list(agreement.payers.select_related("organisation"))
    return {
        "agreement": agreement,
        "triptych": triptych,
        "season": triptych.season,
        "issuer": Issuer.load(),
        "workshop": Workshop.load(),
        "payers": payers,
        "bearers": triptych.territory.bearers,
        "copies": 1 + len(payers or triptych.territory.bearers or [triptych]),
        "people": Participant.objects.admitted().filter(triptych=triptych).select_related("category").by_triptych(),
        "days": Day.objects.filter(season=triptych.season, status=Day.Status.PLANNED).order_by("date"),
        "articles": [
            ConventionArticle(article.position, article.title, FIELD.sub(lambda found: values[found[1]], article.text))
            for article in Article.objects.all()
        ],
    }


def _convention_values(agreement: Agreement) -> dict[str, str]:
    """What each placeholder stands for, one pass, always text."""
    triptych = agreement.triptych
    payers = list(agreement.payers.select_related("organisation").prefetch_related("instalments"))
    days = list(Day.objects.filter(season=triptych.season, status=Day.Status.PLANNED).order_by("date"))
    shares = " ; ".join(f"{payer}, {french.euros(payer.amount)}" for payer in payers)
    instalments = " ; ".join(
        f"{payer}, {french.euros(one.amount)} à partir du {french.long_date(one.on)}"
        for payer in payers
        for one in payer.instalments.all()
    )
    return {
        "organisateur": Issuer.load().name or Workshop.load().name,
        "territoire": triptych.territory.name,
        "saison": str(triptych.season.number),
        "dates": calendar.dates_in_words(days) or "à des dates à préciser",
        "montant": french.euros(agreement.agreed_amount) if agreement.agreed_amount else "à convenir",
        "payeurs": shares or "à préciser",
        "echeances": instalments or "à préciser",
    }

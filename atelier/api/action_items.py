"""Tokens whose secret left with whoever created them, for the organisers' first page."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse

from atelier.api.models import AccessToken
from atelier.core.declarations import ActionItem, SeasonFacts
from atelier.core.french import NBSP


def tokens_of_the_departed(facts: SeasonFacts) -> QuerySet[AccessToken]:
    """Of any season: an older one is read just the same."""
    return AccessToken.objects.standing(facts.today).of_the_departed()


def tokens_to_replace(facts: SeasonFacts) -> Iterator[ActionItem]:
    for token in tokens_of_the_departed(facts).select_related("season").order_by("pk"):
        who = f"Jeton «{NBSP}{token}{NBSP}», saison {token.season.number}"
        what = f"qui l’a créé n’est plus de l’organisation{NBSP}: révoquez-le, donnez-en un autre s’il sert encore"
        address = f"{reverse('access_tokens')}?saison={token.season_id}"
        yield ActionItem(who, what, address, "api.change_accesstoken")

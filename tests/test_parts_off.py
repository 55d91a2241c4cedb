"""A season may do without each of its parts: with all of them off, no page speaks of one, and their pages are gone."""

import html
import re

import pytest
from django.urls import reverse

from atelier.seasons.models import Season
from atelier.seasons.models.optional_parts import OptionalParts
from tests.access_matrix import MATRIX

pytestmark = pytest.mark.django_db
PARTS = {field.name for field in OptionalParts._meta.fields}
# What a reader would see of each part.
WORDS = {
    "follows_undertakings": "ngagements? entre pairs|Appeler le maire",
    "is_evaluated": "Votre avis|questionnaire|Évaluation de la saison",
    "uses_day_lists": "Préparer la jour|traiteur|Ce que vous mangez",
    "uses_shared_files": "Fichiers et liens|Le support",
    "keeps_alumni": "anciens joignables|Les anciens|ester joignable",
    "opens_to_programs": "Signaux|Ouvrir la saison à d’autres",
    "lists_territories": "a pris part|ont pris part",
}
# The pages of each part: nobody opens them.
GONE = re.compile(
    r"evaluation|questionnaire|undertaking|shared_file|share_file|file_version|team_version"
    r"|day_lists|day_names|caterer|image_limits|alumn"
)
# They are of every season, or of the product: what is kept, what is written, what a season « se passe » of.
OF_ALL = {"mail_samples", "mail_sample", "my_data", "privacy", "season_comparison", "season_report"}
OF_ALL |= {"admin:territories_territory_read", "access_tokens", "webhooks"}  # where what was given is taken back
NO_PAGES = re.compile(r"account_|mfa_|pdf|xlsx|csv|sheet|cards|preview|workbook|document$|convocation$|booklet$|fec")


def test_with_every_part_off_no_page_speaks_of_one_and_their_pages_are_gone(client, world):
    people, arguments = world
    assert set(WORDS) == PARTS
    Season.objects.update(**dict.fromkeys(PARTS, False))
    said, opened, seen = set(), {}, 0
    for role in ("participant", "organiser"):
        client.force_login(people[role])
        for name in set(MATRIX) - OF_ALL:
            if NO_PAGES.search(name):
                continue
            response = client.get(reverse(name, kwargs=arguments.get(name)))
            if GONE.search(name):
                opened[role, name] = response.status_code
            elif response.status_code == 200 and response.get("Content-Type", "").startswith("text/html"):
                seen += 1
                text = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
                said |= {
                    (name, part, found[0])
                    for part, words in WORDS.items()
                    if (found := re.search(f".{{0,30}}(?:{words})", text))
                }

    assert (seen > 80, len(opened) > 40) == (True, True)
    assert {key: status for key, status in opened.items() if status == 200} == {}
    assert sorted(said) == []

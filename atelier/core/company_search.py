"""The name of a legal person by its SIRET, in the free public search of companies, when COMPANY_SEARCH_URL is set.

Only the number leaves. Two seconds at most in all, then one does without; an answer is kept for a day, a silence for a
minute. One-person businesses are left out: theirs is somebody's name.
"""

import json
import logging
from typing import Any
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.core.cache import cache

from atelier.core.limits import Limit, count
from atelier.core.plain_text import one_line
from atelier.core.whole_answers import WholeAnswers

log = logging.getLogger(__name__)
IN_ALL = 2.0  # seconds
KEPT, SILENT = 24 * 3600, 60  # seconds
MAX_BYTES = 200_000
SEARCHES = Limit("company searches", 1000)
ONE_PERSON = "1"  # begins the legal category of natural persons (INSEE, level I)
_QUIET = "company-search:silent"


def name_of(siret: str) -> str:
    """Empty when it is unknown, when the search is off or silent, or when a thousand were made today."""
    if not settings.COMPANY_SEARCH_URL or cache.get(_QUIET):
        return ""
    kept: str | None = cache.get(f"company-search:{siret}")
    if kept is not None:
        return kept
    if not count(SEARCHES):
        return ""
    try:
        name = _name_in(_ask(siret), siret)
    except (requests.RequestException, ValueError, AttributeError, TypeError) as error:
        log.warning("The search of companies did not answer: %s.", type(error).__name__)
        cache.set(_QUIET, value=True, timeout=SILENT)
        return ""
    cache.set(f"company-search:{siret}", name, KEPT)
    return name


def _ask(siret: str) -> dict[str, Any]:
    """Raises RequestException or ValueError."""
    address = f"{settings.COMPANY_SEARCH_URL}?{urlencode({'q': siret, 'per_page': 1})}"
    body = b""
    with requests.Session() as session:
        for scheme in ("https://", "http://"):
            session.mount(scheme, WholeAnswers())
        with session.get(address, timeout=IN_ALL / 2, stream=True, allow_redirects=False) as response:
            if response.status_code != 200:
                raise requests.HTTPError(response.status_code)
            for part in response.iter_content(8192):
                body += part
                if len(body) > MAX_BYTES:
                    raise requests.RequestException("More than is read.")
    found = json.loads(body)
    return found if isinstance(found, dict) else {}


def _name_in(found: dict[str, Any], siret: str) -> str:
    """Of the company that has this very establishment."""
    for company in found.get("results", [])[:1]:
        places = [company.get("siege") or {}, *(company.get("matching_etablissements") or [])]
        is_person = str(company.get("nature_juridique") or "").startswith(ONE_PERSON)
        if siret in {place.get("siret") for place in places} and not is_person:
            return one_line(str(company.get("nom_raison_sociale") or company.get("nom_complet") or ""))[:250]
    return ""

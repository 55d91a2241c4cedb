"""Personal links pasted into a free text are refused: whoever reads the text would act in somebody else's place."""

import re
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError

from atelier.core.logs import SECRET_PATHS

MASK = "lien-personnel"  # what stands for the secret in a stored text: it opens nothing
REFUSED = (
    "Ce texte contient un lien personnel\u00a0: qui le lirait agirait à la place de quelqu’un. "
    "Retirez-le\u00a0; chacun reçoit le sien dans son propre courriel."
)
# A signed key, whatever the site that it is written for: « WzEs…:1vMx…:WA_9… » (django.core.signing).
_SIGNED = re.compile(r"/(?P<path>[\w-]+)/(?P<key>[\w-]+:[\w-]+:[\w-]{20,})")
_AFTER_HOST = re.compile(r"/(?:\S*=/)?(?P<path>[\w-]+)/(?P<key>[^\s/]+)")


def refuse_personal_links(text: object) -> None:
    """Raises ValidationError for a text that holds an address of this site which is the key of one person.

    A validator of every text column, see `plain_text.clean_columns`, and of the fields of forms that are no column.
    """
    if isinstance(text, str) and "/" in (plain := unquote(unquote(text))) and masked(plain) != plain:
        raise ValidationError(REFUSED, code="personal_link")


def masked(text: str) -> str:
    """The same with a word in the place of each such key."""
    host = urlsplit(settings.SITE_URL).netloc.lower()
    at = text.lower().find(host)
    while at >= 0:
        end = at + len(host)
        if found := _AFTER_HOST.match(text, end):
            text = text[:end] + _without_key(found) + text[found.end() :]
        at = text.lower().find(host, end)
    return _SIGNED.sub(_without_key, text)


def _without_key(found: re.Match[str]) -> str:
    is_key = found["path"].lower() in SECRET_PATHS and not found["key"].startswith(MASK)
    return found[0].removesuffix(found["key"]) + MASK if is_key else found[0]

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
_PATHS = "(?:" + "|".join(SECRET_PATHS) + ")"
# A signed key, whatever the site that it is written for: « WzEs…:1vMx…:WA_9… » (django.core.signing).
_SIGNED = re.compile(rf"(/{_PATHS}/)[\w-]+:[\w-]+:[\w-]{{20,}}", re.IGNORECASE)


def refuse_personal_links(text: object) -> None:
    """Raises ValidationError for a text that holds an address of this site which is the key of one person.

    A validator of every text column, see `plain_text.clean_columns`, and of the fields of forms that are no column.
    """
    if isinstance(text, str) and "/" in (plain := unquote(unquote(text))) and masked(plain) != plain:
        raise ValidationError(REFUSED, code="personal_link")


def masked(text: str) -> str:
    """The same with a word in the place of each such key."""
    host = re.escape(urlsplit(settings.SITE_URL).netloc)
    ours = re.compile(rf"({host}/(?:\S*=/)?{_PATHS}/)(?!{MASK}\b)[^\s/]+", re.IGNORECASE)
    return _SIGNED.sub(rf"\1{MASK}", ours.sub(rf"\1{MASK}", text))

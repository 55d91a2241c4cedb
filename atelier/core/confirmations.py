"""What is confirmed is what was shown: a page signs it, and its confirmation carries the signature.

For pages that do something to several people, or what cannot be undone. When what would be done differs from what was
signed (another audience, text, address or number, an account that came or went), the page is shown again.
"""

import hashlib
import json

from django.core import signing
from django.http import HttpRequest

FIELD = "shown"  # the hidden field of `includes/shown.html`
CHANGED = "Rien n’est fait\u00a0: ce qui est affiché a changé depuis que vous l’avez lu. Relisez, puis confirmez."


def _signer(request: HttpRequest) -> signing.Signer:
    """A signature is worth something on this page alone, to this reader alone."""
    return signing.Signer(salt=f"{__name__}:{request.user.pk}:{request.path}")


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def sign_shown(request: HttpRequest, content: object) -> str:
    """The signature of what a page shows: lists, dictionaries, texts, numbers, in an order that does not change."""
    return _signer(request).sign(_digest(content))


def is_what_was_shown(request: HttpRequest, content: object) -> bool:
    """Whether the confirmation that was sent is of this content."""
    try:
        return _signer(request).unsign(request.POST.get(FIELD, "")) == _digest(content)
    except signing.BadSignature:
        return False

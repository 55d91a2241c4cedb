"""Encryption of answers until their questionnaire closes.

AES-128-CBC with HMAC-SHA256 (Fernet), key derived from SECRET_KEY, those of SECRET_KEY_FALLBACKS still open. The
content is padded to `SIZE` bytes, and its timestamp is always zero: neither its length nor its time says whose it is.
"""

import base64
import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac

SIZE = 24_576  # bytes: twelve questions, four of them texts
LOST_KEY = (
    "Les réponses ne peuvent pas être ouvertes : la clé du serveur a changé. "
    "Remettez l’ancienne dans OLD_SECRET_KEYS, puis recommencez."
)


def _fernet(secret: str) -> Fernet:
    key = salted_hmac("sessions.evaluation.sealing", "answers", secret=secret, algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(values: dict[str, list[str]]) -> bytes:
    """The values of an answer by question, encrypted. Raises ValidationError for what does not fit in `SIZE`."""
    plain = json.dumps(values, ensure_ascii=False).encode()
    if len(plain) > SIZE:
        raise ValidationError("Vos réponses sont trop longues : raccourcissez vos textes.")
    return _fernet(settings.SECRET_KEY).encrypt_at_time(plain.ljust(SIZE), 0)


def unseal(content: bytes | memoryview) -> dict[str, list[str]]:
    """Raises ValidationError when no key of the server opens it."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    try:
        values: dict[str, list[str]] = json.loads(MultiFernet([_fernet(key) for key in keys]).decrypt(bytes(content)))
    except InvalidToken as error:
        raise ValidationError(LOST_KEY) from error
    return values

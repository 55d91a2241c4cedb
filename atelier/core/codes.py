"""Codes that people read and type: drawn at random, of letters and digits that cannot be read as another."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs: five bits each


def typed_code(text: str) -> str:
    """The signs of a code, whatever its case and the spaces, dashes and invisible characters between them."""
    return "".join(sign for sign in text.upper() if sign in ALPHABET)


def random_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))

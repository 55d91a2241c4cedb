"""Codes that people read and type: drawn at random, of letters and digits that cannot be read as another."""

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 32 signs: five bits each


def random_code(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))

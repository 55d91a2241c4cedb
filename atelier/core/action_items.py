"""Helpers of the action items that apps declare for the organisers' first page."""

from django.urls import reverse

MAX_NAMES = 6  # how many people a line names before it counts the others


def admin_url(name: str, *args: object, **query: object) -> str:
    """The address of a page of the administration, with its query string."""
    parameters = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"admin:{name}", args=args) + (f"?{parameters}" if parameters else "")


def names_in_words(people: list[str]) -> str:
    """« Zoé Vial, Ali Roy et 3 autres »."""
    if len(people) <= MAX_NAMES:
        return ", ".join(people)
    left = len(people) - MAX_NAMES + 1
    return f"{', '.join(people[: MAX_NAMES - 1])} et {left} autres"

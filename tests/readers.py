"""For each circle, who meets a text, and the pages where it may stand; the people are those of the fixture `cast`."""

from django.urls import reverse

PEOPLE = ["author", "fellow", "contact", "peer", "former peer", "facilitator", "organiser", "treasurer", "stranger"]
TERRITORY = {"author", "fellow", "contact"}
TEAM = {"facilitator", "organiser"}


def pages(triptych, *more):
    """Every page where the texts of a territory or a season may stand."""
    number = triptych.season.number
    return [
        reverse("space"),
        reverse("referential:territory", args=[triptych.pk]),
        reverse("referential:trajectory", args=[triptych.pk]),
        reverse("sessions:group", args=[number]),
        reverse("referential:library"),
        reverse("admin:index"),
        reverse("admin:regards"),
        *more,
    ]


def readers_of(client, cast, addresses, *canaries):
    """For each canary, who meets it on any of these pages."""
    found = {canary: set() for canary in canaries}
    for name, user in {**cast, "nobody": None}.items():
        if user:
            client.force_login(user)
        else:
            client.logout()
        seen = "".join(client.get(address).content.decode() for address in addresses)
        for canary in canaries:
            if canary in seen:
                found[canary].add(name)
    return found

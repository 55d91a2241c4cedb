"""One of two processes that send the same forms at the same instants: `python -m tests.core.double_click`.

The first that comes makes the account of both. Each says when it is ready, and is told when the first form leaves.
"""

import json
import sys
import time

import django

ROUNDS, BETWEEN = 12, 0.25  # forms, and seconds from one to the next


def main() -> None:
    django.setup()
    from django.test import Client  # noqa: PLC0415 - once Django is set up
    from django.urls import reverse  # noqa: PLC0415

    from atelier.accounts.models import User  # noqa: PLC0415

    user, _ = User.objects.get_or_create(email="o@example.org", defaults={"is_organiser": True})
    client = Client()
    client.force_login(user)
    client.get("/espace/")
    print("ready", flush=True)
    start, led = float(sys.stdin.readline()), []
    for number in range(ROUNDS):
        time.sleep(max(0.0, start + number * BETWEEN - time.time()))
        typed = {"name": f"Salle {number}", "address": "Lyon", "csrfmiddlewaretoken": f"page-{number}"}
        led.append(client.post(reverse("admin:seasons_venue_add"), typed).headers.get("Location"))
    print(json.dumps(led))


if __name__ == "__main__":
    main()

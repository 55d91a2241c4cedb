"""Fills the tables of the floor, thirty-six people, and signs somebody in: prints the key of the session."""

import os
from datetime import date, timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "tools.bench.baseline.settings"

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command

from tools.bench.baseline.models import Day, Person, Presence

call_command("migrate", run_syncdb=True, verbosity=0)
days = [
    Day.objects.create(date=date(2026, 10, 1) + timedelta(days=30 * rank), title=f"Jour {rank}") for rank in range(5)
]
for rank in range(36):
    person = Person.objects.create(name=f"Nom {rank}", position="Élue")
    Presence.objects.bulk_create(Presence(person=person, day=day, came=(rank + day.pk) % 3 > 0) for day in days)
user = User.objects.create(username="organisation", email="organisation@example.org")
store = SessionStore()
store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), "django.contrib.auth.backends.ModelBackend"
store[HASH_SESSION_KEY] = user.get_session_auth_hash()
store.create()
print(store.session_key)

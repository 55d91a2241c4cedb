"""Writes each page of each role, and each list and form of the administration, for a checker to read."""

import os
from pathlib import Path

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.access_matrix import MATRIX, ROLES

pytestmark = pytest.mark.django_db
FOLDER = "VALIDITY_FOLDER"


def test_pages_are_written(client, world, settings):
    """Each answer that is a page, under a name that says the address and the role."""
    settings.DEMO_MAILBOX = settings.MEDIA_ROOT / "mail"
    people, arguments = world
    for role in ROLES:
        addresses = {name: reverse(name, kwargs=arguments.get(name)) for name in MATRIX if name != "account_logout"}
        if role == "organiser":
            addresses |= tables()
        for name, address in addresses.items():
            if people[role]:
                client.force_login(people[role])
            response = client.get(address)
            if response.get("Content-Type", "").startswith("text/html") and response.content:
                file = Path(os.environ[FOLDER], f"{name.replace(':', '.')}-{role}-{response.status_code}.html")
                file.write_bytes(response.content)


def tables() -> dict[str, str]:
    found = {}
    for model in admin.site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        found[f"{label}_changelist"] = reverse(f"admin:{label}_changelist")
        found[f"{label}_add"] = reverse(f"admin:{label}_add")
        if row := model._base_manager.order_by("pk").first():
            found[f"{label}_change"] = reverse(f"admin:{label}_change", args=[row.pk])
    return found

"""Each page that a role is answered, and for the organiser each list and form of the administration."""

from collections.abc import Iterator

from django.contrib import admin
from django.http import HttpResponse
from django.urls import reverse

from tests.access_matrix import MATRIX


def pages(client, world, roles) -> Iterator[tuple[str, str, HttpResponse]]:
    """`(name of the address, role, answer)` for each answer that is a page."""
    people, arguments = world
    for role in roles:
        if people[role]:
            client.force_login(people[role])
        addresses = {name: reverse(name, kwargs=arguments.get(name)) for name in MATRIX if name != "account_logout"}
        for name, address in (addresses | (tables() if role == "organiser" else {})).items():
            response = client.get(address)
            if response.get("Content-Type", "").startswith("text/html") and response.content:
                yield name, role, response


def tables() -> dict[str, str]:
    found = {}
    for model in admin.site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        found[f"{label}_changelist"] = reverse(f"admin:{label}_changelist")
        found[f"{label}_add"] = reverse(f"admin:{label}_add")
        if row := model._base_manager.order_by("pk").first():
            found[f"{label}_change"] = reverse(f"admin:{label}_change", args=[row.pk])
    return found

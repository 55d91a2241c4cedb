import pytest
from django.utils import timezone

from atelier.api import tokens
from atelier.api.models import Scope


@pytest.fixture
def ask(client):
    """Ask the interface with a secret; the answer."""

    def ask_with(secret, path, **headers):
        return client.get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}", **headers})

    return ask_with


@pytest.fixture
def secret_of(organiser):
    """The secret of a new token of a season, for these scopes or all."""

    def issue(season, *scopes, ends_on=None):
        given = {"scopes": list(scopes or Scope.values), "ends_on": ends_on or timezone.localdate()}
        return tokens.issue(season=season, name="Site", by=organiser, **given)[1]

    return issue

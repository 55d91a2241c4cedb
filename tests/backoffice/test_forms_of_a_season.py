"""A form acts on the season that its page shows, whichever another tab has chosen meanwhile."""

import re
import sys
from pathlib import Path

import pytest
from django.urls import reverse

from atelier.core.declarations import WorkPage, declared
from atelier.seasons import chosen

pytestmark = pytest.mark.django_db
FORM = re.compile(r'<form [^>]*method="post"[^>]*>')
TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"


@pytest.fixture
def asked(monkeypatch):
    """The seasons that pages asked for."""
    found, requested = [], chosen.requested_season

    def requested_season(request):
        found.append(requested(request))
        return found[-1]

    for module in list(sys.modules.values()):
        if vars(module).get("requested_season") is requested:
            monkeypatch.setattr(module, "requested_season", requested_season)
    return found


def test_each_form_of_a_page_of_a_season_names_it(world, as_user, organiser, asked):
    client, drawn = as_user(organiser), set()
    for page in declared(WorkPage):
        asked.clear()
        answer = client.get(reverse(page.view))
        if asked:
            drawn |= {one.name for one in answer.templates if one.name and (TEMPLATES / one.name).is_file()}

    forms = {(name, form) for name in drawn for form in FORM.findall((TEMPLATES / name).read_text())}
    assert sorted((name, form) for name, form in forms if "action=" not in form) == []
    assert len(forms) > 20

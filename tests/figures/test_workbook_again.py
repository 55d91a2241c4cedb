"""The workbook of the messy season comes back as it went: no line moves a sum, a name or a presence."""

import pytest
from django.urls import reverse

from atelier.core.spreadsheets import write_xlsx
from tests.backoffice.workbook.desk import book_of, sent, told

pytestmark = pytest.mark.django_db


def test_what_is_read_back_unchanged_changes_nothing(as_user, messy):
    desk = as_user(messy.organiser)
    desk.post(reverse("admin:choose_season"), {"saison": messy.season.pk})
    book = book_of(messy.season)
    presence = book.pop("Présences")
    for part in (book, {"Présences": presence[:140]}):
        job = sent(desk, write_xlsx(part))
        assert (job.season, job.state, job.total) == (messy.season, "read", sum(len(one) - 1 for one in part.values()))
        assert [one for one in told(job) if one[3] or one[4]] == []


def test_a_name_that_two_territories_bear_is_told_apart_or_refused(as_user, messy):
    desk = as_user(messy.organiser)
    desk.post(reverse("admin:choose_season"), {"saison": messy.season.pk})
    titles, *lines = book_of(messy.season)["Contributions"]
    assert {line[0] for line in lines} == {"Val d’Essai (62)", "Val d’Essai (59)", "Lagune", "Quatre"}
    named = [line for line in lines if line[0].startswith("Val")]
    refused = [
        "Plusieurs territoires de la saison s’appellent «\u00a0Val d’Essai\u00a0»\u00a0: dites lequel, "
        "«\u00a0Val d’Essai (62)\u00a0», «\u00a0Val d’Essai (59)\u00a0»."
    ]

    job = sent(desk, write_xlsx({"Contributions": [titles, *(["Val d’Essai", *line[1:]] for line in named)]}))
    assert [one[4] for one in told(job)] == [refused, refused]

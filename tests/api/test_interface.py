"""The JSON interface: who may read, what of which season, in which form."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from openapi_spec_validator import OpenAPIV31SpecValidator

from atelier.api import interface, tokens
from atelier.api.models import AccessToken, Scope
from atelier.core.limits import Limit
from atelier.privacy import erasure
from atelier.seasons.models import Season
from contributions.models import Funding
from sessions.attendance.models import Closing
from tests.factories import (
    AttendanceFactory,
    ParticipantFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    triptych_of_six,
)

pytestmark = pytest.mark.django_db
PATHS = {
    "saison": Scope.SEASON,
    "journees": Scope.SEASON,
    "territoires": Scope.TERRITORIES,
    "personnes": Scope.PEOPLE,
    "presences": Scope.ATTENDANCE,
    "contributions": Scope.CONTRIBUTIONS,
}


@pytest.mark.parametrize("path", PATHS)
def test_what_is_asked_without_a_token_is_refused_in_json(client, ask, path):
    for answer in (client.get(f"/api/v1/{path}"), ask("atelier_inconnu", path)):
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert answer["WWW-Authenticate"] == 'Bearer realm="atelier"'
        assert answer.json()["status"] == 401
        assert answer["Cache-Control"] == "private, no-store"
        assert not answer.cookies


@pytest.mark.parametrize("path", PATHS)
def test_no_session_opens_the_interface(desk, path):
    assert desk.get(f"/api/v1/{path}").status_code == 401


@pytest.mark.parametrize(("path", "scope"), PATHS.items())
def test_a_token_opens_its_scopes_and_no_other(ask, secret_of, lived, path, scope):
    others = [one for one in Scope.values if one != scope]

    assert ask(secret_of(lived, scope), path).status_code == 200
    refused = ask(secret_of(lived, *others), path)
    assert (refused.status_code, refused.json()["title"]) == (403, "Hors de la portée du jeton")


def test_a_token_that_is_revoked_past_or_of_a_season_that_does_without_opens_nothing(ask, secret_of, season):
    revoked, past, without = (secret_of(season) for _ in range(3))
    by_secret = {one: tokens.recognise(one) for one in (revoked, past)}

    tokens.revoke(by_secret[revoked])
    AccessToken.objects.filter(pk=by_secret[past].pk).update(ends_on=timezone.localdate() - timedelta(days=1))

    assert [ask(one, "saison").status_code for one in (revoked, past, without)] == [401, 401, 200]
    Season.objects.update(opens_to_programs=False)
    assert ask(without, "saison").status_code == 401


def test_the_secret_is_kept_nowhere(secret_of, season):
    secret = secret_of(season)

    kept = json.dumps(list(AccessToken.objects.values()), default=str)
    assert secret not in kept
    assert secret.removeprefix(tokens.PREFIX) not in kept


def test_what_is_read_is_what_is_so(ask, secret_of, lived, triptych):
    secret = secret_of(lived)
    got = {path: ask(secret, path).json() for path in PATHS}
    day = got["journees"]["results"][0]
    (territory,) = got["territoires"]["results"]

    assert got["saison"]["number"] == lived.number
    assert [one["code"] for one in got["saison"]["categories"]] == ["elus", "agents", "operateurs"]
    assert (day["date"], day["status"]) == (str(timezone.localdate()), "planned")
    assert day["half_days"][0]["items"] == [
        {"starts_at": "10:00:00", "format": "peers", "title": "Entre pairs", "room": "Salle 2"}
    ]
    assert territory["name"] == str(triptych.territory)
    assert territory["panels"][0] == {"category": "elus", "seats": 2, "confirmed": 2, "invited": 0, "empty": 0}
    assert {one["last_name"] for one in got["personnes"]["results"]} == {
        one.last_name for one in triptych.participants.all()
    }
    assert got["presences"]["season"] == {"of": str(lived.number), "attended": 11, "expected": 12, "percent": 91}
    assert got["contributions"]["fundings_expected"] == "1000.50"
    assert got["contributions"]["fundings_received"] == "10.25"


def test_a_rate_of_fewer_than_five_people_is_withheld_and_cannot_be_computed(ask, secret_of, lived):
    """Three categories of two people: none is told, nor is one by subtraction from the whole."""
    rates = ask(secret_of(lived), "presences").json()

    assert {one["attended"] for one in rates["categories"]} == {None}
    assert [one["attended"] for one in rates["territories"]] == [11]
    assert rates["threshold"] == 5


def test_two_territories_of_one_name_are_two(ask, secret_of, lived, triptych):
    """Grouped by key: under one name, the presence of one would hide the absences of the other."""
    twin = triptych_of_six(season=lived, rank=2, territory__name=triptych.territory.name)
    for person in twin.participants.order_by("pk"):
        for half_day in lived.days.get().half_days.order_by("pk"):
            AttendanceFactory(participant=person, half_day=half_day, status="absent")

    rates = ask(secret_of(lived), "presences").json()["territories"]

    assert sorted((one["attended"], one["expected"]) for one in rates) == [(0, 12), (11, 12)]


def test_nothing_of_another_season_is_read(ask, secret_of, lived):
    other = triptych_of_six(season__number=77, season__theme="CANARI", territory__name="CANARI")
    other.participants.update(last_name="CANARI", position="CANARI", organisation="CANARI")
    add_days(other.season, timezone.localdate())[0].half_days.first().items.create(
        starts_at="10:00", format="peers", title="CANARI"
    )
    Funding.objects.create(season=other.season, name="CANARI", expected=Decimal("777777.77"))
    ours, theirs = secret_of(lived), secret_of(other.season)

    everything = {secret: "".join(ask(secret, path).text for path in PATHS) for secret in (ours, theirs)}
    assert "CANARI" in everything[theirs]
    assert "777777.77" in everything[theirs]
    assert "CANARI" not in everything[ours]
    assert "777777" not in everything[ours]
    pk = other.participants.order_by("pk").first().pk - 1
    assert "CANARI" not in ask(ours, f"personnes?after={pk}").text


def test_people_are_named_under_their_scope_alone_and_only_by_what_it_says(ask, secret_of, lived, triptych):
    one = triptych.participants.order_by("pk").first()
    type(one).objects.filter(pk=one.pk).update(last_name="Unetelle", phone="0102030405", email="secret@example.org")
    TriptychFactory(season=lived, submitted=True, people=2).participants.update(last_name="Candidat")
    ParticipantFactory(triptych=triptych, state="declined", seat=9, last_name="Partie")
    secret = secret_of(lived)

    texts = {path: ask(secret, path).text for path in PATHS}
    assert [path for path in PATHS if "Unetelle" in texts[path]] == ["personnes"]
    for hidden in ("0102030405", "secret@example.org", "Candidat", "Partie"):
        assert hidden not in "".join(texts.values())


def test_whoever_is_erased_is_not_read_any_more(ask, secret_of, lived, triptych, organiser):
    one = triptych.participants.order_by("pk").first()
    before = ask(secret_of(lived), "personnes").json()["results"]

    erasure.erase(email=one.email)
    after = ask(secret_of(lived), "personnes").json()["results"]
    assert [row for row in before if row not in after] == [next(row for row in before if row["id"] == one.pk)]


def test_a_list_is_read_page_by_page(ask, secret_of, lived):
    secret, found, path = secret_of(lived), [], "personnes?limit=4"
    sizes = []
    while path:
        page = ask(secret, path).json()
        sizes.append(len(page["results"]))
        found += [one["id"] for one in page["results"]]
        path = page["next"] and page["next"].rpartition("/api/v1/")[2]

    assert sizes == [4, 2]
    assert found == sorted(set(found))


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "after=-1", "after=99999999999999999999"])
def test_a_strange_page_is_refused_in_json(ask, secret_of, season, query):
    answer = ask(secret_of(season), f"personnes?{query}")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_what_did_not_change_is_not_sent_again(ask, secret_of, lived):
    secret = secret_of(lived)
    first = ask(secret, "journees")
    again = ask(secret, "journees", **{"If-None-Match": first["ETag"]})
    lived.days.update(title="Autre")

    assert (first["Cache-Control"], again.status_code, again.content) == ("private, no-cache", 304, b"")
    assert ask(secret, "journees", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_too_many_requests_are_refused_until_the_period_ends(ask, secret_of, season, monkeypatch):
    monkeypatch.setattr(interface, "REQUESTS", Limit("requests of a token", 2, timedelta(minutes=10)))
    secret, other = secret_of(season), secret_of(season)

    answers = [ask(secret, "saison") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 601
    assert answers[2].json()["status"] == 429
    assert ask(other, "saison").status_code == 200


@pytest.mark.parametrize("path", ["", "autre", "saison/", "saison/1"])
def test_an_unknown_address_is_said_in_json(client, path):
    answer = client.get(f"/api/v1/{path}")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, secret_of, season, method):
    answer = getattr(client, method)("/api/v1/saison", headers={"Authorization": f"Bearer {secret_of(season)}"})

    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")


def test_its_headers_alone_may_be_asked_for(client, secret_of, season):
    answer = client.head("/api/v1/saison", headers={"Authorization": f"Bearer {secret_of(season)}"})

    assert (answer.status_code, answer.content, bool(answer["ETag"])) == (200, b"", True)


def test_the_document_is_valid_and_says_every_answer(client):
    document = client.get("/api/v1/openapi.json").json()

    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")
    assert {path.rpartition("/")[2] for path in document["paths"]} == set(PATHS)
    for operations in document["paths"].values():
        assert set(operations) == {"get"}
        assert {"200", "401", "403", "404", "429"} <= set(operations["get"]["responses"])


def attended(day, people):
    """These people came, all of them, and the day is closed."""
    for person in people:
        for half_day in day.half_days.order_by("pk"):
            AttendanceFactory(participant=person, half_day=half_day, status="present")
    Closing.objects.create(day=day, author=UserFactory(is_organiser=True))


def shown(ask, secret):
    """What was attended, by group, as far as it is said."""
    rates = ask(secret, "presences").json()
    named = {("season", ""): rates["season"]}
    for name in ("categories", "territories", "days"):
        named |= {(name, one["of"]): one for one in rates[name]}
    return {key: one["attended"] or 0 for key, one in named.items()}


def test_two_answers_tell_no_more_than_one(ask, secret_of, triptych):
    """Programs ask again after each day: what was added is a rate too, and so is what is left of it."""
    season, secret = triptych.season, secret_of(triptych.season)
    six = list(triptych.participants.order_by("pk"))
    others = list(triptych_of_six(season=season, rank=2, territory__name="Zone").participants.order_by("pk"))
    ours, theirs = str(triptych.territory), "Zone"
    today = timezone.localdate()
    days = add_days(season, *(today - timedelta(days=ago) for ago in (4, 3, 2, 1)))
    attended(days[0], six + others)
    first = shown(ask, secret)
    assert first["territories", ours] == first["territories", theirs] == 12

    attended(days[1], six[:4] + others)  # four of one territory: told neither alone nor by what is left
    second = shown(ask, secret)
    assert second["season", ""] - first["season", ""] == 20
    assert [second["territories", one] - first["territories", one] for one in (ours, theirs)] == [0, 0]

    attended(days[2], six[:4])  # four of everybody
    third = shown(ask, secret)
    assert {key: value for key, value in third.items() if key[0] != "days"} == {
        key: value for key, value in second.items() if key[0] != "days"
    }

    attended(days[3], six + others)
    assert shown(ask, secret)["territories", ours] == 24

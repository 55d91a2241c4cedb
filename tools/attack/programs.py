"""The door of other programs: a token sent elsewhere than it belongs, one that opens nothing more, what one asked."""

from datetime import timedelta

from django.utils import timezone

from atelier.api import tokens
from atelier.api.models import AccessToken, Scope
from atelier.seasons.models import Season
from tests.factories import UserFactory, triptych_of_six
from tools.attack.servers import Stand
from tools.attack.tally import Tally
from tools.attack.visitor import Visitor

PATHS = ("saison", "journees", "territoires", "personnes", "presences", "contributions")
# Pages of a list that somebody may ask for; none is an error of the server.
PARTS = (
    "limit=-1",
    "limit=NaN",
    "limit=1e9",
    "limit=%00",
    f"limit={'9' * 4000}",
    "after=-1",
    f"after={2**63}",
    "after=x",
)


def ask_with_tokens(stand: Stand, tally: Tally) -> None:
    """Only the header of a standing token opens its season and its scopes, whatever else the request says."""
    ours, theirs = triptych_of_six().season, triptych_of_six(season__theme="CANARI").season
    full, few, revoked, past, shut = (
        _token(ours),
        _token(ours, Scope.SEASON),
        _token(ours),
        _token(ours),
        _token(theirs),
    )
    tokens.revoke(AccessToken.objects.get(pk=tokens.recognise(revoked).pk))
    AccessToken.objects.filter(pk=tokens.recognise(past).pk).update(ends_on=timezone.localdate() - timedelta(days=1))
    program = Visitor(stand)
    for path in PATHS:
        address, answer = f"/api/v1/{path}", _ask(program, path, full)
        tally.check(answer.status_code == 200 and "CANARI" not in answer.text, f"{path}: {answer.status_code}")
        known = {"If-None-Match": answer.headers.get("ETag", "")}
        for secret in (revoked, past, few[:-1], f"{few} x", ""):
            tally.check(_ask(program, path, secret, **known).status_code == 401, f"{path} opened by no token")
        wanted = 200 if path in {"saison", "journees"} else 403
        tally.check(_ask(program, path, few).status_code == wanted, f"{path}: a token opens another scope")
        tally.check(_ask(program, path, few, **known).status_code in {304, 403}, f"{path}: the ETag of another token")
        elsewhere = [program.get(f"{address}?access_token={few}"), program.get(address, Cookie=f"token={few}"),
                     program.get(address, Authorization=few), program.get(address, **{"X-Api-Key": few})]  # fmt: skip
        tally.check({one.status_code for one in elsewhere} == {401}, f"{path} opened by a token in another place")
        for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"):
            said = {"Authorization": f"Bearer {full}", "X-HTTP-Method-Override": "GET", "Origin": "https://a.example"}
            answer = program.http.request(method, f"{stand.address}{address}", headers=said, timeout=90)
            is_open = answer.status_code < 400 or "Access-Control-Allow-Origin" in answer.headers
            tally.check(not is_open, f"{method} {path}: {answer.status_code}")
    for part in PARTS:
        status = _ask(program, f"personnes?{part}", full).status_code
        tally.check(status in {400, 414}, f"{part[:20]}: {status}")
    tally.check("CANARI" in _ask(program, "saison", shut).text, "a token does not open its season")
    Season.objects.filter(pk=theirs.pk).update(opens_to_programs=False)
    tally.check(_ask(program, "saison", shut).status_code == 401, "a season that does without is read")
    for secret in (full, revoked, past, shut):
        tally.check(secret not in stand.logs(), "a log holds a token")


def _token(season: Season, *scopes: Scope) -> str:
    given = {"scopes": list(scopes or Scope.values), "ends_on": timezone.localdate()}
    return tokens.issue(season=season, name="Site", by=UserFactory(is_organiser=True), **given)[1]


def _ask(program: Visitor, path: str, secret: str, **headers: str):
    return program.get(f"/api/v1/{path}", Authorization=f"Bearer {secret}", **headers)

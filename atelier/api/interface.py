"""The JSON interface that other programs read: `/api/v1/`, a bearer token, one season a token.

Neither a session nor a cookie opens it. An answer has an ETag; a list has `limit` and, in `next`, the address of the
page that follows. Errors are JSON (RFC 9457).
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Query, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from atelier.api import content, schemas, tokens
from atelier.api.models import AccessToken, Scope
from atelier.core.limits import Limit, count, period_end
from atelier.core.links import absolute_url

REQUESTS = Limit("requests of a token", 600, timedelta(minutes=10))
TITLES = {400: "Requête invalide", 401: "Jeton absent ou invalide", 403: "Hors de la portée du jeton",
          404: "Introuvable", 405: "Méthode refusée", 429: "Trop de demandes"}  # fmt: skip


class TooManyRequests(Exception):
    """This token asked more than its share; it may ask again in so many seconds."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds


class AccessTokenAuth(HttpBearer):
    """The token of the header `Authorization: Bearer`, if it has this scope."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> AccessToken | None:
        """None for a secret that opens nothing. Raises HttpError (403) outside its scopes, TooManyRequests."""
        found = tokens.recognise(token)
        if found is None:
            return None
        if not count(REQUESTS, found.pk):
            raise TooManyRequests(int((period_end(REQUESTS, found.pk) - timezone.now()).total_seconds()) + 1)
        tokens.note_use(found)
        if self.scope not in found.scopes:
            raise HttpError(403, f"Ce jeton n’ouvre pas « {self.scope.value} ».")
        return found


class PageOf(Schema):
    """Which part of a list: `limit` rows, those that follow the row `after`."""

    limit: Annotated[int, Query(ge=1, le=100)] = 50
    after: Annotated[int, Query(ge=0, lt=2**63)] = 0


interface = NinjaAPI(
    title="Atelier",
    version="1",
    description="Lecture seule d’une saison, celle du jeton. Montants en euros, heures de Paris. "
    "600 demandes par jeton en dix minutes.",
    urls_namespace="api",
    docs_url=None,
    openapi_extra={"info": {"license": {"name": "MIT", "identifier": "MIT"}}},
)
ERRORS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 429), schemas.Problem)


def _read(path: str, scope: Scope, answer: type[Schema]) -> Callable:
    """A view of the interface at this path, for tokens of this scope."""
    return interface.get(
        path, auth=AccessTokenAuth(scope), response={200: answer, **ERRORS}, summary=str(scope.label).capitalize()
    )


@_read("saison", Scope.SEASON, schemas.SeasonOut)
def season(request: HttpRequest) -> schemas.SeasonOut:
    return content.season_out(_token(request).season)


@_read("journees", Scope.SEASON, schemas.DaysPage)
def days(request: HttpRequest, part: Query[PageOf]) -> dict:
    return _page(request, part, content.days_of(_token(request).season), content.day_out)


@_read("territoires", Scope.TERRITORIES, schemas.TerritoriesPage)
def territories(request: HttpRequest, part: Query[PageOf]) -> dict:
    return _page(request, part, content.territories_of(_token(request).season), content.territory_out)


@_read("personnes", Scope.PEOPLE, schemas.PeoplePage)
def people(request: HttpRequest, part: Query[PageOf]) -> dict:
    return _page(request, part, content.people_of(_token(request).season), content.person_out)


@_read("presences", Scope.ATTENDANCE, schemas.AttendanceOut)
def attendance(request: HttpRequest) -> schemas.AttendanceOut:
    return content.attendance_out(_token(request).season)


@_read("contributions", Scope.CONTRIBUTIONS, schemas.ContributionsOut)
def contributions(request: HttpRequest) -> schemas.ContributionsOut:
    return content.contributions_out(_token(request).season)


def _token(request: HttpRequest) -> AccessToken:
    token: AccessToken = request.auth  # type: ignore[attr-defined]  # what `AccessTokenAuth` found
    return token


def _page(request: HttpRequest, part: PageOf, rows: QuerySet, write: Callable[[Any], Schema]) -> dict:
    """By key, so that a row that goes meanwhile makes no other be missed."""
    found: list[Model] = list(rows.filter(pk__gt=part.after).order_by("pk")[: part.limit + 1])
    shown = found[: part.limit]
    more = f"{request.path}?limit={part.limit}&after={shown[-1].pk}" if len(found) > part.limit else ""
    return {"results": [write(row) for row in shown], "next": absolute_url(more) if more else None}


def problem(status: int, detail: str) -> HttpResponse:
    """An error in JSON."""
    said = schemas.Problem(title=TITLES.get(status, "Erreur"), status=status, detail=detail)
    response = HttpResponse(said.model_dump_json(), status=status, content_type="application/problem+json")
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="atelier"'
    return response


@interface.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(401, "Donnez un jeton en cours de validité dans l’en-tête « Authorization: Bearer … ».")


@interface.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, str(error))


@interface.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    names = ", ".join(sorted({str(one["loc"][-1]) for one in error.errors}))
    return problem(400, f"Ces paramètres ne conviennent pas : {names}.")


@interface.exception_handler(TooManyRequests)
def _too_many(request: HttpRequest, error: TooManyRequests) -> HttpResponse:
    response = problem(429, f"Ce jeton a beaucoup demandé : réessayez dans {error.seconds} secondes.")
    response["Retry-After"] = str(error.seconds)
    return response

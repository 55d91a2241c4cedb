"""The page of a season where organisers give tokens to other programs, and take them back."""

from django.contrib import admin, messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from atelier.api import open_data, tokens
from atelier.api.forms import TokenForm
from atelier.api.models import AccessToken
from atelier.core import pdf
from atelier.core.forms import call_or_form_error, get_row_or_404
from atelier.core.links import absolute_url
from atelier.core.permissions import require_permissions
from atelier.seasons.chosen import requested_season
from atelier.seasons.models import Season


@require_http_methods(["GET", "HEAD", "POST"])
def tokens_page(request):
    """The tokens of a season, those that stand first; the secret of a new one is told once, by the next page."""
    require_permissions(request, "api.change_accesstoken")
    season = requested_season(request)
    form = TokenForm(request.POST if "issue" in request.POST else None)
    if request.method == "POST" and _act(request, season, form):
        return redirect(f"{reverse('access_tokens')}?saison={season.pk}")
    rows = season.access_tokens.select_related("created_by").order_by("-created_at", "-pk")
    context = {
        **admin.site.each_context(request),
        "title": f"Autres programmes, saison {season.number}",
        "season": season,
        "form": form,
        "standing": [one for one in rows if not one.revoked_at and not one.is_over],
        "ended": [one for one in rows if one.revoked_at or one.is_over],
        "address": absolute_url(reverse("api:season").removesuffix("saison")),
        "document": reverse("api:openapi-json"),
    }
    return render(request, "admin/api/tokens.html", context)


@require_safe
def open_data_zip(request):
    """The open data of a season that is over, for whoever publishes them."""
    require_permissions(request, "api.change_accesstoken")
    season = requested_season(request)
    if season.status != Season.Status.ARCHIVED:
        raise Http404
    return pdf.content_response(open_data.package(season), name=f"donnees-ouvertes-saison-{season.number}.zip")


def _act(request: HttpRequest, season: Season, form: TokenForm) -> bool:
    """Whether what was asked is done."""
    if key := request.POST.get("revoke"):
        token = get_row_or_404(AccessToken.objects.filter(season=season), key)
        tokens.revoke(token)
        messages.success(request, f"Le jeton « {token} » n’ouvre plus rien.")
        return True
    if not form.is_valid():
        return False
    issued = call_or_form_error(form, tokens.issue, season=season, by=request.user, **form.cleaned_data)
    if issued is None:
        return False
    token, secret = issued
    messages.success(request, f"Jeton « {token} », à copier maintenant, il ne sera plus montré : {secret}")
    return True

"""The page of a season where organisers say which addresses are told of what, and read how it went."""

from django.contrib import admin, messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from atelier.core.forms import call_or_form_error, get_row_or_404, refusals_as_messages
from atelier.core.permissions import require_permissions
from atelier.seasons.chosen import requested_season
from atelier.seasons.models import Season
from atelier.webhooks import delivery, managing
from atelier.webhooks.forms import WebhookForm
from atelier.webhooks.models import Delivery, Webhook

SHOWN = 30  # deliveries
COPY_NOW = "à copier maintenant, il ne sera plus montré"


@require_http_methods(["GET", "HEAD", "POST"])
def webhooks_page(request):
    """The addresses of a season and the last deliveries; a secret is told once, by the next page."""
    require_permissions(request, "webhooks.change_webhook")
    season = requested_season(request)
    form = WebhookForm(request.POST if "add" in request.POST else None, instance=Webhook(season=season))
    if request.method == "POST" and _act(request, season, form):
        return redirect(f"{reverse('webhooks')}?saison={season.pk}")
    sent = Delivery.objects.filter(webhook__season=season).select_related("webhook")
    context = {
        **admin.site.each_context(request),
        "title": f"Signaux à d’autres programmes, saison {season.number}",
        "season": season,
        "form": form,
        "webhooks": season.webhooks.order_by("pk"),
        "deliveries": sent.order_by("-created_at", "-pk")[:SHOWN],
    }
    return render(request, "admin/webhooks/webhooks.html", context)


def _act(request: HttpRequest, season: Season, form: WebhookForm) -> bool:
    """Whether what was asked is done, or refused in a sentence of the next page."""
    if key := request.POST.get("again"):
        stopped = get_row_or_404(Delivery.objects.filter(webhook__season=season), key)
        if delivery.start_again(stopped):
            messages.success(request, "L’envoi recommence.")
        return True
    for name, verb in _ACTS.items():
        if key := request.POST.get(name):
            with refusals_as_messages(request):
                verb(request, get_row_or_404(season.webhooks.select_related("season"), key))
            return True
    return "add" in request.POST and form.is_valid() and _add(request, season, form)


def _add(request: HttpRequest, season: Season, form: WebhookForm) -> bool:
    added = call_or_form_error(form, managing.add, season=season, **form.cleaned_data)
    if added is None:
        return False
    messages.success(request, f"Adresse ajoutée. Son secret, {COPY_NOW} : {added.secret}")
    return True


def _try(request: HttpRequest, webhook: Webhook) -> None:
    managing.send_ping(webhook)
    messages.success(request, "Un signal d’essai part : rechargez la page pour lire la réponse.")


def _rotate(request: HttpRequest, webhook: Webhook) -> None:
    secret = managing.rotate(webhook)
    messages.success(request, f"Nouveau secret, {COPY_NOW} (celui d’avant signe encore un jour) : {secret}")


def _disable(request: HttpRequest, webhook: Webhook) -> None:
    managing.disable(webhook)
    messages.success(request, "Plus aucun signal ne part à cette adresse.")


def _enable(request: HttpRequest, webhook: Webhook) -> None:
    managing.enable(webhook)
    messages.success(request, "Les signaux repartent à cette adresse.")


_ACTS = {"try": _try, "rotate": _rotate, "disable": _disable, "enable": _enable}

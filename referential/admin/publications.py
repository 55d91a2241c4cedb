"""What was asked to become public, with the trace of each agreement; read by an organiser before anybody else."""

from django.contrib import admin, messages
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html

from atelier.core import confirmations
from atelier.core.admin_base import ReadOnlyAdmin, ReadOnlyInline
from atelier.core.forms import refusals_as_messages
from atelier.core.permissions import get_or_404
from atelier.seasons.admin import CurrentSeasonFilter
from referential import publication as publications
from referential.models import Consent, Publication

PUBLISH = "referential.change_publication"


class ConsentInline(ReadOnlyInline):
    model = Consent
    fields = ["user", "role", "answer", "answered_at"]


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["title", "kind", "triptych", "state", "asked_by", "asked_at", "settled_at", "reading"]
    list_filter = [CurrentSeasonFilter, "state"]
    list_select_related = ["triptych__territory", "triptych__season", "asked_by"]
    search_fields = ["title"]
    fields = readonly_fields = ("title", "kind", "triptych", "season", "state", "asked_by", "asked_at", "settled_at")
    inlines = [ConsentInline]

    def get_urls(self):
        page = self.admin_site.admin_view(_read_page)
        return [path("<int:pk>/relire/", page, name="read_publication"), *super().get_urls()]

    def get_list_display(self, request):
        """Read word by word by who may publish."""
        shown = super().get_list_display(request)
        return shown if request.user.has_perm(PUBLISH) else [one for one in shown if one != "reading"]

    @admin.display(description="relecture")
    def reading(self, publication):
        told = '<a href="{}">Relire<span class="visually-hidden">\u00a0: {}</span></a>'
        return format_html(told, reverse("admin:read_publication", args=[publication.pk]), publication.title)


def _read_page(request, pk):
    """Every word that would be public, and who agreed; then the organiser makes it public, or not."""
    rows = Publication.objects.select_related("triptych__territory", "season", "asked_by")
    found = get_or_404(request, rows.prefetch_related("consents__user"), pk, PUBLISH)
    content = [found.title, found.sections, found.state, [(one.user_id, one.answer) for one in found.consents.all()]]
    if request.method == "POST" and not confirmations.is_what_was_shown(request, content):
        messages.warning(request, confirmations.CHANGED)
    elif request.method == "POST":
        public = "public" in request.POST
        with refusals_as_messages(request):
            publications.publish(publication=found, public=public)
            messages.success(request, "Le texte est public." if public else "Le texte ne devient pas public.")
        return redirect("admin:referential_publication_changelist")
    context = {
        **admin.site.each_context(request),
        "title": f"Relire\u00a0: {found}",
        "publication": found,
        "sections": found.sections,
        "shown": confirmations.sign_shown(request, content),
    }
    return render(request, "admin/referential/read_publication.html", context)

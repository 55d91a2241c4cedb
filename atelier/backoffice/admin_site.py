from functools import wraps

from django.contrib import admin
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from atelier.backoffice import dashboard, deletion
from atelier.backoffice.list_lookups import ListLookupsMixin
from atelier.backoffice.reading_views import ReadingMixin
from atelier.backoffice.saved_filters import SavedFiltersMixin
from atelier.backoffice.season_choices import SeasonChoicesMixin
from atelier.core.edit_conflicts import EditConflictsMixin
from atelier.core.whole_rows import WholeRowMixin
from atelier.seasons.chosen import NoSeason, choose_season, chosen_season


class AtelierAdminSite(admin.AdminSite):
    """The organisers' workplace: Django's admin, whose first page is the current season."""

    site_header = "Atelier, organisation"
    site_title = "Organisation"
    index_title = "La saison"
    enable_nav_sidebar = False  # the first page leads everywhere; lists get the width
    index_template = "admin/cockpit.html"

    # Accounts are managed by their own page; the tables of libraries are not for hands.
    HIDDEN = {"account", "mfa", "socialaccount", "auth", "auditlog"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.disable_action("delete_selected")
        self.add_action(deletion.delete_selected)

    def register(self, model_or_iterable, admin_class=None, **options):
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        shown = [model for model in models if model._meta.app_label not in self.HIDDEN]
        admin_class = admin_class or admin.ModelAdmin
        rules = (ListLookupsMixin, SeasonChoicesMixin, EditConflictsMixin, WholeRowMixin, deletion.ShownDeletionMixin)
        bases = (SavedFiltersMixin, ReadingMixin, *rules, admin_class)
        watched = type(admin_class.__name__, bases, {"__module__": admin_class.__module__})
        super().register(shown, watched, **options)

    def has_permission(self, request):
        """Leaving asks for no proof."""
        leaving = request.path == reverse("admin:logout") and request.user.is_authenticated and request.user.holds_role
        return leaving or super().has_permission(request)

    def admin_view(self, view, cacheable=False):
        """A page about a season says, before the first one, what to do."""

        @wraps(view)
        def shown(request, *args, **kwargs):
            try:
                return view(request, *args, **kwargs)
            except NoSeason:
                context = {**self.each_context(request), "title": "Pas encore de saison"}
                return render(request, "admin/no_season.html", context)

        return super().admin_view(shown, cacheable)

    def index(self, request, extra_context=None):
        shown = dashboard.dashboard_context(request.user, chosen_season(request))
        return super().index(request, {**shown, **(extra_context or {})})

    def get_urls(self):
        pages = [
            path("composants/", self.admin_view(self.components), name="components"),
            path("saison/", self.admin_view(require_POST(_choose_season)), name="choose_season"),
        ]
        return [*pages, *super().get_urls()]

    def components(self, request):
        context = {**self.each_context(request), "title": "Composants", **dashboard.component_samples()}
        return render(request, "admin/components.html", context)


def _choose_season(request):
    """The pages that follow are of this season, until another is chosen or the session ends."""
    choose_season(request, request.POST.get("saison", ""))
    return redirect("admin:index")

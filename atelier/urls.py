import anymail.urls
from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from atelier.accounts.code_limits import limit_codes
from atelier.accounts.session_revocation import clear_site_data
from atelier.api import admin as programs
from atelier.backoffice.data_quality import views as data_quality
from atelier.backoffice.views import (
    address,
    impersonation,
    mail_samples,
    rehearsal,
    rollover,
    saved_filters,
    search,
    season_report,
)
from atelier.backoffice.workbook import views as workbook
from atelier.operations import health, metrics
from atelier.operations.demo import mailbox
from atelier.webhooks import admin as signals
from atelier.website import crawlers, keep_draft, my_address, my_data, my_space, own_address, public

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # the library asks for it
admin.site.logout = clear_site_data(admin.site.logout)  # type: ignore[assignment,method-assign]  # as above

urlpatterns = [
    path("", public.home, name="home"),
    path("saisons/", public.seasons, name="seasons"),
    path("saisons/<int:number>/", public.show_season, name="season"),
    path("referentiel/", public.referential, name="referential"),
    path("contact/", public.editable_page, {"slug": "contact"}, name="contact"),
    path("confidentialite/", public.editable_page, {"slug": "confidentialite"}, name="privacy"),
    path("mentions-legales/", public.editable_page, {"slug": "mentions-legales"}, name="legal"),
    path("accessibilite/", public.editable_page, {"slug": "accessibilite"}, name="accessibility"),
    path("favicon.ico", public.favicon, name="favicon"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
    path("saisons/<int:number>/apercu.png", crawlers.season_picture, name="season_picture"),
    path("aide/", public.guide_page, name="guides"),
    path("aide/<slug:role>/", public.guide_page, name="guide"),
    path("sante/", health.alive, name="alive"),
    path("sante/pret/", health.ready, name="ready"),
    path("sante/mesures/", metrics.metrics, name="metrics"),
    path("compte/mes-donnees/", my_data.my_data, name="my_data"),
    path("compte/mes-donnees/zip/", my_data.download, name="take_away"),
    path("compte/mes-donnees/confirmer/", my_data.prove, name="prove"),
    path("compte/adresse/", limit_codes(my_address.change_page, field="email"), name="my_address"),
    path("compte/adresse/code/", my_address.prove_page, name="prove_address"),
    path("invitation/<str:token>/adresse/", own_address.own_address_page, name="own_address"),
    path("invitation/<str:token>/adresse/preuve/", own_address.prove_page, name="prove_own_address"),
    path("compte/fermer-ailleurs/", my_data.revoke_other_sessions, name="leave_elsewhere"),
    path("espace/", my_space.my_space, name="space"),
    path("candidatures/<int:pk>/garder/", keep_draft.keep_page, name="keep_draft"),
    path("", include("territories.urls")),
    path("", include("referential.urls")),
    path("", include("sessions.urls")),
    path("", include("contributions.urls")),
    path("compte/", include("atelier.accounts.urls")),
    path("api/v1/", include("atelier.api.urls")),
    path("admin/signaux/", admin.site.admin_view(signals.webhooks_page), name="webhooks"),
    path("admin/donnees-ouvertes/", admin.site.admin_view(programs.open_data_zip), name="open_data"),
    path("admin/autres-programmes/", admin.site.admin_view(programs.tokens_page), name="access_tokens"),
    path("admin/saison-suivante/", admin.site.admin_view(rollover.rollover_page), name="next_season"),
    path("admin/repeter/", admin.site.admin_view(rehearsal.rehearsal_page), name="rehearse_season"),
    path("admin/recherche/", admin.site.admin_view(search.search_page), name="search"),
    path("admin/filtres/nommer/", admin.site.admin_view(saved_filters.name_page), name="name_filters"),
    path("admin/filtres/<int:pk>/", admin.site.admin_view(saved_filters.open_list), name="saved_filters"),
    path("admin/filtres/<int:pk>/changer/", admin.site.admin_view(saved_filters.change_page), name="change_filters"),
    path("admin/tous-les-courriels/", admin.site.admin_view(mail_samples.samples_page), name="mail_samples"),
    path(
        "admin/tous-les-courriels/<path:key>/",
        admin.site.admin_view(mail_samples.sample_html),
        name="mail_sample",
    ),
    path("admin/qualite/", admin.site.admin_view(data_quality.quality_page), name="quality"),
    path(
        "admin/reunir/<slug:kind>/<int:first>/<int:second>/",
        admin.site.admin_view(data_quality.merge_page),
        name="merge",
    ),
    path(
        "admin/adresse/<slug:kind>/<int:pk>/",
        admin.site.admin_view(address.address_page),
        name="change_address",
    ),
    path("admin/chiffres/", admin.site.admin_view(season_report.report_page), name="season_report"),
    path("admin/chiffres/chiffres.pdf", admin.site.admin_view(season_report.report_pdf), name="season_report_pdf"),
    path("admin/comparer-les-saisons/", admin.site.admin_view(season_report.comparison_page), name="season_comparison"),
    path("admin/chiffres/<slug:key>/", admin.site.admin_view(season_report.figure_page), name="figure"),
    path("admin/classeur/", admin.site.admin_view(workbook.workbook_page), name="workbook"),
    path("admin/classeur/export/", admin.site.admin_view(workbook.export), name="workbook_export"),
    path("admin/classeur/<int:pk>/", admin.site.admin_view(workbook.job_page), name="workbook_job"),
    path("admin/classeur/<int:pk>/ecrire/", admin.site.admin_view(workbook.apply), name="workbook_apply"),
    path("admin/classeur/<int:pk>/fichier/", admin.site.admin_view(workbook.job_file), name="workbook_file"),
    path("admin/voir-comme/<int:pk>/", admin.site.admin_view(impersonation.start_page), name="see_as"),
    path("espace/revenir/", impersonation.stop_page, name="stop_seeing_as"),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/courriels/", mailbox.messages, name="demo_mailbox"))

if settings.MAIL_PROVIDER:
    names = {f"{settings.MAIL_PROVIDER}_{kind}_webhook" for kind in ("tracking", "inbound")}
    hooks = [one for one in anymail.urls.urlpatterns if one.name in names]
    urlpatterns.append(path("courriels/suivi/", include(hooks)))

handler400 = "atelier.website.errors.bad_request"
handler403 = "atelier.website.errors.permission_denied"
handler404 = "atelier.website.errors.not_found"
handler500 = "atelier.website.errors.server_error"
handler429 = "atelier.core.limits.too_many_requests"  # read by the library that signs people in

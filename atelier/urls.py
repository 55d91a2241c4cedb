from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from atelier.accounts.leaving import leaves_nothing
from atelier.views import health, mailbox, my_data, next_season, public, search, seen_as, space, upkeep, workbook

admin.site.login = secure_admin_login(admin.site.login)
admin.site.logout = leaves_nothing(admin.site.logout)

urlpatterns = [
    path("", public.home, name="home"),
    path("saisons/", public.seasons, name="seasons"),
    path("saisons/<int:number>/", public.season, name="season"),
    path("referentiel/", public.referential, name="referential"),
    path("contact/", public.page, {"slug": "contact"}, name="contact"),
    path("confidentialite/", public.page, {"slug": "confidentialite"}, name="privacy"),
    path("mentions-legales/", public.page, {"slug": "mentions-legales"}, name="legal"),
    path("accessibilite/", public.page, {"slug": "accessibilite"}, name="accessibility"),
    path("favicon.ico", public.favicon, name="favicon"),
    path("aide/", public.guide_page, name="guides"),
    path("aide/<slug:role>/", public.guide_page, name="guide"),
    path("sante/", health.alive, name="alive"),
    path("sante/pret/", health.ready, name="ready"),
    path("compte/mes-donnees/", my_data.my_data, name="my_data"),
    path("compte/mes-donnees/zip/", my_data.take_away, name="take_away"),
    path("compte/mes-donnees/confirmer/", my_data.prove, name="prove"),
    path("compte/fermer-ailleurs/", my_data.leave_elsewhere, name="leave_elsewhere"),
    path("espace/", space.space, name="space"),
    path("", include("territories.urls")),
    path("", include("referential.urls")),
    path("", include("sessions.urls")),
    path("", include("contributions.urls")),
    path("compte/", include("atelier.accounts.urls")),
    path("admin/saison-suivante/", admin.site.admin_view(next_season.next_season_page), name="next_season"),
    path("admin/recherche/", admin.site.admin_view(search.search_page), name="search"),
    path("admin/qualite/", admin.site.admin_view(upkeep.quality_page), name="quality"),
    path("admin/reunir/<slug:kind>/<int:first>/<int:second>/", admin.site.admin_view(upkeep.merge_page), name="merge"),
    path("admin/classeur/", admin.site.admin_view(workbook.workbook_page), name="workbook"),
    path("admin/classeur/export/", admin.site.admin_view(workbook.export), name="workbook_export"),
    path("admin/classeur/<int:pk>/", admin.site.admin_view(workbook.job_page), name="workbook_job"),
    path("admin/classeur/<int:pk>/ecrire/", admin.site.admin_view(workbook.apply), name="workbook_apply"),
    path("admin/classeur/<int:pk>/fichier/", admin.site.admin_view(workbook.job_file), name="workbook_file"),
    path("admin/voir-comme/<int:pk>/", admin.site.admin_view(seen_as.begin), name="see_as"),
    path("espace/revenir/", seen_as.stop, name="stop_seeing_as"),
    path("admin/", admin.site.urls),
]
if settings.DEMO:
    urlpatterns.append(path("demo/courriels/", mailbox.messages, name="demo_mailbox"))

if settings.MAIL_PROVIDER:
    urlpatterns.append(path("courriels/suivi/", include("anymail.urls")))

handler403 = "atelier.views.errors.permission_denied"
handler404 = "atelier.views.errors.not_found"

from django.urls import path

from sessions import day_page, facilitation_page, season_page
from sessions.attendance import views as attendance_views
from sessions.day_lists import views as day_lists_views
from sessions.documents import views as documents_views
from sessions.evaluation import views as evaluation_views
from sessions.exchanges.views import directory, peers
from sessions.facilitation import views as facilitation_views
from sessions.programme import views as programme_views
from sessions.shared_files import views as shared_files_views
from sessions.undertakings import views as undertakings_views

app_name = "sessions"

urlpatterns = [
    path("convocations/<slug:number>.pdf", documents_views.convocation, name="convocation"),
    path("attestations/<slug:number>.pdf", documents_views.attestation, name="attestation"),
    path("attestations/verifier/", documents_views.verify, name="verify"),
    path("saisons/<int:number>/calendrier/", programme_views.season_calendar, name="calendar"),
    path("saisons/<int:number>/calendrier.ics", programme_views.season_feed, name="season_feed"),
    path("saisons/<int:number>/journees/<int:day_number>/", day_page.show_day, name="day"),
    path("espace/saisons/<int:number>/", season_page.show_group, name="group"),
    path("espace/saisons/<int:number>/annuaire/", directory.show_directory, name="directory"),
    path("espace/evaluations/<int:pk>/", evaluation_views.evaluation, name="evaluation"),
    path("avis/<str:token>/", evaluation_views.personal_evaluation, name="personal_evaluation"),
    path("espace/animation/", facilitation_page.my_facilitation, name="facilitation"),
    path("disponibilites/<str:token>/", facilitation_views.personal_availability, name="personal_availability"),
    path("animation/<slug:number>.pdf", documents_views.facilitation_document, name="facilitation_document"),
    path("espace/annuaire/<int:pk>/", directory.share, name="share"),
    path("espace/questions/<int:pk>/", peers.question, name="question"),
    path("espace/questions/adresser/<int:pk>/", peers.address, name="address_question"),
    path("espace/engagements/<int:pk>/", undertakings_views.show_undertaking, name="undertaking"),
    path("espace/territoires/<int:pk>/livret/", documents_views.issue_booklet, name="issue_booklet"),
    path("fichiers/<int:pk>/", shared_files_views.shared_file, name="shared_file"),
    path("fichiers/<int:pk>/<int:number>/", shared_files_views.file_version, name="file_version"),
    path("livrets/<slug:number>.pdf", documents_views.booklet, name="booklet"),
    path("agenda/<str:token>.ics", programme_views.feed, name="feed"),
    path("espace/agenda/", programme_views.make_feed, name="make_feed"),
    path("candidatures/<int:pk>/territoire/agenda/", programme_views.make_territory_feed, name="make_territory_feed"),
    path("espace/venue/<int:participant>/<int:day>/", day_lists_views.coming, name="coming"),
    path("espace/absence/<int:participant>/<int:day>/", attendance_views.absence, name="absence"),
]

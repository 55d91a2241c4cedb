from django.urls import path

from sessions import season_page
from sessions.attendance import views
from sessions.documents import views
from sessions.exchanges.views import directory, peers
from sessions.programme import views

app_name = "sessions"

urlpatterns = [
    path("convocations/<slug:number>.pdf", views.convocation, name="convocation"),
    path("attestations/<slug:number>.pdf", views.attestation, name="attestation"),
    path("attestations/verifier/", views.verify, name="verify"),
    path("saisons/<int:number>/calendrier/", views.season_calendar, name="calendar"),
    path("saisons/<int:number>/calendrier.ics", views.season_feed, name="season_feed"),
    path("saisons/<int:number>/journees/<int:day_number>/", views.day, name="day"),
    path("espace/saisons/<int:number>/", season_page.season, name="group"),
    path("espace/saisons/<int:number>/annuaire/", directory.season, name="directory"),
    path("espace/annuaire/<int:pk>/", directory.share, name="share"),
    path("espace/questions/<int:pk>/", peers.question, name="question"),
    path("espace/questions/adresser/<int:pk>/", peers.address, name="address_question"),
    path("espace/territoires/<int:pk>/livret/", views.issue_booklet, name="issue_booklet"),
    path("livrets/<slug:number>.pdf", views.booklet, name="booklet"),
    path("agenda/<str:token>.ics", views.feed, name="feed"),
    path("espace/agenda/", views.make_feed, name="make_feed"),
    path("candidatures/<int:pk>/territoire/agenda/", views.make_territory_feed, name="make_territory_feed"),
    path("espace/absence/<int:participant>/<int:day>/", views.absence, name="absence"),
]

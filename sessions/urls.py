from django.urls import path

from sessions.views import days, directory, sharing

app_name = "sessions"

urlpatterns = [
    path("convocations/<slug:number>.pdf", days.convocation, name="convocation"),
    path("attestations/<slug:number>.pdf", days.attestation, name="attestation"),
    path("attestations/verifier/", days.verify, name="verify"),
    path("saisons/<int:number>/calendrier/", days.season_calendar, name="calendar"),
    path("saisons/<int:number>/calendrier.ics", days.season_feed, name="season_feed"),
    path("saisons/<int:number>/journees/<int:day_number>/", days.day, name="day"),
    path("espace/saisons/<int:number>/", sharing.season, name="group"),
    path("espace/saisons/<int:number>/annuaire/", directory.season, name="directory"),
    path("espace/annuaire/<int:pk>/", directory.share, name="share"),
    path("espace/questions/<int:pk>/", sharing.question, name="question"),
    path("espace/questions/adresser/<int:pk>/", sharing.address, name="address_question"),
    path("espace/territoires/<int:pk>/livret/", sharing.issue_booklet, name="issue_booklet"),
    path("livrets/<slug:number>.pdf", sharing.booklet, name="booklet"),
    path("agenda/<str:token>.ics", days.feed, name="feed"),
    path("espace/agenda/", days.make_feed, name="make_feed"),
    path("candidatures/<int:pk>/territoire/agenda/", days.make_territory_feed, name="make_territory_feed"),
    path("espace/absence/<int:participant>/<int:day>/", days.absence, name="absence"),
]

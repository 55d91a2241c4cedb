from django.urls import path

from sessions import views

app_name = "sessions"

urlpatterns = [
    path("convocations/<slug:number>.pdf", views.convocation, name="convocation"),
]

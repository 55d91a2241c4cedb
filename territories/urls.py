from django.urls import path

from territories import views

app_name = "territories"

urlpatterns = [
    path("candidatures/nouvelle/", views.start, name="start"),
    path("candidatures/<int:pk>/", views.application, name="application"),
    path("candidatures/<int:pk>/resume.pdf", views.summary_pdf, name="summary_pdf"),
    path("candidatures/<int:pk>/equipe/", views.team, name="team"),
    path("candidatures/<int:pk>/equipe/<int:contact>/retirer/", views.remove_colleague, name="remove_colleague"),
    path("candidatures/<int:pk>/equipe/<int:contact>/confier/", views.hand_over, name="hand_over"),
    path("candidatures/<int:pk>/triptyque/tableau/", views.people, name="people"),
    path("candidatures/<int:pk>/<slug:step>/", views.step, name="step"),
    path("candidatures/<int:pk>/triptyque/<slug:code>/<int:number>/", views.seat, name="seat"),
    path("candidatures/<int:pk>/triptyque/<slug:code>/<int:number>/liberer/", views.empty_seat, name="empty_seat"),
    path("candidatures/<int:pk>/triptyque/<slug:code>/<int:number>/inviter/", views.invite_again, name="invite_again"),
    path(
        "candidatures/<int:pk>/triptyque/<slug:code>/<int:number>/titulaire/", views.change_holder, name="change_holder"
    ),
    path("invitation/<str:token>/", views.answer_invitation, name="invitation"),
]

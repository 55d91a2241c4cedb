from django.urls import path

from territories.views import alumni, people, perimeter, personal, steps, team

app_name = "territories"

urlpatterns = [
    path("candidatures/nouvelle/", steps.start, name="start"),
    path("candidatures/<int:pk>/", steps.application, name="application"),
    path("candidatures/<int:pk>/resume.pdf", steps.summary_pdf, name="summary_pdf"),
    path("candidatures/<int:pk>/equipe/", team.team, name="team"),
    path("candidatures/<int:pk>/equipe/<int:contact>/retirer/", team.remove_colleague, name="remove_colleague"),
    path("candidatures/<int:pk>/equipe/<int:contact>/confier/", team.hand_over, name="hand_over"),
    path("candidatures/<int:pk>/territoire/perimetre/", perimeter.perimeter, name="perimeter"),
    path("candidatures/<int:pk>/triptyque/tableau/", people.people, name="people"),
    path("candidatures/<int:pk>/triptyque/sieges/", people.ask_seats, name="ask_seats"),
    path("candidatures/<int:pk>/<slug:step>/", steps.step, name="step"),
    path("candidatures/<int:pk>/triptyque/<slug:code>/<int:number>/", people.seat, name="seat"),
    path("candidatures/<int:pk>/triptyque/<slug:code>/<int:number>/liberer/", people.empty_seat, name="empty_seat"),
    path("candidatures/<int:pk>/triptyque/<slug:code>/<int:number>/inviter/", people.invite_again, name="invite_again"),
    path(
        "candidatures/<int:pk>/triptyque/<slug:code>/<int:number>/titulaire/",
        people.change_holder,
        name="change_holder",
    ),
    path("invitation/<str:token>/", personal.answer_invitation, name="invitation"),
    path("anciens/", alumni.alumni_page, name="alumni"),
    path("anciens/<int:pk>/ecrire/", alumni.write_to_alumnus, name="write_to_alumnus"),
    path("anciens/accord/<int:pk>/", alumni.own_agreement, name="alumni_agreement"),
    path("rester-en-lien/<str:token>/", alumni.personal_agreement, name="personal_alumni"),
]

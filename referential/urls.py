from django.urls import path

from referential.views import experience, grid, publication, self_assessment, territory, trajectory

app_name = "referential"

urlpatterns = [
    path("referentiel/grille/", grid.grid, name="grid"),
    path("referentiel/grille/<int:version>/", grid.grid, name="grid_version"),
    path("referentiel/grille/<int:version>.pdf", grid.printed, name="grid_pdf"),
    path("espace/positionnement/<int:pk>/", self_assessment.see_round, name="round"),
    path("espace/positionnement/<int:pk>/envoyer/", self_assessment.submit, name="submit"),
    path("espace/positionnement/<int:pk>/corriger/", self_assessment.correct, name="correct"),
    path("espace/positionnement/<int:pk>/<slug:stake>/", self_assessment.step, name="step"),
    path("espace/territoires/<int:pk>/", territory.territory, name="territory"),
    path("espace/territoires/<int:pk>/regards/<int:assessment_round>/", territory.see_regards, name="regards"),
    path("espace/territoires/<int:pk>/position/<int:assessment_round>/", territory.common, name="common"),
    path(
        "espace/territoires/<int:pk>/position/<int:assessment_round>/<slug:code>/",
        territory.common_dimension,
        name="common_dimension",
    ),
    path("espace/territoires/<int:pk>/trajectoire/", trajectory.show, name="trajectory"),
    path("espace/territoires/<int:pk>/trajectoire/recit/", trajectory.story, name="story"),
    path("espace/territoires/<int:pk>/trajectoire/modele/", trajectory.economic_model, name="economic_model"),
    path("espace/territoires/<int:pk>/trajectoire/ajouter/<slug:kind>/", trajectory.add_entry, name="add_entry"),
    path("espace/etapes/<int:pk>/", trajectory.change_entry, name="change_entry"),
    path("espace/etapes/<int:pk>/supprimer/", trajectory.erase_entry, name="erase_entry"),
    path("espace/territoires/<int:pk>/experiences/ajouter/", experience.add, name="add_experience"),
    path("espace/experiences/<int:pk>/", experience.show, name="experience"),
    path("espace/experiences/<int:pk>/modifier/", experience.change, name="change_experience"),
    path("espace/experiences/<int:pk>/supprimer/", experience.erase, name="erase_experience"),
    path("espace/publier/<slug:kind>/<int:pk>/", publication.ask, name="ask_publication"),
    path("espace/publier/<slug:kind>/<int:pk>/retirer/", publication.take_back, name="take_back"),
    path("espace/accords/<int:pk>/", publication.consent, name="consent"),
    path("bibliotheque/", publication.library, name="library"),
    path("bibliotheque/<int:pk>/", publication.publication, name="publication"),
]

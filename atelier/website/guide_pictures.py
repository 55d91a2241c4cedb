"""The pictures of the guide: `make pictures` takes them, this says what they show."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """`alt` stands for the picture where it is not seen; a picture of a phone is tall."""

    path: str
    alt: str
    caption: str
    is_phone: bool = False

    @property
    def width(self) -> int:
        return 390 if self.is_phone else 1200

    @property
    def height(self) -> int:
        return 720 if self.is_phone else 750


PICTURES = {
    "presences": Picture(
        "img/guide/presences.webp",
        "La grille des présences d’une journée",
        "La grille d’une journée",
    ),
    "regards": Picture(
        "img/guide/regards.webp",
        "Les regards de la saison : avancement et divergences par dimension",
        "Ce que la saison donne à voir",
    ),
    "saison": Picture(
        "img/guide/saison.webp",
        "La première page : le chemin de cinq journées, les tâches pressées à gauche, ce qui manque à droite",
        "La première page de l’organisation",
    ),
    "retroplanning": Picture(
        "img/guide/retroplanning.webp",
        "La liste des tâches par urgence, chacune avec sa date, son repère, la personne à qui elle "
        "est confiée et le bouton C’est fait",
        "En retard, urgent d’ici trois jours, bientôt d’ici huit jours, plus tard",
    ),
    "etude": Picture(
        "img/guide/etude.webp",
        "Les candidatures en colonnes avec les notes par critère et la présélection",
        "Les candidatures, côte à côte",
    ),
    "qualite": Picture(
        "img/guide/qualite.webp",
        "La page de la qualité des données : chaque ligne avec son champ à corriger",
        "Ce qui cloche, et de quoi le corriger",
    ),
    "documents": Picture(
        "img/guide/documents.webp",
        "La page des documents : pour chaque journée, les convocations émises et ce qui a changé depuis",
        "Les documents de la saison",
    ),
    "classeur": Picture(
        "img/guide/classeur.webp",
        "La page du classeur : sortir tout ou une feuille, faire entrer un fichier",
        "Sortir, faire entrer",
    ),
    "espace": Picture(
        "img/guide/espace.webp",
        "Mon espace sur un téléphone : la prochaine journée",
        "Mon espace",
        is_phone=True,
    ),
    "positions": Picture(
        "img/guide/positions.webp",
        "Une dimension de la grille et ses cinq niveaux, sur un téléphone",
        "Une dimension, cinq niveaux",
        is_phone=True,
    ),
    "candidature": Picture(
        "img/guide/candidature.webp",
        "L’étape du triptyque : trois panneaux de deux sièges",
        "Le triptyque, siège par siège",
    ),
    "budget": Picture(
        "img/guide/budget.webp",
        "Le budget : un tableau et des barres par territoire",
        "Le budget",
    ),
}

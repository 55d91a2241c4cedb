"""The questions that a new questionnaire asks: of a day (à chaud), of a season ninety days later (à froid)."""

from sessions.evaluation.models import Questionnaire

Asked = tuple[str, str, list[str]]  # the kind, the words, the choices

_YES = ["oui", "en partie", "non", "trop tôt pour le dire"]

OF_DAY: tuple[Asked, ...] = (
    ("scale", "Cette journée vous a-t-elle été utile ?", []),
    ("scale", "Avez-vous pu parler et être entendu ?", []),
    ("scale", "L’accueil, le lieu et le rythme vous ont-ils convenu ?", []),
    ("choice", "Repartez-vous avec quelque chose à essayer ?", _YES),
    (
        "several",
        "Qu’est-ce qui vous a le plus apporté ?",
        ["les échanges entre pairs", "les apports", "la visite", "le temps en territoire", "les temps informels"],
    ),
    ("text", "Que faut-il garder ?", []),
    ("text", "Que faut-il changer ?", []),
)

OF_DAY_FOR_FACILITATORS: tuple[Asked, ...] = (
    ("scale", "La journée s’est-elle passée comme vous l’aviez préparée ?", []),
    ("scale", "Aviez-vous ce qu’il faut : salles, matériel, consignes ?", []),
    ("scale", "Chacun a-t-il pu prendre part ?", []),
    ("text", "Que faut-il garder ?", []),
    ("text", "Que faut-il changer ?", []),
)

_OF_PARTICIPANTS: tuple[Asked, ...] = (
    ("scale", "Avec le recul, la saison vous a-t-elle été utile ?", []),
    ("scale", "Vos objectifs de départ sont-ils atteints ?", []),
    ("scale", "Recommanderiez-vous l’atelier à un autre territoire ?", []),
    ("choice", "Avez-vous mis en pratique ce que vous avez appris ?", _YES),
    (
        "several",
        "Qu’est-ce qui a changé sur votre territoire ?",
        ["la coopération", "un projet lancé", "une décision prise", "des relations nouvelles", "rien encore"],
    ),
    ("text", "Racontez ce qui a changé.", []),
    ("text", "Qu’est-ce qui vous a manqué ?", []),
)

_OF_CONTACTS: tuple[Asked, ...] = (
    ("scale", "Avec le recul, la saison a-t-elle été utile à votre territoire ?", []),
    ("scale", "Saviez-vous à temps ce que l’on attendait de vous ?", []),
    ("scale", "Recommanderiez-vous l’atelier à un autre territoire ?", []),
    ("choice", "Le temps demandé à votre structure était-il tenable ?", ["oui", "en partie", "non"]),
    ("text", "Qu’est-ce qui a changé dans votre structure ?", []),
    ("text", "Que faut-il simplifier ?", []),
)

_OF_FACILITATORS: tuple[Asked, ...] = (
    ("scale", "Le programme a-t-il tenu ce qu’il promettait ?", []),
    ("scale", "Aviez-vous ce qu’il faut pour préparer les journées ?", []),
    ("scale", "Les territoires ont-ils avancé ?", []),
    ("text", "Que faut-il garder ?", []),
    ("text", "Que faut-il changer ?", []),
)

_OF_FUNDERS: tuple[Asked, ...] = (
    ("scale", "La saison répond-elle à ce que vous en attendiez ?", []),
    ("scale", "Les bilans reçus vous ont-ils été utiles ?", []),
    ("choice", "Soutiendriez-vous une nouvelle saison ?", ["oui", "peut-être", "non"]),
    ("text", "Qu’aimeriez-vous voir évoluer ?", []),
)

_Audience = Questionnaire.Audience
OF_SEASON: dict[str, tuple[Asked, ...]] = {
    _Audience.PARTICIPANTS: _OF_PARTICIPANTS,
    _Audience.CONTACTS: _OF_CONTACTS,
    _Audience.FACILITATORS: _OF_FACILITATORS,
    _Audience.FUNDERS: _OF_FUNDERS,
}
TITLES: dict[str, str] = {
    _Audience.PARTICIPANTS: "Votre avis sur la saison, avec le recul",
    _Audience.CONTACTS: "Votre avis de référent sur la saison",
    _Audience.FACILITATORS: "Votre avis d’animation sur la saison",
    _Audience.FUNDERS: "Votre avis de financeur sur la saison",
}

"""The questions that a new questionnaire asks: of a day (à chaud), of a season ninety days later (à froid)."""

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

OF_SEASON: tuple[Asked, ...] = (
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

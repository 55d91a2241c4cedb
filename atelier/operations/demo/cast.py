"""The cast of the demo: every person, territory and number here is invented.

SIRET numbers have valid check digits on a prefix that is not attributed; addresses are @example.org.
"""

from typing import Any

WORKSHOP = {
    "publisher": "Association de démonstration",
    "legal_form": "association loi 1901",
    "address": "12 rue de l’Exemple\n75000 Paris",
    "siret": "99990001200017",
    "email": "atelier@example.org",
    "phone": "0199000001",
    "publication_director": "Solène Marchais",
    "host": "Hébergeur de démonstration\n1 place du Serveur\n75000 Paris",
    "data_protection": "donnees@example.org",
    "signatory": "Solène Marchais",
    "signatory_title": "coordinatrice de l’atelier",
}

STAFF = [
    ("organisation@example.org", "Solène", "Marchais", "is_organiser"),
    ("tresorerie@example.org", "Hédi", "Belkacem", "is_treasurer"),
    ("animation@example.org", "Irène", "Vautrin", "is_facilitator"),
]

CONTACT = ("contact@example.org", "Maud", "Le Bihan")
CONTACT_POSITION = "chargée de mission"
CRITERIA = [
    ("Une dynamique réelle et partagée", 3),
    ("Un triptyque complet et disponible", 2),
    ("Ce que le territoire apporte aux autres", 2),
]

LEAVING: dict[str, Any] = {
    "last_name": "Kermarrec",
    "successor": {
        "reason": "Tanguy Kermarrec quitte le conseil municipal.",
        "first_name": "Soizic",
        "last_name": "Le Floc’h",
        "position": "conseillère municipale",
        "organisation": "Ploumargat",
        "email": "soizic.le.floch@example.org",
    },
}

# They have not answered their invitation yet.
NEEDS: dict[str, tuple[list[str], str]] = {
    "Rouquette": (["near_door", "large_print"], ""),
    "Peyrache": (["hearing_loop"], "Un siège près de qui parle."),
}
# What they eat at the next lunch: choice, words of « autre », allergy. Zoé Maréchal has not answered.
MEALS: dict[str, tuple[str, str, str]] = {
    "Ferrandier": ("anything", "", ""),
    "Peyrache": ("vegetarian", "", ""),
    "d’Hauterive": ("no_gluten", "", ""),
    "Saïdi": ("no_pork", "", ""),
    "Roux": ("anything", "", "fruits à coque"),
    "Thévenin": ("anything", "", ""),
    "Lacombe": ("other", "ni lait ni œufs", ""),
    "N’Guessan": ("no_meal", "", ""),
}
IMAGES = {"image_reports": True, "image_site": True, "image_social": True, "image_film": True}
NO_IMAGE, SOME_IMAGES = "Saïdi", "Lacombe"
SILENT = ["Vial", "Carpentier"]
PARTICIPANT = ("Zoé", "Maréchal")
PARTICIPANT_EMAIL = "participante@example.org"

VENUE = {
    "name": "Maison des passages",
    "room": "salle du Canal, 2e étage",
    "address": "8 quai de l’Exemple, 75000 Paris",
    "access": "métro et RER à cinq minutes à pied",
    "accessibility": "Accès de plain-pied, ascenseur, boucle magnétique dans la salle.",
}

SEASON = {
    "theme": "Coopérer pour que la transition tienne dans la durée",
    "city": "Paris",
    "summary": "Six territoires, trente-six personnes, cinq journées. On y parle du travail de celles et ceux qui "
    "portent la transition : ce qu’ils essaient, ce qui résiste, ce qui a changé en chemin.\n\n"
    "Chacun vient avec son territoire et repart avec le regard de cinq autres.",
    "audience": "Des territoires institutionnels ou de projet, déjà en mouvement, qui veulent prendre du recul "
    "avec leurs pairs.",
    "project_themes": "alimentation\nmobilité\nénergie\nhabitat\nsanté et eau",
    "exchange_formats": "entre pairs : les élus avec les élus, les agents avec les agents, les opérateurs entre eux\n"
    "en inter-territoires, par tables mêlées\npar collectif territorial, chaque triptyque sur son projet",
    "commitments": "une présence régulière et personnelle : on ne délègue pas sa participation\n"
    "cinq journées sur cinq mois\n"
    "une contribution financière discutée selon les possibilités de chacun\n"
    "des déplacements à la charge des participants",
    "convocation_notes_on_site": "Le déplacement reste à la charge des participants.",
}

CATEGORIES = [
    ("elus", "Élus", "maires\nprésidents d’EPCI\nadjoints"),
    ("agents", "Directions et chargés de mission", "directeurs généraux des services\nchargés de mission"),
    ("operateurs", "Entrepreneurs et opérateurs", "entrepreneurs\nresponsables associatifs\nbailleurs"),
]

TEAM = [
    ("Irène Vautrin", "pilote de l’atelier, intervenante-chercheuse"),
    ("Baptiste Oury", "ergonome, chargé de la capitalisation"),
    ("Nour El Amrani", "économiste, intervenante-chercheuse"),
]

# Their places in the team, and the addresses of their accounts.
TEAM_ACCOUNTS = {1: "animation@example.org", 2: "baptiste.oury@example.org"}

DAY_TITLES = [
    "Se rencontrer, dire d’où l’on vient",
    "L’engagement et le travail des pilotes",
    "Coopérer, décider ensemble",
    "Relier les sujets, faire vivre un modèle économique",
    "Ce qui a de la valeur, et la suite",
]

PREPARATION = "Venez avec une situation de travail récente où la coopération a buté."

ROOMS = {"plenary": "Grande salle", "inter": "Atelier des tables", "codev": "Salle du fond"}

# name, short name, kind, département, population, bearer, SIRET, theme, people by category: (first, last, position)
TERRITORIES: list[dict[str, Any]] = [
    {
        "name": "Saint-Aubrac-les-Forges",
        "kind": "COM",
        "department": "42",
        "population": 8200,
        "bearer": ("Commune de Saint-Aubrac-les-Forges", "99990002000010"),
        "dynamics": "Une boucle locale d’énergie autour de l’ancienne forge, montée avec artisans et habitants.",
        "amount": 4500,
        "people": {
            "elus": [("Odile", "Ferrandier", "maire"), ("Jean-Noël", "Peyrache", "maire-adjoint à l’énergie")],
            "agents": [
                ("Lucie", "d’Hauterive", "directrice générale des services"),
                ("Amir", "Saïdi", "chargé de mission"),
            ],
            "operateurs": [("Clémence", "Roux", "gérante"), ("Étienne", "Vial", "président d’association")],
        },
    },
    {
        "name": "Communauté de communes du Val de Morlaine",
        "short_name": "Val de Morlaine",
        "kind": "CC",
        "department": "21",
        "population": 27000,
        "bearer": ("Communauté de communes du Val de Morlaine", "99990003800012"),
        "dynamics": "Un projet alimentaire qui relie cantines, maraîchers et centre de santé.",
        "amount": 6000,
        "payers": [
            ("Syndicat des cantines de Morlaine", "99990009500012", 2500),
            ("Communauté de communes du Val de Morlaine", "", 3500),
        ],
        "people": {
            "elus": [("Bernard", "Thévenin", "président"), ("Zoé", "Maréchal", "vice-présidente à l’alimentation")],
            "agents": [
                ("Ève", "Lacombe", "directrice du développement"),
                ("Ludovic", "N’Guessan", "chargé de mission"),
            ],
            "operateurs": [("Agnès", "de La Tour", "maraîchère"), ("Hugo", "Brémond", "directeur de coopérative")],
        },
    },
    {
        "name": "Port-Saint-Lazare",
        "kind": "COM",
        "department": "44",
        "population": 11400,
        "bearer": ("Commune de Port-Saint-Lazare", "99990004600015"),
        "dynamics": "Habiter à l’année sur un littoral où les logements se vident l’hiver.",
        "amount": 3000,
        # The incomplete triptych: one élu and one operator are missing.
        "people": {
            "elus": [("Yannick", "Le Dantec", "maire-adjoint à l’habitat")],
            "agents": [("Margaux", "Quéré", "directrice de l’aménagement"), ("Paul", "Œuvrard", "chef de projet")],
            "operateurs": [("Fatou", "Diarra", "directrice chez un bailleur social")],
        },
    },
    {
        "name": "Communauté d’agglomération de Bellerive-les-Mines",
        "short_name": "Bellerive-les-Mines",
        "kind": "CA",
        "department": "62",
        "population": 96000,
        "bearer": ("Communauté d’agglomération de Bellerive-les-Mines", "99990005300011"),
        "dynamics": "Réapprendre à se déplacer sans voiture dans un bassin minier étendu.",
        "amount": 9000,
        # The payer is not the bearer: the transport authority pays.
        "payers": [("Syndicat de transport de Bellerive", "99990010300014", 9000)],
        "people": {
            "elus": [
                ("Sabine", "Delcourt", "vice-présidente à la mobilité"),
                ("Émile", "Warembourg", "conseiller délégué"),
            ],
            "agents": [("Rachid", "Benali", "directeur des mobilités"), ("Inès", "Carpentier", "cheffe de projet")],
            "operateurs": [("Thibault", "Lecerf", "gérant"), ("Noémie", "Stanczak", "responsable d’exploitation")],
        },
    },
    {
        "name": "PETR du Pays de Vernhac",
        "short_name": "Pays de Vernhac",
        "kind": "PETR",
        "department": "12",
        "population": 41000,
        "bearer": ("PETR du Pays de Vernhac", "99990006100014"),
        "dynamics": "Soigner la ressource en eau et l’accès aux soins, deux sujets que tout relie ici.",
        "amount": 5000,
        "people": {
            "elus": [("Marie-Ange", "Cazals", "présidente"), ("Robert", "Fabre", "maire")],
            "agents": [("Élodie", "Puech", "directrice"), ("Gaël", "Vayssade", "chargé de mission santé")],
            "operateurs": [("Aïcha", "Mendy", "médecin coordonnatrice"), ("Denis", "Rouquette", "agriculteur")],
        },
    },
    {
        "name": "Collectif Ploumargat en transition",
        "short_name": "Ploumargat",
        "kind": "PROJ",
        "department": "22",
        "population": None,
        # A territory of project has no SIRET of its own: a cooperative bears it.
        "bearer": ("SCIC Ploumargat en commun", "99990007900016"),
        "dynamics": "Un tiers-lieu, une école et une ferme qui apprennent à décider ensemble.",
        "amount": 3000,
        "people": {
            "elus": [("Gwenola", "Le Goff", "maire"), ("Tanguy", "Kermarrec", "conseiller municipal")],
            "agents": [
                ("Maud", "Le Bihan", "chargée de mission"),
                ("Nolwenn", "Rivoal", "secrétaire générale de mairie"),
            ],
            "operateurs": [("Yves", "Omnès", "gérant de la SCIC"), ("Anaïs", "L’Hostis", "responsable de tiers-lieu")],
        },
    },
]

WAITING: dict[str, Any] = {
    "name": "Communauté d’agglomération des Hauts de l’Îlet",
    "short_name": "Hauts de l’Îlet",
    "kind": "CA",
    "department": "974",
    "population": 74000,
    "bearer": ("Communauté d’agglomération des Hauts de l’Îlet", "99990008700019"),
    "dynamics": "Produire et manger local dans une île qui importe presque tout.",
    "amount": 4000,
    "people": {
        "elus": [("Marie-Josée", "Payet", "vice-présidente"), ("Ary", "Hoarau", "élu délégué")],
        "agents": [("Kévin", "Grondin", "directeur"), ("Laurence", "Técher", "chargée de mission")],
        "operateurs": [("Jimmy", "Boyer", "agriculteur"), ("Sandrine", "Maillot", "directrice d’association")],
    },
}

DRAFT = {
    "name": "Vallée de la Sourde",
    "kind": "PAYS",
    "department": "65",
    "population": 15300,
    "bearer": None,
    "dynamics": "Des écoles rurales qui deviennent des lieux de vie.",
    "amount": None,
    "people": {"elus": [("Colette", "Abadie", "présidente")], "agents": [], "operateurs": []},
}

from django.db import models


class OptionalParts(models.Model):
    """What a season may do without: switched off, a part shows nowhere, and what was written in it is kept.

    Diets are not: they tell health, and are forgotten the next night, as for any lunch that no caterer serves.
    """

    follows_undertakings = models.BooleanField(
        "suivi des engagements entre pairs",
        default=True,
        help_text="Ce que chacun s’engage à faire en fin de séquence, et ce que c’est devenu à la journée suivante. "
        "Décoché : rien n’en paraît plus, et ce qui est écrit est gardé.",
    )
    is_evaluated = models.BooleanField(
        "évaluation",
        default=True,
        help_text="Un questionnaire après chaque journée et un autre après la saison, sans nom. "
        "Décoché : rien n’en paraît ni n’en part plus, et ce qui est gardé le reste.",
    )
    uses_day_lists = models.BooleanField(
        "listes de la journée",
        default=True,
        help_text="Repas, aménagements, images, salles et matériel, réunis sous « Préparer la journée ». Décoché : "
        "rien n’en paraît plus, rien n’est plus demandé, et les réponses pour les déjeuners à venir s’effacent la nuit "
        "suivante.",
    )
    uses_shared_files = models.BooleanField(
        "fichiers et liens",
        default=True,
        help_text="Ce que l’équipe met à disposition d’une journée, d’un territoire ou de toute la saison. Décoché : "
        "rien n’en paraît plus, et ce qui est publié est gardé.",
    )
    keeps_alumni = models.BooleanField(
        "anciens",
        default=True,
        help_text="Une fois la saison finie, chaque participant peut accepter de rester joignable, jusqu’à une date. "
        "Décoché : rien n’en est plus demandé ni montré, et ce qui est accepté s’arrête à sa date.",
    )
    opens_to_programs = models.BooleanField(
        "accès d’autres programmes",
        default=True,
        help_text="Des jetons permettent à un autre programme de lire la saison, des signaux l’avertissent ; l’équipe "
        "en crée ou non. Décoché : aucun jeton n’ouvre plus rien, aucun signal ne part, et ce qui est réglé est gardé.",
    )
    lists_territories = models.BooleanField(
        "territoires sur la page publique",
        default=True,
        help_text="À partir de la première journée, la page publique nomme les territoires retenus et les montre sur "
        "une carte. Décoché : elle n’en dit rien.",
    )

    class Meta:
        abstract = True

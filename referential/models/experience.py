from django.db import models

from referential.models.shared import Shared, Visibility


class ExperienceSheet(Shared):
    """What a territory tells of one thing it did, for peers to use: never a model, always a story with conditions."""

    SECTIONS = {
        "context": ("Le contexte", "Où, quand, avec quel point de départ ?"),
        "life_stake": ("L’enjeu de vie", "De quoi les habitants avaient-ils besoin ?"),
        "actors": ("Les acteurs", "Qui a porté, qui a rejoint, qui a manqué ?"),
        "done": ("Ce qui a été fait", "Les étapes, dans l’ordre où elles sont venues."),
        "resisted": ("Ce qui a résisté", "Les obstacles, et ce que l’on en a fait."),
        "effects": ("Les effets", "Attendus ou non, pour qui, et comment vous le savez."),
        "conditions": ("Les conditions de réussite", "Sans quoi cela n’aurait pas tenu."),
        "differently": ("Ce que l’on referait autrement", "Avec ce que vous savez aujourd’hui."),
        "quotes": ("Paroles", "Une par ligne : « … », Prénom Nom. Chaque personne citée donnera son accord."),
        "resources": ("Ressources et liens", "Un document, un film, un site par ligne."),
        "contacts": ("Contacts", "Qui peut en parler, avec quelle adresse professionnelle ?"),
    }

    title = models.CharField("titre", max_length=150)
    context = models.TextField("contexte", max_length=2000, blank=True)
    life_stake = models.TextField("enjeu de vie", max_length=2000, blank=True)
    actors = models.TextField("acteurs", max_length=2000, blank=True)
    done = models.TextField("ce qui a été fait", max_length=3000, blank=True)
    resisted = models.TextField("ce qui a résisté", max_length=2000, blank=True)
    effects = models.TextField("effets", max_length=2000, blank=True)
    conditions = models.TextField("conditions de réussite", max_length=2000, blank=True)
    differently = models.TextField("ce que l’on referait autrement", max_length=2000, blank=True)
    quotes = models.TextField("paroles", max_length=2000, blank=True)
    resources = models.TextField("ressources et liens", max_length=2000, blank=True)
    contacts = models.TextField("contacts", max_length=500, blank=True)

    class Meta:
        verbose_name = "fiche d’expérience"
        verbose_name_plural = "fiches d’expérience"
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visibility__in=Visibility.values),
                name="experience_known_visibility",
                violation_error_message="Choisissez qui peut lire cette fiche.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def told(self) -> list[tuple[str, str]]:
        """(title, text) of the sections that say something."""
        return [(title, getattr(self, name)) for name, (title, _) in self.SECTIONS.items() if getattr(self, name)]

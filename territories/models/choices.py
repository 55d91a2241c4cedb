from django.db import models

from territories.models.participant import Participant


class PersonalChoices(models.Model):
    """What only the person may answer about themselves; nothing is ticked in advance."""

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="choices", verbose_name="participant"
    )
    shares_contact = models.BooleanField("partage de ses coordonnées avec le groupe", default=False)
    image_reports = models.BooleanField("image dans les comptes rendus internes", default=False)
    image_site = models.BooleanField("image sur le site de l’atelier", default=False)
    image_social = models.BooleanField("image sur les réseaux sociaux", default=False)
    image_film = models.BooleanField("image dans un film", default=False)
    answered_at = models.DateTimeField("répondu le", auto_now=True)

    class Meta:
        verbose_name = "choix personnels"
        verbose_name_plural = "choix personnels"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Choix de {self.participant}"


class AccessNeed(models.Model):
    """Arrangements that someone asks for. Read by the organisation alone, kept apart, short-lived.

    What is to be provided, never why.
    """

    KINDS = (
        "step_free",
        "near_door",
        "breaks",
        "hearing_loop",
        "sign_language",
        "large_print",
        "read_aloud",
        "companion",
        "parking",
    )

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="access_need", verbose_name="participant"
    )
    step_free = models.BooleanField("accès sans marche", default=False)
    near_door = models.BooleanField("place près de la porte", default=False)
    breaks = models.BooleanField("pauses plus fréquentes", default=False)
    hearing_loop = models.BooleanField("boucle magnétique", default=False)
    sign_language = models.BooleanField("interprète en langue des signes", default=False)
    large_print = models.BooleanField("documents en gros caractères", default=False)
    read_aloud = models.BooleanField("documents lisibles par une synthèse vocale", default=False)
    companion = models.BooleanField("place pour une personne ou un animal qui accompagne", default=False)
    parking = models.BooleanField("stationnement à proximité", default=False)
    text = models.TextField("autre aménagement, en quelques mots", max_length=1000, blank=True)
    consented_at = models.DateTimeField("accord donné le", auto_now=True)

    class Meta:
        verbose_name = "besoin d’aménagement"
        verbose_name_plural = "besoins d’aménagement"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Besoin de {self.participant}"

    @classmethod
    def labels(cls) -> dict[str, str]:
        """The French name of each kind."""
        return {one.name: str(one.verbose_name) for one in cls._meta.concrete_fields if one.name in cls.KINDS}

    @property
    def kinds(self) -> list[str]:
        return [kind for kind in self.KINDS if getattr(self, kind)]

    @property
    def in_words(self) -> str:
        """« boucle magnétique, pauses plus fréquentes ; une place au premier rang »."""
        labels = self.labels()
        return " ; ".join(filter(None, (", ".join(labels[kind] for kind in self.kinds), self.text)))

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
    """An arrangement that someone asks for. Read by the organisation alone, kept apart, short-lived."""

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="access_need", verbose_name="participant"
    )
    text = models.TextField("aménagement souhaité", max_length=1000)
    consented_at = models.DateTimeField("accord donné le", auto_now=True)

    class Meta:
        verbose_name = "besoin d’aménagement"
        verbose_name_plural = "besoins d’aménagement"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Besoin de {self.participant}"

from django.db import models
from django.db.models import Q

from sessions.programme.models import Day
from territories.models import Participant


class Meal(models.Model):
    """What one person eats at the lunch of a day, as they said. May tell health or belief: forgotten after the day."""

    class Choice(models.TextChoices):
        ANYTHING = "anything", "sans régime particulier"
        VEGETARIAN = "vegetarian", "végétarien"
        VEGAN = "vegan", "végétalien"
        NO_PORK = "no_pork", "sans porc"
        NO_GLUTEN = "no_gluten", "sans gluten"
        OTHER = "other", "autre"
        NO_MEAL = "no_meal", "ne déjeune pas"

    PLAIN = (Choice.ANYTHING, Choice.NO_MEAL)  # what says nothing of health nor belief

    day = models.ForeignKey(Day, on_delete=models.CASCADE, related_name="meals", verbose_name="journée")
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="meals", verbose_name="participant"
    )
    choice = models.CharField("repas", max_length=10, choices=Choice)
    words = models.CharField("autre régime", max_length=200, blank=True)
    allergy = models.CharField("allergie", max_length=200, blank=True)
    consented_at = models.DateTimeField("accord donné le", null=True, blank=True)

    class Meta:
        verbose_name = "repas"
        verbose_name_plural = "repas"
        ordering = ["day", "participant__sort_name", "pk"]
        default_permissions = ()  # not « view »: who facilitates sees counts alone
        permissions = [("read_meals", "Peut lire qui mange quoi")]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "participant"],
                name="meal_one_a_day",
                violation_error_message="Cette personne a déjà répondu pour ce déjeuner.",
            ),
            models.CheckConstraint(
                condition=Q(choice="other") & ~Q(words="") | ~Q(choice="other") & Q(words=""),
                name="meal_words_go_with_other",
                violation_error_message="Décrivez en quelques mots un autre régime, et lui seul.",
            ),
            models.CheckConstraint(
                condition=Q(allergy="") | ~Q(choice="no_meal"),
                name="meal_allergy_goes_with_a_meal",
                violation_error_message="Une allergie se dit pour un repas.",
            ),
            models.CheckConstraint(
                condition=Q(choice__in=["anything", "no_meal"], allergy="") | Q(consented_at__isnull=False),
                name="meal_diet_needs_consent",
                violation_error_message="Un régime ou une allergie ne se garde qu’avec l’accord de la personne.",
            ),
        ]

    def __str__(self) -> str:
        return f"Repas de {self.participant}, {self.day}"

    @property
    def is_eaten(self) -> bool:
        return self.choice != self.Choice.NO_MEAL

from django.db import models


class Stake(models.Model):
    """One of the four stakes, always shown in the same order, each with its colour and its name."""

    code = models.SlugField("code", max_length=20, unique=True, editable=False)
    position = models.PositiveSmallIntegerField("ordre", unique=True, editable=False)
    name = models.CharField("nom", max_length=60)
    definition = models.TextField("définition")

    class Meta:
        verbose_name = "enjeu"
        verbose_name_plural = "enjeux"
        ordering = ["position"]

    def __str__(self):
        return self.name

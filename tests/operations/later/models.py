from django.db import models

from atelier.seasons.models import Season


class Later(models.Model):
    season = models.ForeignKey(Season, on_delete=models.PROTECT)
    rank = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["season", "rank"], name="later_once")]

    def __str__(self):
        return f"{self.season} {self.rank}"

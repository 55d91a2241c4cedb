from django.db import models


class CacheVersion(models.Model):
    """One row: its mark changes with whatever public pages show. Triggers write it, see `public_pages`."""

    mark = models.UUIDField("marque")

    class Meta:
        verbose_name = verbose_name_plural = "état des pages publiques"

    def __str__(self):
        return str(self.mark)

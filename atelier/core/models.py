from django.db import models
from django.utils import timezone


class CacheVersion(models.Model):
    """One row, whose version changes with whatever public pages show: triggers write it, see `page_cache`."""

    version = models.UUIDField("version")

    class Meta:
        verbose_name = verbose_name_plural = "version des pages publiques"

    def __str__(self) -> str:
        return str(self.version)


class NumberSeries(models.Model):
    """The last number given under a prefix; its row is the lock under which the next one is given."""

    prefix = models.CharField("préfixe", max_length=24, unique=True)
    last = models.PositiveIntegerField("dernier numéro", default=0)

    class Meta:
        verbose_name = "série de numéros"
        verbose_name_plural = "séries de numéros"
        ordering = ["prefix"]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last:04d}"


class Counter(models.Model):
    """How many times something was done since its period began; deleting other rows changes nothing: see `limits`."""

    key = models.CharField("empreinte", max_length=64, unique=True)
    used = models.PositiveIntegerField("fois", default=0)
    until = models.DateTimeField("jusqu’au", db_index=True)

    class Meta:
        verbose_name = "compteur"
        verbose_name_plural = "compteurs"
        ordering = ["key"]

    def __str__(self) -> str:
        return f"{self.key[:8]} : {self.used}"


class FormSubmission(models.Model):
    """A form that was sent, and where its sender was led: sent again, it leads there again. See `form_submissions`."""

    key = models.CharField("empreinte de l’envoi", max_length=64, unique=True)
    location = models.TextField("résultat", blank=True, help_text="Vide tant que le premier envoi est en cours.")
    at = models.DateTimeField("reçu le", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "envoi de formulaire"
        verbose_name_plural = "envois de formulaires"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key

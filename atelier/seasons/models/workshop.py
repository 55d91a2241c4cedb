from django.db import models
from django.db.models import Q

from atelier.core.company_numbers import normalize_siret
from atelier.core.shared_reading import shared_rows


class Workshop(models.Model):
    """Who runs the workshop and publishes this site: one row, edited by the organisers."""

    name = models.CharField("nom de l’atelier", max_length=150, default="Atelier")
    carried_by = models.CharField("porté par", max_length=200, blank=True)
    founders = models.TextField("à l’origine", blank=True, help_text="Un par ligne.")
    supported_by = models.TextField("avec l’appui de", blank=True, help_text="Un par ligne.")
    network_name = models.CharField("réseau", max_length=150, blank=True)
    network_url = models.URLField("adresse du réseau", max_length=300, blank=True)
    publisher = models.CharField("éditeur du site", max_length=200, blank=True)
    legal_form = models.CharField("forme juridique", max_length=100, blank=True)
    address = models.TextField("adresse", blank=True)
    siret = models.CharField("SIRET", max_length=20, blank=True, help_text="14 chiffres.")
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    publication_director = models.CharField("direction de la publication", max_length=150, blank=True)
    host = models.TextField("hébergeur", blank=True, help_text="Nom, adresse, téléphone.")
    data_protection = models.TextField(
        "contact données personnelles", blank=True, help_text="Nom ou fonction, courriel."
    )
    signatory = models.CharField("signataire des convocations", max_length=150, blank=True)
    signatory_title = models.CharField("qualité du signataire", max_length=150, blank=True)

    class Meta:
        verbose_name = "atelier"
        verbose_name_plural = "atelier"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1),
                name="workshop_single_row",
                violation_error_message="L’atelier est déjà décrit : modifiez sa fiche.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        normalize_siret(self)

    @classmethod
    @shared_rows
    def load(cls) -> "Workshop":
        """The row; unsaved defaults before the organisers filled it."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class Page(models.Model):
    """A public text that belongs to the organisers: contact, privacy, legal notice, accessibility."""

    slug = models.SlugField("adresse", max_length=40, unique=True, editable=False)
    title = models.CharField("titre", max_length=100)
    body = models.TextField(
        "texte",
        help_text="Markdown : titres avec ##, listes avec -, liens [texte](adresse).",
    )
    updated_at = models.DateTimeField("mise à jour", auto_now=True)

    class Meta:
        verbose_name = "page"
        verbose_name_plural = "pages"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title


class Venue(models.Model):
    """Where a day takes place, with what a person needs to get there and in."""

    name = models.CharField("nom", max_length=150)
    room = models.CharField("étage, salle", max_length=100, blank=True)
    address = models.CharField("adresse", max_length=250)
    access = models.CharField("métro, RER, gare", max_length=250, blank=True)
    accessibility = models.TextField("accessibilité du lieu", blank=True)
    url = models.URLField("plan", max_length=300, blank=True)

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"
        ordering = ["name", "address"]

    def __str__(self) -> str:
        return self.name

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from atelier.core import french, french_names
from atelier.core.company_numbers import clean_siren
from atelier.core.fields import NameField, column_length
from atelier.core.french import sort_key
from territories import geography, places
from territories.models.organisation import Organisation

TWO_BEARERS = "La seconde structure porteuse est une autre que la première, qui est nommée aussi."


class Territory(models.Model):
    """A place that engages in the workshop, institutional or of project. Not a legal person."""

    class Kind(models.TextChoices):
        COM = "COM", "Commune"
        CC = "CC", "Communauté de communes"
        CA = "CA", "Communauté d’agglomération"
        CU = "CU", "Communauté urbaine"
        MET = "MET", "Métropole"
        MLY = "MLY", "Métropole de Lyon"
        EPT = "EPT", "Établissement public territorial"
        PETR = "PETR", "Pôle d’équilibre territorial et rural"
        PMET = "PMET", "Pôle métropolitain"
        PNR = "PNR", "Parc naturel régional"
        SM = "SM", "Syndicat mixte ou intercommunal"
        DEP = "DEP", "Département"
        REG = "REG", "Région ou collectivité unique"
        COMER = "COMER", "Collectivité d’outre-mer"
        PAYS = "PAYS", "Pays"
        ASSO = "ASSO", "Association porteuse"
        SCIC = "SCIC", "SCIC ou coopérative"
        GIP = "GIP", "Groupement d’intérêt public"
        PROJ = "PROJ", "Territoire de projet"

    # Said before a name that does not say by itself what it names.
    NOUNS: dict[str, str] = {
        Kind.CC: "la communauté de communes",
        Kind.CA: "la communauté d’agglomération",
        Kind.CU: "la communauté urbaine",
        Kind.MET: "la métropole",
        Kind.EPT: "l’établissement public territorial",
        Kind.PETR: "le pôle d’équilibre territorial et rural",
        Kind.PMET: "le pôle métropolitain",
        Kind.PNR: "le parc naturel régional",
        Kind.SM: "le syndicat",
        Kind.DEP: "le département",
        Kind.REG: "la région",
        Kind.COMER: "la collectivité",
        Kind.ASSO: "l’association",
        Kind.SCIC: "la coopérative",
        Kind.GIP: "le groupement",
    }

    PROJECT_KINDS = {Kind.PAYS, Kind.ASSO, Kind.SCIC, Kind.GIP, Kind.PROJ}

    name = NameField("nom du territoire", max_length=250)
    short_name = NameField(
        "nom court",
        max_length=60,
        blank=True,
        help_text="Celui des listes et des étiquettes, si le nom est long.",
    )
    sentence_name = NameField(
        "nom dans une phrase",
        max_length=250,
        blank=True,
        help_text="Avec son article : « la communauté d’agglomération de Bellerive ». Vide, il est déduit du nom.",
    )
    sort_name = models.CharField(max_length=320, editable=False, db_index=True)
    kind = models.CharField("type de territoire", max_length=5, choices=Kind)
    department = models.CharField("département", max_length=3, choices=geography.DEPARTMENT_CHOICES)
    population = models.PositiveIntegerField("nombre d’habitants", null=True, blank=True)
    code = models.CharField(
        "code géographique",
        max_length=9,
        blank=True,
        db_index=True,
        help_text="Code INSEE d’une commune, SIREN d’un EPCI ; vide pour un territoire hors du référentiel.",
    )
    siren = models.CharField("SIREN", max_length=11, blank=True, help_text="9 chiffres, s’il en a un.")
    bearer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="territories",
        verbose_name="structure porteuse",
    )
    second_bearer = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="second_territories",
        verbose_name="seconde structure porteuse",
        help_text="Si deux structures portent la démarche ensemble, une ville et son agglomération par exemple.",
    )

    same_as = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="joined",
        verbose_name="le même territoire que",
        help_text="D’une saison à l’autre, deux territoires de même code sont un seul. Sans code, dites ici lequel.",
    )
    kept_apart = models.BooleanField(
        "tenu à part",
        default=False,
        help_text="Un autre territoire porte le même code, et ce n’est pas celui-ci.",
    )

    class Meta:
        verbose_name = "territoire"
        verbose_name_plural = "territoires"
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(same_as=None) | models.Q(kept_apart=False),
                name="territory_joined_or_apart",
                violation_error_message="Un territoire est réuni à un autre, ou tenu à part : choisissez.",
            ),
            models.CheckConstraint(
                condition=models.Q(second_bearer=None)
                | models.Q(bearer__isnull=False) & ~models.Q(second_bearer=models.F("bearer")),
                name="territory_second_bearer_beside_another",
                violation_error_message=TWO_BEARERS,
            ),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Sorted as it is shown, found by either name."""
        self.sort_name = sort_key(f"{self.short_name} {self.name}")[: column_length(type(self), "sort_name")]
        super().save(*args, **kwargs)

    @property
    def with_article(self) -> str:
        """« la communauté de communes du Val », inside a sentence; « Saint-Aubrac », which has none."""
        return self.sentence_name or french_names.with_article(self.name, self.NOUNS.get(self.kind, ""))

    @property
    def with_de(self) -> str:
        """« de la communauté de communes du Val », « du PETR », « de Saint-Aubrac »."""
        return french_names.with_de(self.with_article)

    @property
    def is_plural(self) -> bool:
        """Of what agrees with its name: « les Hauts de l'Îlet participent », as two bodies together do."""
        return french_names.is_plural(self.with_article)

    @property
    def bearers(self) -> list[Organisation]:
        """The legal persons that carry it: none, one, or two together."""
        return [one for one in (self.bearer, self.second_bearer) if one]

    @property
    def bearers_in_words(self) -> str:
        """« Commune de Val, SIRET 999 900 020 00010, et Communauté de communes du Val »; empty without any."""
        said = [one.name + (f", SIRET {french.siret(one.siret)}" if one.siret else "") for one in self.bearers]
        return ", et ".join(said) if any(one.siret for one in self.bearers) else " et ".join(said)

    @property
    def nature(self) -> str:
        """« institutionnel » or « de projet »."""
        return "de projet" if self.kind in self.PROJECT_KINDS else "institutionnel"

    @property
    def is_overseas(self) -> bool:
        """Its hour is not that of Paris, in which every deadline ends."""
        return self.department.startswith(("97", "98"))

    @property
    def department_name(self) -> str:
        return geography.department_name(self.department)

    @property
    def region_name(self) -> str:
        return geography.region_name(self.department)

    def clean(self) -> None:
        self.code = self.code.strip().upper()
        if self.code:
            try:
                places.check_code(self.code)
            except ValidationError as error:
                raise ValidationError({"code": error}) from error
        if self.siren:
            try:
                self.siren = clean_siren(self.siren)
            except ValidationError as error:
                raise ValidationError({"siren": error}) from error
        if self.same_as:
            self._check_joined(self.same_as)

    def _check_joined(self, other: "Territory") -> None:
        """One level alone: those joined to a territory are all joined to it."""
        if other.pk == self.pk:
            raise ValidationError({"same_as": "Un territoire n’est pas réuni à lui-même."})
        if other.same_as:
            raise ValidationError({"same_as": f"Choisissez plutôt « {other.same_as} », auquel il est réuni."})
        if self.pk and (joined := self.joined.first()):
            raise ValidationError({"same_as": f"« {joined} » est réuni à celui-ci : réunissez-le d’abord ailleurs."})

    def perimeter(self) -> "Perimeter":
        """What the territory covers: its parts, with the départements they reach and their inhabitants."""
        parts = list(self.parts.all())
        codes = {part.code for part in parts}
        known = [part.population for part in parts if part.population is not None and not part.is_within(codes)]
        departments = dict.fromkeys([self.department, *(part.department for part in parts)])
        return Perimeter(
            parts=parts,
            departments=[geography.department_name(code) for code in departments],
            population=sum(known) if known else None,
        )


@dataclass(frozen=True)
class Perimeter:
    """`population` sums the parts whose population is known, a commune of an EPCI once; None when none is."""

    parts: list["PerimeterPart"]
    departments: list[str]
    population: int | None


class PerimeterPart(models.Model):
    """A commune or an EPCI of a territory that covers several, as the reference named it when it was added."""

    territory = models.ForeignKey(
        Territory,
        on_delete=models.CASCADE,
        related_name="parts",
        verbose_name="territoire",
    )
    code = models.CharField("code", max_length=9)
    name = NameField("nom", max_length=250)
    sort_name = models.CharField(max_length=250, editable=False)
    department = models.CharField("département", max_length=3, choices=geography.DEPARTMENT_CHOICES)
    population = models.PositiveIntegerField("habitants", null=True, blank=True)

    class Meta:
        verbose_name = "commune ou EPCI du périmètre"
        verbose_name_plural = "périmètre"
        ordering = ["territory", "sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "code"],
                name="perimeter_part_unique_in_territory",
                violation_error_message="Cette commune ou cet EPCI figure déjà dans le périmètre.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_within(self, codes: set[str]) -> bool:
        """A commune whose EPCI is among these codes."""
        place = places.get_place(self.code)
        return bool(place and place.grouping in codes)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_name = sort_key(self.name)[: column_length(type(self), "sort_name")]
        super().save(*args, **kwargs)

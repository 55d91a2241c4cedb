from pathlib import Path

import django.db.models.deletion
import django.utils.timezone
import yaml
from django.conf import settings
from django.db import migrations, models

APP = Path(__file__).resolve().parent.parent


def add_stakes(apps, schema_editor):
    """The four stakes of the referential."""
    stake = apps.get_model("referential", "Stake")
    rows = yaml.safe_load((APP / "default_stakes.yaml").read_text(encoding="utf-8"))
    for position, row in enumerate(rows, start=1):
        stake.objects.create(position=position, **row)


def add_grid(apps, schema_editor):
    """The grid that ships with the product becomes version 1."""
    contents = yaml.safe_load((APP / "grid-1.yaml").read_text(encoding="utf-8"))
    stakes = {stake.code: stake for stake in apps.get_model("referential", "Stake").objects.all()}
    grid = apps.get_model("referential", "Grid").objects.create(
        version=1, name=contents["name"], level_names="\n".join(contents["levels"])
    )
    dimension = apps.get_model("referential", "Dimension")
    for part in contents["stakes"]:
        for position, row in enumerate(part["dimensions"], start=1):
            dimension.objects.create(
                grid=grid,
                stake=stakes[part["stake"]],
                position=position,
                code=row["code"],
                name=row["name"],
                questions="\n".join(row["questions"]),
                **{f"level_{level}": text for level, text in enumerate(row["levels"], start=1)},
            )
    term = apps.get_model("referential", "Term")
    for position, row in enumerate(contents["glossary"], start=1):
        term.objects.create(grid=grid, position=position, term=row["term"], definition=row["definition"])


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("seasons", "0001_initial"),
        ("territories", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Stake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(editable=False, max_length=20, unique=True, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField(editable=False, unique=True, verbose_name="ordre")),
                ("name", models.CharField(max_length=60, verbose_name="nom")),
                ("definition", models.TextField(verbose_name="définition")),
            ],
            options={
                "verbose_name": "enjeu",
                "verbose_name_plural": "enjeux",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Grid",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(unique=True, verbose_name="version")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                (
                    "level_names",
                    models.TextField(
                        help_text="Un par ligne, du premier au cinquième.", verbose_name="noms des cinq niveaux"
                    ),
                ),
                ("frozen_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="figée le")),
            ],
            options={
                "verbose_name": "grille",
                "verbose_name_plural": "grilles",
                "ordering": ["-version"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)),
                        name="grid_version_positive",
                        violation_error_message="Les versions se comptent à partir de 1.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Dimension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
                ("code", models.SlugField(help_text="Court\xa0: E1, C2…", max_length=8, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="nom")),
                ("questions", models.TextField(blank=True, help_text="Une par ligne.", verbose_name="questions")),
                ("level_1", models.TextField(verbose_name="niveau 1")),
                ("level_2", models.TextField(verbose_name="niveau 2")),
                ("level_3", models.TextField(verbose_name="niveau 3")),
                ("level_4", models.TextField(verbose_name="niveau 4")),
                ("level_5", models.TextField(verbose_name="niveau 5")),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dimensions",
                        to="referential.grid",
                        verbose_name="grille",
                    ),
                ),
                (
                    "stake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dimensions",
                        to="referential.stake",
                        verbose_name="enjeu",
                    ),
                ),
            ],
            options={
                "verbose_name": "dimension",
                "verbose_name_plural": "dimensions",
                "ordering": ["grid", "stake__position", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="AssessmentRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("initial", "positionnement initial"),
                            ("midway", "positionnement de mi-saison"),
                            ("final", "positionnement final"),
                            ("after_6", "suivi à six mois"),
                            ("after_12", "suivi à un an"),
                            ("after_24", "suivi à deux ans"),
                        ],
                        max_length=10,
                        verbose_name="moment",
                    ),
                ),
                ("opens_on", models.DateField(verbose_name="s’ouvre le")),
                (
                    "closes_on",
                    models.DateField(
                        help_text="Les réponses sont reçues jusqu’à la fin de ce jour.", verbose_name="se clôt le"
                    ),
                ),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="referential.grid",
                        verbose_name="grille",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rounds",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
            ],
            options={
                "verbose_name": "moment de positionnement",
                "verbose_name_plural": "moments de positionnement",
                "ordering": ["season", "opens_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Perspective",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordre")),
                (
                    "answers",
                    models.PositiveSmallIntegerField(
                        help_text="Combien de personnes avaient répondu.", verbose_name="réponses"
                    ),
                ),
                (
                    "is_agreed",
                    models.BooleanField(
                        default=False,
                        help_text="Chacune des personnes l’a accepté avant l’ouverture.",
                        verbose_name="montré tel quel",
                    ),
                ),
                ("opened_at", models.DateTimeField(auto_now_add=True, verbose_name="ouvert le")),
                (
                    "assessment_round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="perspectives",
                        to="referential.assessmentround",
                        verbose_name="moment",
                    ),
                ),
                (
                    "categories",
                    models.ManyToManyField(related_name="+", to="seasons.category", verbose_name="catégories"),
                ),
                (
                    "triptych",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="perspectives",
                        to="territories.triptych",
                        verbose_name="triptyque",
                    ),
                ),
            ],
            options={
                "verbose_name": "regard",
                "verbose_name_plural": "regards",
                "ordering": ["assessment_round", "triptych", "position"],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.DecimalField(decimal_places=1, max_digits=2, verbose_name="niveau")),
                ("people", models.PositiveSmallIntegerField(verbose_name="personnes")),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referential.dimension",
                        verbose_name="dimension",
                    ),
                ),
                (
                    "perspective",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="referential.perspective",
                        verbose_name="regard",
                    ),
                ),
            ],
            options={
                "verbose_name": "niveau d’un regard",
                "verbose_name_plural": "niveaux des regards",
                "ordering": ["perspective", "dimension"],
            },
        ),
        migrations.CreateModel(
            name="CommonSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="arrêtée le")),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "triptych",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="common_sheets",
                        to="territories.triptych",
                        verbose_name="triptyque",
                    ),
                ),
                (
                    "assessment_round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="common_sheets",
                        to="referential.assessmentround",
                        verbose_name="moment",
                    ),
                ),
            ],
            options={
                "verbose_name": "position commune",
                "verbose_name_plural": "positions communes",
                "ordering": ["assessment_round", "triptych", "version"],
            },
        ),
        migrations.CreateModel(
            name="AnswerSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="envoyée le")),
                (
                    "agrees",
                    models.BooleanField(
                        default=False,
                        help_text="Se reprend jusqu’à l’ouverture des regards.",
                        verbose_name="accepte que le regard de sa catégorie soit montré tel quel",
                    ),
                ),
                (
                    "perspective",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sheets",
                        to="referential.perspective",
                        verbose_name="regard où elle compte",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answer_sheets",
                        to="territories.participant",
                        verbose_name="participant",
                    ),
                ),
                (
                    "assessment_round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="referential.assessmentround",
                        verbose_name="moment",
                    ),
                ),
            ],
            options={
                "verbose_name": "feuille personnelle",
                "verbose_name_plural": "feuilles personnelles",
                "ordering": ["assessment_round", "participant", "version"],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "1"),
                            ("2", "2"),
                            ("3", "3"),
                            ("4", "4"),
                            ("5", "5"),
                            ("unknown", "Je ne sais pas"),
                            ("na", "Sans objet"),
                        ],
                        max_length=8,
                        verbose_name="position",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note pour moi")),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referential.dimension",
                        verbose_name="dimension",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="positions",
                        to="referential.answersheet",
                        verbose_name="feuille",
                    ),
                ),
            ],
            options={
                "verbose_name": "positionnement personnel",
                "verbose_name_plural": "positionnements personnels",
                "ordering": ["sheet", "dimension__stake__position", "dimension__position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source_key",
                    models.CharField(
                        db_index=True,
                        help_text="«\xa0experience:12\xa0».",
                        max_length=40,
                        verbose_name="ce qui est publié",
                    ),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="nature")),
                ("title", models.CharField(max_length=150, verbose_name="titre")),
                ("sections", models.JSONField(help_text="Liste de [titre, texte].", verbose_name="texte figé")),
                (
                    "words",
                    models.TextField(
                        editable=False,
                        help_text="Titre et texte, sans accents ni majuscules.",
                        verbose_name="mots cherchés",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "accords demandés"),
                            ("agreed", "à relire par l’organisation"),
                            ("granted", "publique"),
                            ("refused", "refusée"),
                            ("withdrawn", "retirée"),
                            ("replaced", "remplacée"),
                        ],
                        db_index=True,
                        default="asked",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="demandée le")),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="décidée le")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="demandée par",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
                (
                    "triptych",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to="territories.triptych",
                        verbose_name="territoire",
                    ),
                ),
                (
                    "stakes",
                    models.ManyToManyField(blank=True, related_name="+", to="referential.stake", verbose_name="enjeux"),
                ),
            ],
            options={
                "verbose_name": "publication",
                "verbose_name_plural": "publications",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[("lead", "référent du territoire"), ("quoted", "personne citée")],
                        max_length=6,
                        verbose_name="à quel titre",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True, choices=[("yes", "accord"), ("no", "refus")], max_length=3, verbose_name="réponse"
                    ),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="répondu le")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="personne",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="referential.publication",
                        verbose_name="publication",
                    ),
                ),
            ],
            options={
                "verbose_name": "accord",
                "verbose_name_plural": "accords",
                "ordering": ["publication", "role", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ExperienceSheet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visibility",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "moi seulement\xa0: un brouillon"),
                            (1, "l’équipe d’animation et moi"),
                            (2, "le territoire et l’équipe d’animation"),
                            (3, "le groupe de la saison"),
                            (4, "tout le monde"),
                        ],
                        db_index=True,
                        default=2,
                        verbose_name="qui peut le lire",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="créé le"),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
                ("title", models.CharField(max_length=150, verbose_name="titre")),
                ("context", models.TextField(blank=True, max_length=2000, verbose_name="contexte")),
                ("life_stake", models.TextField(blank=True, max_length=2000, verbose_name="enjeu de vie")),
                ("actors", models.TextField(blank=True, max_length=2000, verbose_name="acteurs")),
                ("done", models.TextField(blank=True, max_length=3000, verbose_name="ce qui a été fait")),
                ("resisted", models.TextField(blank=True, max_length=2000, verbose_name="ce qui a résisté")),
                ("effects", models.TextField(blank=True, max_length=2000, verbose_name="effets")),
                ("conditions", models.TextField(blank=True, max_length=2000, verbose_name="conditions de réussite")),
                (
                    "differently",
                    models.TextField(blank=True, max_length=2000, verbose_name="ce que l’on referait autrement"),
                ),
                ("quotes", models.TextField(blank=True, max_length=2000, verbose_name="paroles")),
                ("resources", models.TextField(blank=True, max_length=2000, verbose_name="ressources et liens")),
                ("contacts", models.TextField(blank=True, max_length=500, verbose_name="contacts")),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
                (
                    "triptych",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="territories.triptych",
                        verbose_name="territoire",
                    ),
                ),
                (
                    "stakes",
                    models.ManyToManyField(blank=True, related_name="+", to="referential.stake", verbose_name="enjeux"),
                ),
            ],
            options={
                "verbose_name": "fiche d’expérience",
                "verbose_name_plural": "fiches d’expérience",
                "ordering": ["title", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "visibility",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "moi seulement\xa0: un brouillon"),
                            (1, "l’équipe d’animation et moi"),
                            (2, "le territoire et l’équipe d’animation"),
                            (3, "le groupe de la saison"),
                            (4, "tout le monde"),
                        ],
                        db_index=True,
                        default=2,
                        verbose_name="qui peut le lire",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="créé le"),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("jalon", "jalon"),
                            ("experimentation", "expérimentation"),
                            ("ressource", "ressource"),
                            ("difficulte", "difficulté"),
                            ("bifurcation", "bifurcation"),
                            ("acteur", "acteur"),
                            ("effet", "effet"),
                            ("question", "question"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="intitulé")),
                ("text", models.TextField(blank=True, max_length=3000, verbose_name="récit")),
                ("date", models.DateField(blank=True, null=True, verbose_name="date")),
                (
                    "precision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("day", "jour"),
                            ("month", "mois"),
                            ("season", "saison de l’année"),
                            ("year", "année"),
                            ("about", "vers une année"),
                        ],
                        max_length=10,
                        verbose_name="précision",
                    ),
                ),
                ("details", models.JSONField(blank=True, default=dict, verbose_name="précisions selon le type")),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                ("links", models.ManyToManyField(blank=True, to="referential.entry", verbose_name="étapes liées")),
                (
                    "season",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
                (
                    "triptych",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="territories.triptych",
                        verbose_name="territoire",
                    ),
                ),
                (
                    "stakes",
                    models.ManyToManyField(blank=True, related_name="+", to="referential.stake", verbose_name="enjeux"),
                ),
            ],
            options={
                "verbose_name": "étape de trajectoire",
                "verbose_name_plural": "étapes de trajectoire",
                "ordering": [models.OrderBy(models.F("date"), nulls_last=True), "pk"],
            },
        ),
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
                ("term", models.CharField(max_length=120, verbose_name="terme")),
                ("definition", models.TextField(verbose_name="définition")),
                (
                    "grid",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="terms",
                        to="referential.grid",
                        verbose_name="grille",
                    ),
                ),
            ],
            options={
                "verbose_name": "terme du glossaire",
                "verbose_name_plural": "glossaire",
                "ordering": ["grid", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Trajectory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "life_stakes",
                    models.CharField(
                        blank=True, help_text="Codes, séparés d’espaces.", max_length=200, verbose_name="enjeux de vie"
                    ),
                ),
                ("summary", models.TextField(blank=True, max_length=1500, verbose_name="en quelques mots")),
                ("starting_point", models.TextField(blank=True, max_length=1500, verbose_name="d’où l’on part")),
                ("heading", models.TextField(blank=True, max_length=1500, verbose_name="le cap")),
                ("learnt", models.TextField(blank=True, max_length=3000, verbose_name="ce que nous avons appris")),
                ("offer", models.TextField(blank=True, max_length=1500, verbose_name="proposition")),
                ("work", models.TextField(blank=True, max_length=1500, verbose_name="travail et organisation")),
                ("means", models.TextField(blank=True, max_length=1500, verbose_name="ressources")),
                ("governance", models.TextField(blank=True, max_length=1500, verbose_name="gouvernance")),
                (
                    "finance",
                    models.TextField(blank=True, max_length=1500, verbose_name="ressources financières et contrats"),
                ),
                ("evaluation", models.TextField(blank=True, max_length=1500, verbose_name="évaluation")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="modifiée le")),
                (
                    "triptych",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="trajectory",
                        to="territories.triptych",
                        verbose_name="triptyque",
                    ),
                ),
            ],
            options={
                "verbose_name": "trajectoire",
                "verbose_name_plural": "trajectoires",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="CommonPosition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("1", "1"),
                            ("2", "2"),
                            ("3", "3"),
                            ("4", "4"),
                            ("5", "5"),
                            ("unknown", "Je ne sais pas"),
                            ("na", "Sans objet"),
                        ],
                        max_length=8,
                        verbose_name="position",
                    ),
                ),
                (
                    "why",
                    models.TextField(
                        blank=True, max_length=1500, verbose_name="qu’est-ce qui vous fait dire cela\u202f?"
                    ),
                ),
                ("example", models.TextField(blank=True, max_length=1500, verbose_name="un exemple récent")),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="positions",
                        to="referential.commonsheet",
                        verbose_name="position",
                    ),
                ),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="referential.dimension",
                        verbose_name="dimension",
                    ),
                ),
            ],
            options={
                "verbose_name": "position commune sur une dimension",
                "verbose_name_plural": "positions communes par dimension",
                "ordering": ["sheet", "dimension__stake__position", "dimension__position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sheet", "dimension"),
                        name="common_position_unique_in_sheet",
                        violation_error_message="Cette dimension a déjà une position.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer__in", ["", "1", "2", "3", "4", "5", "unknown", "na"])),
                        name="common_position_known_answer",
                        violation_error_message="Choisissez un niveau, «\xa0je ne sais pas\xa0» ou «\xa0sans objet\xa0».",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="assessmentround",
            constraint=models.UniqueConstraint(
                fields=("season", "kind"),
                name="round_kind_unique_in_season",
                violation_error_message="La saison a déjà ce moment\xa0: modifiez ses dates.",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessmentround",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                name="round_window",
                violation_error_message="Le moment se clôt avant de s’ouvrir\xa0: vérifiez les deux dates.",
            ),
        ),
        migrations.AddConstraint(
            model_name="perspective",
            constraint=models.UniqueConstraint(
                fields=["assessment_round", "triptych", "position"],
                name="perspective_position_unique",
                violation_error_message="Ce regard est déjà ouvert.",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.UniqueConstraint(
                fields=["perspective", "dimension"],
                name="figure_unique",
                violation_error_message="Ce niveau est déjà gardé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commonsheet",
            constraint=models.UniqueConstraint(
                fields=("assessment_round", "triptych", "version"),
                name="common_sheet_version_unique",
                violation_error_message="Cette version de la position commune existe déjà.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commonsheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("submitted_at", None)),
                fields=("assessment_round", "triptych"),
                name="common_sheet_single_draft",
                violation_error_message="Une position commune est déjà en discussion.",
            ),
        ),
        migrations.AddConstraint(
            model_name="commonsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("submitted_at", None), ("submitted_by__isnull", False), _connector="OR"),
                name="common_sheet_submitted_by_somebody",
                violation_error_message="Une position arrêtée dit qui l’a envoyée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="answersheet",
            constraint=models.UniqueConstraint(
                fields=("assessment_round", "participant", "version"),
                name="answer_sheet_version_unique",
                violation_error_message="Cette version de la feuille existe déjà.",
            ),
        ),
        migrations.AddConstraint(
            model_name="answersheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("submitted_at", None)),
                fields=("assessment_round", "participant"),
                name="answer_sheet_single_draft",
                violation_error_message="Une feuille est déjà commencée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.UniqueConstraint(
                fields=("sheet", "dimension"),
                name="position_unique_in_sheet",
                violation_error_message="Cette dimension a déjà une réponse.",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["", "1", "2", "3", "4", "5", "unknown", "na"])),
                name="position_known_answer",
                violation_error_message="Choisissez un niveau, «\xa0je ne sais pas\xa0» ou «\xa0sans objet\xa0».",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                fields=("publication", "user"),
                name="consent_unique",
                violation_error_message="Cette personne a déjà été sollicitée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at", None)),
                    models.Q(models.Q(("answer", ""), _negated=True), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="consent_answer_is_dated",
                violation_error_message="Une réponse est datée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "agreed", "granted"])),
                fields=("source_key", "state"),
                name="publication_single_standing",
                violation_error_message="Une publication de ce texte est déjà demandée ou en ligne.",
            ),
        ),
        migrations.AddConstraint(
            model_name="experiencesheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", [0, 1, 2, 3, 4])),
                name="experience_known_visibility",
                violation_error_message="Choisissez qui peut lire cette fiche.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", [0, 1, 2, 3, 4])),
                name="entry_known_visibility",
                violation_error_message="Choisissez qui peut lire cette étape.",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("date", None), ("precision", "")),
                    models.Q(("date__isnull", False), models.Q(("precision", ""), _negated=True)),
                    _connector="OR",
                ),
                name="entry_date_has_precision",
                violation_error_message="Une date dit sa précision.",
            ),
        ),
        migrations.AddConstraint(
            model_name="dimension",
            constraint=models.UniqueConstraint(
                fields=("grid", "code"),
                name="dimension_code_unique_in_grid",
                violation_error_message="Deux dimensions de la grille portent ce code.",
            ),
        ),
        migrations.AddConstraint(
            model_name="term",
            constraint=models.UniqueConstraint(
                fields=("grid", "term"),
                name="term_unique_in_grid",
                violation_error_message="Ce terme figure déjà dans le glossaire.",
            ),
        ),
        migrations.RunPython(add_stakes, migrations.RunPython.noop),
        migrations.RunPython(add_grid, migrations.RunPython.noop),
    ]

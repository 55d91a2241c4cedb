from pathlib import Path

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import yaml
from django.conf import settings
from django.db import migrations, models

import atelier.core.money

PAGES = Path(__file__).resolve().parent.parent / "default_pages.yaml"


def add_pages(apps, schema_editor):
    """The public pages whose texts belong to the organisers."""
    page = apps.get_model("seasons", "Page")
    for row in yaml.safe_load(PAGES.read_text(encoding="utf-8")):
        page.objects.create(**row)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Page",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(editable=False, max_length=40, unique=True, verbose_name="adresse")),
                ("title", models.CharField(max_length=100, verbose_name="titre")),
                (
                    "body",
                    models.TextField(
                        help_text="Markdown\xa0: titres avec ##, listes avec -, liens [texte](adresse).",
                        verbose_name="texte",
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="mise à jour")),
            ],
            options={
                "verbose_name": "page",
                "verbose_name_plural": "pages",
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150, verbose_name="nom")),
                ("room", models.CharField(blank=True, max_length=100, verbose_name="étage, salle")),
                ("address", models.CharField(max_length=250, verbose_name="adresse")),
                ("access", models.CharField(blank=True, max_length=250, verbose_name="métro, RER, gare")),
                ("accessibility", models.TextField(blank=True, verbose_name="accessibilité du lieu")),
                ("url", models.URLField(blank=True, max_length=300, verbose_name="plan")),
            ],
            options={
                "verbose_name": "lieu",
                "verbose_name_plural": "lieux",
                "ordering": ["name", "address"],
            },
        ),
        migrations.CreateModel(
            name="Failure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reminder", "Une relance n’a pas pu être préparée"),
                            ("document", "Un document n’a pas pu être fait"),
                            ("succession", "Un changement de titulaire n’a pas pu prendre effet"),
                            ("regards", "Des regards n’ont pas pu s’ouvrir"),
                            ("retention", "Des données arrivées à leur terme n’ont pas pu être effacées"),
                            ("job", "Un travail de fond n’a pas pu être fait"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("ref", models.CharField(max_length=100, verbose_name="repère")),
                ("label", models.CharField(max_length=250, verbose_name="quoi")),
                ("address", models.CharField(max_length=200, verbose_name="où cela se règle")),
                ("at", models.DateTimeField(auto_now=True, verbose_name="la dernière fois le")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="essais")),
                (
                    "not_before",
                    models.DateTimeField(blank=True, null=True, verbose_name="pas de nouvel essai avant le"),
                ),
                ("cause", models.CharField(blank=True, max_length=250, verbose_name="cause")),
            ],
            options={
                "verbose_name": "échec",
                "verbose_name_plural": "échecs",
                "ordering": ["kind", "label", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "ref"),
                        name="failure_said_once",
                        violation_error_message="Cet échec est déjà noté.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Season",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        error_messages={"unique": "Une saison porte déjà ce numéro."},
                        unique=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="numéro",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="Par exemple\xa0: Automne-hiver 2026/27.",
                        max_length=80,
                        verbose_name="période",
                    ),
                ),
                ("theme", models.CharField(max_length=200, verbose_name="thème")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("preparation", "en préparation"),
                            ("published", "en ligne"),
                            ("archived", "archivée"),
                        ],
                        default="preparation",
                        help_text="En préparation, la saison n’est visible que de l’équipe.",
                        max_length=12,
                        verbose_name="état",
                    ),
                ),
                (
                    "summary",
                    models.TextField(
                        blank=True,
                        help_text="Ce que la saison propose, en quelques paragraphes (Markdown).",
                        verbose_name="présentation",
                    ),
                ),
                (
                    "audience",
                    models.TextField(
                        blank=True, help_text="Texte court (Markdown).", verbose_name="à qui elle s’adresse"
                    ),
                ),
                (
                    "project_themes",
                    models.TextField(blank=True, help_text="Un par ligne.", verbose_name="thèmes de projet"),
                ),
                (
                    "exchange_formats",
                    models.TextField(blank=True, help_text="Une par ligne.", verbose_name="formes d’échange"),
                ),
                (
                    "commitments",
                    models.TextField(blank=True, help_text="Un par ligne.", verbose_name="engagements demandés"),
                ),
                ("city", models.CharField(blank=True, max_length=80, verbose_name="ville")),
                (
                    "places",
                    models.PositiveSmallIntegerField(
                        default=6,
                        help_text="Nombre de territoires, limite ferme.",
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="places",
                    ),
                ),
                (
                    "contribution_min",
                    atelier.core.money.MoneyField(
                        default=3000,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="contribution minimale (€)",
                    ),
                ),
                (
                    "contribution_max",
                    atelier.core.money.MoneyField(
                        default=10000,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="contribution maximale (€)",
                    ),
                ),
                ("call_opens_on", models.DateField(blank=True, null=True, verbose_name="ouverture de l’appel")),
                (
                    "call_closes_on",
                    models.DateField(
                        blank=True,
                        help_text="Les candidatures sont reçues jusqu’à la fin de ce jour.",
                        null=True,
                        verbose_name="clôture de l’appel",
                    ),
                ),
                (
                    "absence_notice_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        help_text="Compté avant chaque journée.",
                        verbose_name="délai pour annoncer une absence (jours)",
                    ),
                ),
                (
                    "attendance_threshold",
                    models.PositiveSmallIntegerField(
                        default=80,
                        help_text="Part des demi-journées à partir de laquelle une attestation d’assiduité est établie\u202f; en dessous, l’équipe est alertée.",
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="seuil d’assiduité (%)",
                    ),
                ),
                (
                    "remote_counts",
                    models.BooleanField(
                        default=True,
                        help_text="Une demi-journée suivie à distance compte dans l’assiduité et dans les attestations.",
                        verbose_name="la présence à distance compte",
                    ),
                ),
                (
                    "convocation_notes",
                    models.TextField(
                        blank=True,
                        default="Votre participation est personnelle. En cas d’empêchement, écrivez à {organisateur}, {limite}\u202f; merci de ne pas vous faire remplacer sans nous en avoir parlé.\nLa présente convocation est établie pour faire valoir ce que de droit\u202f; elle ne remplace pas l’ordre de mission délivré par votre employeur.",
                        help_text="Une par ligne. Mots remplacés\xa0: {limite} (dernier jour pour annoncer une absence), {organisateur} (courriel de l’atelier, ou «\xa0l’équipe d’organisation\xa0»)",
                        verbose_name="à savoir",
                    ),
                ),
                (
                    "convocation_notes_on_site",
                    models.TextField(
                        blank=True,
                        default="Le déplacement et le déjeuner restent à la charge des participants.",
                        help_text="De même\u202f; ces lignes ne sont pas dites d’une journée tenue en ligne.",
                        verbose_name="à savoir, sur place",
                    ),
                ),
                (
                    "signed_by",
                    models.CharField(
                        blank=True,
                        default="L’équipe d’organisation",
                        help_text="La première ligne de la signature\u202f; le nom de l’atelier la suit.",
                        max_length=100,
                        verbose_name="qui signe les courriels",
                    ),
                ),
                (
                    "reply_email",
                    models.EmailField(
                        blank=True,
                        help_text="Où arrivent les réponses aux courriels de la saison. Vide\xa0: le courriel de l’atelier. "
                        "Là où l’Atelier relève lui-même les réponses, elles paraissent dans «\xa0Réponses\xa0».",
                        max_length=254,
                        verbose_name="réponses à",
                    ),
                ),
                (
                    "holder_freeze_days",
                    models.PositiveSmallIntegerField(
                        default=7,
                        help_text="Aucun changement ne prend effet dans les jours qui précèdent une journée.",
                        verbose_name="gel des changements de titulaire (jours)",
                    ),
                ),
                (
                    "follows_undertakings",
                    models.BooleanField(
                        default=True,
                        help_text="Ce que chacun s’engage à faire en fin de séquence, et ce que c’est devenu à la journée suivante. Décoché : rien n’en paraît plus, et ce qui est écrit est gardé.",
                        verbose_name="suivi des engagements entre pairs",
                    ),
                ),
                (
                    "is_evaluated",
                    models.BooleanField(
                        default=True,
                        help_text="Un questionnaire après chaque journée et un autre après la saison, sans nom. Décoché : rien n’en paraît ni n’en part plus, et ce qui est gardé le reste.",
                        verbose_name="évaluation",
                    ),
                ),
                (
                    "uses_day_lists",
                    models.BooleanField(
                        default=True,
                        help_text="Repas, aménagements, images, salles et matériel, réunis sous « Préparer la journée ». Décoché : rien n’en paraît plus, et rien n’est plus demandé.",
                        verbose_name="listes de la journée",
                    ),
                ),
                (
                    "uses_shared_files",
                    models.BooleanField(
                        default=True,
                        help_text="Ce que l’équipe met à disposition d’une journée, d’un territoire ou de toute la saison. Décoché : rien n’en paraît plus, et ce qui est publié est gardé.",
                        verbose_name="fichiers et liens",
                    ),
                ),
                (
                    "keeps_alumni",
                    models.BooleanField(
                        default=True,
                        help_text="Une fois la saison finie, chaque participant peut accepter de rester joignable, jusqu’à une date. Décoché : rien n’en est plus demandé ni montré, et ce qui est accepté s’arrête à sa date.",
                        verbose_name="anciens",
                    ),
                ),
                (
                    "opens_to_programs",
                    models.BooleanField(
                        default=True,
                        help_text="Des jetons permettent à un autre programme de lire la saison, des signaux l’avertissent ; l’équipe en crée ou non. Décoché : aucun jeton n’ouvre plus rien, aucun signal ne part, et ce qui est réglé est gardé.",
                        verbose_name="accès d’autres programmes",
                    ),
                ),
                (
                    "lists_territories",
                    models.BooleanField(
                        default=True,
                        help_text="À partir de la première journée, la page publique nomme les territoires retenus et les montre sur une carte. Décoché : elle n’en dit rien.",
                        verbose_name="territoires sur la page publique",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        help_text="Vaut pour chaque journée qui n’en a pas d’autre.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="seasons.venue",
                        verbose_name="lieu habituel",
                    ),
                ),
            ],
            options={
                "verbose_name": "saison",
                "verbose_name_plural": "saisons",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Workshop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(default="Atelier", max_length=150, verbose_name="nom de l’atelier")),
                ("carried_by", models.CharField(blank=True, max_length=200, verbose_name="porté par")),
                ("founders", models.TextField(blank=True, help_text="Un par ligne.", verbose_name="à l’origine")),
                (
                    "supported_by",
                    models.TextField(blank=True, help_text="Un par ligne.", verbose_name="avec l’appui de"),
                ),
                ("network_name", models.CharField(blank=True, max_length=150, verbose_name="réseau")),
                ("network_url", models.URLField(blank=True, max_length=300, verbose_name="adresse du réseau")),
                ("publisher", models.CharField(blank=True, max_length=200, verbose_name="éditeur du site")),
                ("legal_form", models.CharField(blank=True, max_length=100, verbose_name="forme juridique")),
                ("address", models.TextField(blank=True, verbose_name="adresse")),
                ("siret", models.CharField(blank=True, help_text="14 chiffres.", max_length=20, verbose_name="SIRET")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                (
                    "publication_director",
                    models.CharField(blank=True, max_length=150, verbose_name="direction de la publication"),
                ),
                ("host", models.TextField(blank=True, help_text="Nom, adresse, téléphone.", verbose_name="hébergeur")),
                (
                    "data_protection",
                    models.TextField(
                        blank=True, help_text="Nom ou fonction, courriel.", verbose_name="contact données personnelles"
                    ),
                ),
                ("signatory", models.CharField(blank=True, max_length=150, verbose_name="signataire des convocations")),
                ("signatory_title", models.CharField(blank=True, max_length=150, verbose_name="qualité du signataire")),
            ],
            options={
                "verbose_name": "atelier",
                "verbose_name_plural": "atelier",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="workshop_single_row",
                        violation_error_message="L’atelier est déjà décrit\xa0: modifiez sa fiche.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Resource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
                ("kind", models.CharField(max_length=80, verbose_name="nature")),
                ("url", models.URLField(max_length=300, verbose_name="adresse")),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="durée (minutes)")),
                ("about", models.CharField(blank=True, max_length=200, verbose_name="sujet")),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="resources",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
            ],
            options={
                "verbose_name": "ressource",
                "verbose_name_plural": "ressources",
                "ordering": ["season", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("season", "url"),
                        name="resource_url_unique_in_season",
                        violation_error_message="Cette adresse figure déjà parmi les ressources de la saison.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("export", "classeur de la saison"),
                            ("import", "import d’un classeur"),
                            ("territory", "convocations d’un territoire (PDF)"),
                            ("season", "convocations de la saison (ZIP)"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        blank=True, help_text="La saison, si rien n’est dit.", max_length=200, verbose_name="de quoi"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="fichier")),
                ("sheets", models.JSONField(default=list, verbose_name="feuilles")),
                ("options", models.JSONField(default=dict, verbose_name="options")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "en cours"),
                            ("read", "à relire"),
                            ("applying", "en cours d’écriture"),
                            ("done", "terminé"),
                            ("failed", "refusé"),
                        ],
                        db_index=True,
                        default="waiting",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="demandé le")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="terminé le")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="fait")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="à faire")),
                ("written", models.PositiveIntegerField(default=0, verbose_name="lignes écrites")),
                ("rows", models.JSONField(default=list, verbose_name="lignes")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="taille (octets)")),
                ("error", models.CharField(blank=True, max_length=500, verbose_name="erreur")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="par",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jobs",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
            ],
            options={
                "verbose_name": "travail de fond",
                "verbose_name_plural": "travaux de fond",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("done__lte", models.F("total"))),
                        name="job_done_within_total",
                        violation_error_message="Un travail ne compte pas plus de lignes faites que demandées.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TeamMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        help_text="Vide pour qui a un compte : son nom y est.",
                        max_length=150,
                        verbose_name="nom",
                    ),
                ),
                ("role", models.CharField(max_length=200, verbose_name="rôle")),
                ("invited_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="invitée le")),
                (
                    "joined_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="a rejoint l’équipe le"),
                ),
                (
                    "left_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="a quitté l’équipe le"),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="team_places",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
            ],
            options={
                "verbose_name": "membre de l’équipe d’animation",
                "verbose_name_plural": "équipe d’animation",
                "ordering": ["season", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("name", ""), _negated=True),
                        fields=("season", "name"),
                        name="team_member_name_unique_in_season",
                        violation_error_message="Cette personne est déjà dans l’équipe de la saison.",
                    ),
                    models.UniqueConstraint(
                        fields=("season", "user"),
                        name="team_member_user_unique_in_season",
                        violation_error_message="Cette personne est déjà dans l’équipe de la saison.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), ("user__isnull", False)),
                            models.Q(("user__isnull", True), models.Q(("name", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="team_member_name_has_one_home",
                        violation_error_message="Le nom de qui a un compte est celui du compte ; sinon, écrivez-le ici.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("user__isnull", False), ("joined_at", None), _connector="OR"),
                        name="team_member_joins_with_account",
                        violation_error_message="On ne rejoint l’équipe qu’avec un compte.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(
                                6, "Une saison a six catégories au plus\xa0: écrivez un ordre de 1 à 6."
                            ),
                        ],
                        verbose_name="ordre",
                    ),
                ),
                ("code", models.SlugField(max_length=30, verbose_name="code")),
                ("label", models.CharField(max_length=80, verbose_name="nom")),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="sièges par territoire",
                    ),
                ),
                ("examples", models.TextField(blank=True, help_text="Un par ligne.", verbose_name="exemples")),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="categories",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
            ],
            options={
                "verbose_name": "catégorie",
                "verbose_name_plural": "catégories",
                "ordering": ["season", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("season", "code"),
                        name="category_code_unique_in_season",
                        violation_error_message="Deux catégories de la saison portent ce code.",
                    ),
                    models.UniqueConstraint(
                        fields=("season", "position"),
                        name="category_position_unique_in_season",
                        violation_error_message="Deux catégories de la saison ont le même rang.",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="season",
            constraint=models.CheckConstraint(
                condition=models.Q(("contribution_max__gte", models.F("contribution_min"))),
                name="season_contribution_range",
                violation_error_message="La contribution maximale est inférieure à la minimale.",
            ),
        ),
        migrations.AddConstraint(
            model_name="season",
            constraint=models.CheckConstraint(
                condition=models.Q(("call_closes_on__gte", models.F("call_opens_on"))),
                name="season_call_period",
                violation_error_message="L’appel se clôt avant de s’ouvrir\xa0: vérifiez les deux dates.",
            ),
        ),
        migrations.AddConstraint(
            model_name="season",
            constraint=models.CheckConstraint(
                condition=models.Q(("places__gte", 1)),
                name="season_places_positive",
                violation_error_message="Une saison compte au moins une place.",
            ),
        ),
        migrations.RunPython(add_pages, migrations.RunPython.noop),
    ]

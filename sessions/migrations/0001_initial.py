import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import atelier.core.uploads
import sessions.documents.models
import sessions.programme.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("referential", "0001_initial"),
        ("seasons", "0001_initial"),
        ("territories", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.TimeField(verbose_name="début")),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("plenary", "plénière"),
                            ("peers", "entre pairs"),
                            ("inter", "inter-territoires"),
                            ("collective", "par collectif territorial"),
                            ("codev", "codéveloppement"),
                        ],
                        max_length=10,
                        verbose_name="format",
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="intitulé")),
                ("room", models.CharField(blank=True, max_length=80, verbose_name="salle")),
                ("preparation", models.CharField(blank=True, max_length=250, verbose_name="à préparer")),
                (
                    "facilitators",
                    models.ManyToManyField(
                        blank=True, related_name="items", to="seasons.teammember", verbose_name="animation"
                    ),
                ),
                (
                    "stakes",
                    models.ManyToManyField(blank=True, related_name="+", to="referential.stake", verbose_name="enjeux"),
                ),
            ],
            options={
                "verbose_name": "séquence",
                "verbose_name_plural": "séquences",
                "ordering": ["half_day", "starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Composition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seed", models.PositiveIntegerField(verbose_name="graine")),
                ("at", models.DateTimeField(auto_now=True, verbose_name="composé le")),
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
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="composition",
                        to="atelier_sessions.agendaitem",
                        verbose_name="séquence",
                    ),
                ),
            ],
            options={
                "verbose_name": "composition des groupes",
                "verbose_name_plural": "compositions des groupes",
                "ordering": ["item"],
            },
        ),
        migrations.CreateModel(
            name="Day",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MinValueValidator(1)], verbose_name="numéro"
                    ),
                ),
                ("date", models.DateField(verbose_name="date")),
                (
                    "status",
                    models.CharField(
                        choices=[("planned", "prévue"), ("cancelled", "annulée")],
                        default="planned",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=150, verbose_name="intitulé")),
                (
                    "mode",
                    models.CharField(
                        choices=[("on_site", "sur place"), ("online", "en ligne"), ("both", "sur place et en ligne")],
                        default="on_site",
                        max_length=10,
                        verbose_name="tenue",
                    ),
                ),
                (
                    "link",
                    models.URLField(
                        blank=True,
                        help_text="Montré aux seules personnes convoquées, à partir de la veille\xa0: courriel, convocation, agenda, «\xa0Mon espace\xa0». Jamais sur les pages publiques.",
                        max_length=500,
                        verbose_name="lien de connexion",
                    ),
                ),
                (
                    "preparation",
                    models.TextField(
                        blank=True,
                        help_text="Ce que chacun apporte ou remplit avant de venir.",
                        verbose_name="à préparer",
                    ),
                ),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, unique=True, verbose_name="identifiant de calendrier"
                    ),
                ),
                (
                    "sequence",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="révision de calendrier"),
                ),
                ("changed_at", models.DateTimeField(auto_now_add=True, verbose_name="modifiée le")),
                (
                    "shown",
                    models.CharField(
                        blank=True, editable=False, max_length=64, verbose_name="empreinte de l’entrée de calendrier"
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        help_text="Vide\xa0: le lieu habituel de la saison.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="seasons.venue",
                        verbose_name="lieu",
                    ),
                ),
            ],
            options={
                "verbose_name": "journée",
                "verbose_name_plural": "journées",
                "ordering": ["season", "date", "number"],
            },
        ),
        migrations.CreateModel(
            name="Convocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="numéro")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="émise le")),
                (
                    "snapshot",
                    models.JSONField(
                        help_text="Tout ce que le document dit, tel qu’il le disait.", verbose_name="contenu figé"
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="empreinte")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="taille (octets)")),
                (
                    "hold_mail",
                    models.BooleanField(
                        default=False,
                        editable=False,
                        help_text="Préparé, il part quand quelqu’un l’envoie.",
                        verbose_name="courriel à relire",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="convocations",
                        to="territories.participant",
                        verbose_name="participant",
                    ),
                ),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="convocations",
                        to="atelier_sessions.day",
                        verbose_name="journée",
                    ),
                ),
            ],
            options={
                "verbose_name": "convocation",
                "verbose_name_plural": "convocations",
                "ordering": ["day__date", "participant__sort_name", "version"],
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="close le")),
                ("reopened_at", models.DateTimeField(blank=True, null=True, verbose_name="rouverte le")),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="motif de réouverture")),
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
                    "reopened_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="rouverte par",
                    ),
                ),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="atelier_sessions.day",
                        verbose_name="journée",
                    ),
                ),
            ],
            options={
                "verbose_name": "clôture des présences",
                "verbose_name_plural": "clôtures des présences",
                "ordering": ["day", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Feed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "token",
                    models.CharField(
                        default=sessions.programme.models.new_token,
                        editable=False,
                        max_length=50,
                        unique=True,
                        verbose_name="jeton",
                    ),
                ),
                ("renewed_at", models.DateTimeField(auto_now=True, verbose_name="renouvelé le")),
                (
                    "triptych",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feed",
                        to="territories.triptych",
                        verbose_name="triptyque",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feed",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
            ],
            options={
                "verbose_name": "flux d’agenda",
                "verbose_name_plural": "flux d’agenda",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="numéro")),
                ("label", models.CharField(max_length=100, verbose_name="nom")),
                (
                    "composition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="groups",
                        to="atelier_sessions.composition",
                        verbose_name="composition",
                    ),
                ),
                (
                    "people",
                    models.ManyToManyField(
                        related_name="tables", to="territories.participant", verbose_name="personnes"
                    ),
                ),
            ],
            options={
                "verbose_name": "groupe",
                "verbose_name_plural": "groupes",
                "ordering": ["composition", "number"],
            },
        ),
        migrations.CreateModel(
            name="HalfDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "period",
                    models.CharField(
                        choices=[("morning", "matin"), ("afternoon", "après-midi")],
                        max_length=10,
                        verbose_name="demi-journée",
                    ),
                ),
                ("starts_at", models.TimeField(verbose_name="début")),
                ("ends_at", models.TimeField(verbose_name="fin")),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="half_days",
                        to="atelier_sessions.day",
                        verbose_name="journée",
                    ),
                ),
            ],
            options={
                "verbose_name": "demi-journée",
                "verbose_name_plural": "demi-journées",
                "ordering": ["day", "starts_at"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("expected", "attendu"),
                            ("present", "présent"),
                            ("late", "en retard"),
                            ("left_early", "parti plus tôt"),
                            ("remote", "à distance"),
                            ("excused", "excusé"),
                            ("absent", "absent"),
                        ],
                        default="expected",
                        max_length=10,
                        verbose_name="présence",
                    ),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Pour un retard ou un départ anticipé.",
                        null=True,
                        verbose_name="minutes manquées",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="motif")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("grid", "saisie par l’équipe"),
                            ("checkin", "pointage à l’accueil"),
                            ("declared", "annoncée par la personne"),
                        ],
                        default="grid",
                        max_length=10,
                        verbose_name="saisie",
                    ),
                ),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="notée le")),
                (
                    "noted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="notée par",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="territories.participant",
                        verbose_name="participant",
                    ),
                ),
                (
                    "half_day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="atelier_sessions.halfday",
                        verbose_name="demi-journée",
                    ),
                ),
            ],
            options={
                "verbose_name": "présence",
                "verbose_name_plural": "présences",
                "ordering": ["half_day__day__date", "half_day__starts_at", "participant__sort_name", "pk"],
            },
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="half_day",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="items",
                to="atelier_sessions.halfday",
                verbose_name="demi-journée",
            ),
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="créé le"),
                ),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
                ("title", models.CharField(max_length=150, verbose_name="intitulé")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="note")),
                ("url", models.URLField(blank=True, max_length=300, verbose_name="lien")),
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
                        default=1,
                        verbose_name="qui peut la lire",
                    ),
                ),
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
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="atelier_sessions.day",
                        verbose_name="journée",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="notes",
                        to="atelier_sessions.agendaitem",
                        verbose_name="séquence",
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
                    "stakes",
                    models.ManyToManyField(blank=True, related_name="+", to="referential.stake", verbose_name="enjeux"),
                ),
                (
                    "triptych",
                    models.ForeignKey(
                        blank=True,
                        help_text="Pour ce qui s’est dit dans un collectif territorial.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="territories.triptych",
                        verbose_name="territoire",
                    ),
                ),
            ],
            options={
                "verbose_name": "note de journée",
                "verbose_name_plural": "notes de journée",
                "ordering": ["day", "item__half_day__starts_at", "item__starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PeerQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="adressée le")),
                (
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="atelier_sessions.day",
                        verbose_name="journée",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addressed",
                        to="referential.entry",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "question aux pairs",
                "verbose_name_plural": "questions aux pairs",
                "ordering": ["day__number", "asked_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PeerAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=3000, verbose_name="réponse")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="le")),
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
                    "triptych",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="territories.triptych",
                        verbose_name="territoire",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="atelier_sessions.peerquestion",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "réponse d’un pair",
                "verbose_name_plural": "réponses des pairs",
                "ordering": ["question", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SheetScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.FileField(upload_to=atelier.core.uploads.StoredName("emargements"), verbose_name="fichier"),
                ),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="versé le")),
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
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="atelier_sessions.day",
                        verbose_name="journée",
                    ),
                ),
            ],
            options={
                "verbose_name": "feuille d’émargement signée",
                "verbose_name_plural": "feuilles d’émargement signées",
                "ordering": ["day", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Attestation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="numéro")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="émise le")),
                (
                    "snapshot",
                    models.JSONField(
                        help_text="Tout ce que le document dit, tel qu’il le disait.", verbose_name="contenu figé"
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="empreinte")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="taille (octets)")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("participation", "attestation de participation"),
                            ("assiduity", "attestation d’assiduité"),
                        ],
                        max_length=15,
                        verbose_name="nature",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        default=sessions.documents.models.new_code,
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="code de vérification",
                    ),
                ),
                ("revoked_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="retirée le")),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attestations",
                        to="territories.participant",
                        verbose_name="participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "attestation",
                "verbose_name_plural": "attestations",
                "ordering": ["participant__sort_name", "kind", "version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("participant", "kind", "version"),
                        name="attestation_version_unique",
                        violation_error_message="Cette version de l’attestation existe déjà.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Booklet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=30, unique=True, verbose_name="numéro")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("issued_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="émise le")),
                (
                    "snapshot",
                    models.JSONField(
                        help_text="Tout ce que le document dit, tel qu’il le disait.", verbose_name="contenu figé"
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="empreinte")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="taille (octets)")),
                (
                    "triptych",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="booklets",
                        to="territories.triptych",
                        verbose_name="triptyque",
                    ),
                ),
            ],
            options={
                "verbose_name": "livret de territoire",
                "verbose_name_plural": "livrets de territoire",
                "ordering": ["triptych", "version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("triptych", "version"),
                        name="booklet_version_unique",
                        violation_error_message="Cette version du livret existe déjà.",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="day",
            constraint=models.UniqueConstraint(
                fields=("season", "number"),
                name="day_number_unique_in_season",
                violation_error_message="Une journée de la saison porte déjà ce numéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="day",
            constraint=models.CheckConstraint(
                condition=models.Q(("link", ""), models.Q(("mode", "on_site"), _negated=True), _connector="OR"),
                name="day_link_is_of_an_online_day",
                violation_error_message="Un lien de connexion va avec une journée en ligne\xa0: changez sa tenue.",
            ),
        ),
        migrations.AddConstraint(
            model_name="day",
            constraint=models.UniqueConstraint(
                fields=("season", "date"),
                name="day_date_unique_in_season",
                violation_error_message="La saison compte déjà une journée à cette date.",
            ),
        ),
        migrations.AddConstraint(
            model_name="convocation",
            constraint=models.UniqueConstraint(
                fields=("participant", "day", "version"),
                name="convocation_version_unique",
                violation_error_message="Cette version de la convocation existe déjà.",
            ),
        ),
        migrations.AddConstraint(
            model_name="convocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)),
                name="convocation_version_positive",
                violation_error_message="Les versions se comptent à partir de 1.",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reopened_at", None)),
                fields=("day",),
                name="closing_one_standing_by_day",
                violation_error_message="Les présences de cette journée sont déjà closes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="closing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reopened_at", None),
                    models.Q(("reopened_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="closing_reopened_with_reason",
                violation_error_message="Une réouverture porte son auteur et son motif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="feed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("triptych__isnull", True), ("user__isnull", False)),
                    models.Q(("triptych__isnull", False), ("user__isnull", True)),
                    _connector="OR",
                ),
                name="feed_of_one_owner",
                violation_error_message="Un flux est celui d’une personne ou d’un territoire.",
            ),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.UniqueConstraint(
                fields=("composition", "number"),
                name="group_number_unique_in_composition",
                violation_error_message="Deux groupes de la séquence portent ce numéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="halfday",
            constraint=models.UniqueConstraint(
                fields=("day", "period"),
                name="half_day_period_unique_in_day",
                violation_error_message="La journée a déjà cette demi-journée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="halfday",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="half_day_ends_after_start",
                violation_error_message="La demi-journée finit avant de commencer\xa0: vérifiez les deux heures.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.UniqueConstraint(
                fields=("participant", "half_day"),
                name="attendance_unique",
                violation_error_message="La présence de cette personne est déjà notée pour la demi-journée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__isnull", True), ("status__in", ["late", "left_early"]), _connector="OR"),
                name="attendance_minutes_need_reason",
                violation_error_message="Des minutes manquées se notent avec «\xa0en retard\xa0» ou «\xa0parti plus tôt\xa0».",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", [0, 1, 2, 3, 4])),
                name="note_known_visibility",
                violation_error_message="Choisissez qui peut lire cette note.",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("visibility", 2), _negated=True), ("triptych__isnull", False), _connector="OR"
                ),
                name="note_of_a_territory_names_it",
                violation_error_message="Pour la montrer à un territoire, dites lequel.",
            ),
        ),
        migrations.CreateModel(
            name="BroughtQuestion",
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
                ("table", models.PositiveSmallIntegerField(default=1, verbose_name="table")),
                ("text", models.TextField(max_length=1000, verbose_name="question")),
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
                    "day",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brought",
                        to="atelier_sessions.day",
                        verbose_name="journée",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="brought",
                        to="atelier_sessions.agendaitem",
                        verbose_name="séquence",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        blank=True,
                        help_text="Vide : le triptyque l’apporte ensemble.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="brought",
                        to="territories.participant",
                        verbose_name="personne qui l’apporte",
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
                    "stakes",
                    models.ManyToManyField(blank=True, related_name="+", to="referential.stake", verbose_name="enjeux"),
                ),
                (
                    "triptych",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="brought",
                        to="territories.triptych",
                        verbose_name="territoire qui l’apporte",
                    ),
                ),
            ],
            options={
                "verbose_name": "question apportée",
                "verbose_name_plural": "questions apportées",
                "ordering": ["day", "item__half_day__starts_at", "item__starts_at", "table", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Undertaking",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(verbose_name="rang")),
                ("text", models.CharField(max_length=300, verbose_name="engagement")),
                ("due_on", models.DateField(verbose_name="pour le")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "fait"),
                            ("changed", "changé"),
                            ("dropped", "abandonné"),
                            ("later", "plus tard"),
                        ],
                        max_length=10,
                        verbose_name="ce que c’est devenu",
                    ),
                ),
                ("outcome_line", models.CharField(blank=True, max_length=300, verbose_name="en une ligne")),
                ("outcome_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="dit le")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="pris le"),
                ),
                (
                    "outcome_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dit par",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undertakings",
                        to="territories.participant",
                        verbose_name="qui s’engage",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undertakings",
                        to="atelier_sessions.broughtquestion",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "engagement entre pairs",
                "verbose_name_plural": "engagements entre pairs",
                "ordering": ["question__day__number", "question", "rank"],
            },
        ),
        migrations.AddConstraint(
            model_name="broughtquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("visibility__in", [0, 1, 2, 3, 4])),
                name="brought_known_visibility",
                violation_error_message="Choisissez qui peut lire cette question.",
            ),
        ),
        migrations.AddConstraint(
            model_name="broughtquestion",
            constraint=models.UniqueConstraint(
                fields=("item", "table"),
                name="brought_one_a_table",
                violation_error_message="Cette table a déjà sa question.",
            ),
        ),
        migrations.AddConstraint(
            model_name="undertaking",
            constraint=models.UniqueConstraint(
                fields=("question", "rank"),
                name="undertaking_rank_unique_in_question",
                violation_error_message="La table a déjà un engagement à ce rang.",
            ),
        ),
        migrations.AddConstraint(
            model_name="undertaking",
            constraint=models.CheckConstraint(
                condition=models.Q(("rank__range", (1, 3))),
                name="undertaking_three_at_most",
                violation_error_message="Une table prend trois engagements au plus.",
            ),
        ),
        migrations.AddConstraint(
            model_name="undertaking",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("outcome_at", None)),
                    models.Q(models.Q(("outcome", ""), _negated=True), ("outcome_at__isnull", False)),
                    _connector="OR",
                ),
                name="undertaking_outcome_dated",
                violation_error_message="Ce qu’un engagement est devenu porte sa date.",
            ),
        ),
    ]

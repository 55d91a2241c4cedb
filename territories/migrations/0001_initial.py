import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import atelier.core.money
import territories.models.participant


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("seasons", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Criterion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="ordre")),
                ("label", models.CharField(max_length=120, verbose_name="critère")),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="De 1 à 10.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="poids",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
            ],
            options={
                "verbose_name": "critère de lecture",
                "verbose_name_plural": "critères de lecture",
                "ordering": ["season", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="NotADuplicate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="nature")),
                ("first", models.PositiveBigIntegerField(verbose_name="première fiche")),
                ("second", models.PositiveBigIntegerField(verbose_name="seconde fiche")),
                ("seen", models.TextField(verbose_name="ce qui a été comparé")),
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
            ],
            options={
                "verbose_name": "fiches distinctes",
                "verbose_name_plural": "fiches distinctes",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=250, verbose_name="nom")),
                ("sort_name", models.CharField(db_index=True, editable=False, max_length=250)),
                ("siret", models.CharField(blank=True, help_text="14 chiffres.", max_length=20, verbose_name="SIRET")),
                ("address", models.TextField(blank=True, verbose_name="adresse")),
                (
                    "is_confirmed",
                    models.BooleanField(
                        default=True,
                        help_text="Décoché : une candidature l’a nommé ainsi, et elle seule s’en sert.",
                        verbose_name="vérifié",
                    ),
                ),
            ],
            options={
                "verbose_name": "organisme",
                "verbose_name_plural": "organismes",
                "ordering": ["sort_name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("siret", ""), _negated=True), ("is_confirmed", True)),
                        fields=("siret",),
                        name="organisation_siret_unique",
                        violation_error_message="Un organisme vérifié porte déjà ce SIRET : réunissez les deux.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "seat",
                    models.PositiveSmallIntegerField(
                        default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name="siège"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invited", "invité"),
                            ("confirmed", "confirmé"),
                            ("declined", "a décliné"),
                            ("left", "a quitté la saison"),
                        ],
                        db_index=True,
                        default="invited",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="prénom")),
                ("last_name", models.CharField(max_length=150, verbose_name="nom")),
                ("sort_name", models.CharField(db_index=True, editable=False, max_length=310)),
                (
                    "salutation",
                    models.CharField(
                        blank=True,
                        help_text="Par exemple\xa0: Madame la Maire.",
                        max_length=100,
                        verbose_name="formule d’appel",
                    ),
                ),
                ("position", models.CharField(max_length=150, verbose_name="fonction")),
                ("organisation", models.CharField(max_length=200, verbose_name="organisme")),
                ("email", models.EmailField(max_length=254, verbose_name="courriel professionnel")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                (
                    "mandate_ends_on",
                    models.DateField(
                        blank=True, help_text="Si elle est connue.", null=True, verbose_name="fin du mandat ou du poste"
                    ),
                ),
                (
                    "checkin_code",
                    models.CharField(
                        default=territories.models.participant.new_checkin_code,
                        editable=False,
                        max_length=6,
                        verbose_name="code d’accueil",
                    ),
                ),
                ("invitation", models.UUIDField(default=uuid.uuid4, editable=False, verbose_name="lien personnel")),
                ("invited_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="invité le")),
                ("answered_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="répondu le")),
                (
                    "seated_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="en siège depuis"),
                ),
                (
                    "left_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="a quitté son siège le"),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participants",
                        to="seasons.category",
                        verbose_name="catégorie",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participants",
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
                        related_name="participants",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
            ],
            options={
                "verbose_name": "participant",
                "verbose_name_plural": "participants",
                "ordering": ["triptych", "category__position", "seat", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HolderChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "effective_on",
                    models.DateField(
                        help_text="Le premier jour où la nouvelle personne tient le siège.", verbose_name="à partir du"
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        help_text="Changement de poste, élection, départ…", max_length=500, verbose_name="motif"
                    ),
                ),
                ("first_name", models.CharField(max_length=150, verbose_name="prénom")),
                ("last_name", models.CharField(max_length=150, verbose_name="nom")),
                ("position", models.CharField(max_length=150, verbose_name="fonction")),
                ("organisation", models.CharField(max_length=200, verbose_name="organisme")),
                ("email", models.EmailField(max_length=254, verbose_name="courriel professionnel")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "demandé"), ("accepted", "accepté"), ("refused", "refusé")],
                        default="asked",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="demandé le")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="décidé le")),
                ("roles", models.JSONField(blank=True, default=dict, editable=False, verbose_name="autres rôles")),
                ("took_effect_at", models.DateTimeField(blank=True, null=True, verbose_name="entré en vigueur le")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="demandé par",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="décidé par",
                    ),
                ),
                (
                    "leaving",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="departures",
                        to="territories.participant",
                        verbose_name="titulaire actuel",
                    ),
                ),
            ],
            options={
                "verbose_name": "changement de titulaire",
                "verbose_name_plural": "changements de titulaire",
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="AccessNeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("step_free", models.BooleanField(default=False, verbose_name="accès sans marche")),
                ("near_door", models.BooleanField(default=False, verbose_name="place près de la porte")),
                ("breaks", models.BooleanField(default=False, verbose_name="pauses plus fréquentes")),
                ("hearing_loop", models.BooleanField(default=False, verbose_name="boucle magnétique")),
                ("sign_language", models.BooleanField(default=False, verbose_name="interprète en langue des signes")),
                ("large_print", models.BooleanField(default=False, verbose_name="documents en gros caractères")),
                (
                    "read_aloud",
                    models.BooleanField(default=False, verbose_name="documents lisibles par une synthèse vocale"),
                ),
                (
                    "companion",
                    models.BooleanField(
                        default=False, verbose_name="place pour une personne ou un animal qui accompagne"
                    ),
                ),
                ("parking", models.BooleanField(default=False, verbose_name="stationnement à proximité")),
                (
                    "text",
                    models.TextField(blank=True, max_length=1000, verbose_name="autre aménagement, en quelques mots"),
                ),
                ("consented_at", models.DateTimeField(auto_now=True, verbose_name="accord donné le")),
                (
                    "participant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="access_need",
                        to="territories.participant",
                        verbose_name="participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "besoin d’aménagement",
                "verbose_name_plural": "besoins d’aménagement",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="AlumniAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reached_by",
                    models.CharField(
                        choices=[
                            ("message", "par un message que l’Atelier transmet, sans montrer mon adresse"),
                            ("address", "par courriel, mon adresse est montrée"),
                        ],
                        default="message",
                        max_length=10,
                        verbose_name="joignable",
                    ),
                ),
                ("agreed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="accord donné le")),
                ("ends_on", models.DateField(db_index=True, verbose_name="jusqu’au")),
                (
                    "participant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alumni_agreement",
                        to="territories.participant",
                        verbose_name="participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "ancien joignable",
                "verbose_name_plural": "anciens joignables",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="PersonalChoices",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "shares_contact",
                    models.BooleanField(default=False, verbose_name="partage de ses coordonnées avec le groupe"),
                ),
                (
                    "image_reports",
                    models.BooleanField(default=False, verbose_name="image dans les comptes rendus internes"),
                ),
                ("image_site", models.BooleanField(default=False, verbose_name="image sur le site de l’atelier")),
                ("image_social", models.BooleanField(default=False, verbose_name="image sur les réseaux sociaux")),
                ("image_film", models.BooleanField(default=False, verbose_name="image dans un film")),
                ("answered_at", models.DateTimeField(auto_now=True, verbose_name="répondu le")),
                (
                    "participant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="choices",
                        to="territories.participant",
                        verbose_name="participant",
                    ),
                ),
            ],
            options={
                "verbose_name": "choix personnels",
                "verbose_name_plural": "choix personnels",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="remarques")),
                (
                    "conflict",
                    models.CharField(
                        blank=True,
                        help_text="Avec le territoire : cette personne ne lit pas la candidature et n’en décide pas.",
                        max_length=200,
                        verbose_name="lien déclaré",
                    ),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="modifié le")),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lu par",
                    ),
                ),
            ],
            options={
                "verbose_name": "lecture",
                "verbose_name_plural": "lectures",
                "ordering": ["triptych", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "value",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "1, faible"), (2, "2"), (3, "3"), (4, "4, fort")], verbose_name="appréciation"
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="territories.criterion",
                        verbose_name="critère",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scores",
                        to="territories.review",
                        verbose_name="lecture",
                    ),
                ),
            ],
            options={
                "verbose_name": "appréciation",
                "verbose_name_plural": "appréciations",
                "ordering": ["review", "criterion__position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Territory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=250, verbose_name="nom du territoire")),
                (
                    "short_name",
                    models.CharField(
                        blank=True,
                        help_text="Celui des listes et des étiquettes, si le nom est long.",
                        max_length=60,
                        verbose_name="nom court",
                    ),
                ),
                (
                    "sentence_name",
                    models.CharField(
                        blank=True,
                        help_text="Avec son article : « la communauté d’agglomération de Bellerive ». "
                        "Vide, il est déduit du nom.",
                        max_length=250,
                        verbose_name="nom dans une phrase",
                    ),
                ),
                ("sort_name", models.CharField(db_index=True, editable=False, max_length=320)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("COM", "Commune"),
                            ("CC", "Communauté de communes"),
                            ("CA", "Communauté d’agglomération"),
                            ("CU", "Communauté urbaine"),
                            ("MET", "Métropole"),
                            ("MLY", "Métropole de Lyon"),
                            ("EPT", "Établissement public territorial"),
                            ("PETR", "Pôle d’équilibre territorial et rural"),
                            ("PMET", "Pôle métropolitain"),
                            ("PNR", "Parc naturel régional"),
                            ("SM", "Syndicat mixte ou intercommunal"),
                            ("DEP", "Département"),
                            ("REG", "Région ou collectivité unique"),
                            ("COMER", "Collectivité d’outre-mer"),
                            ("PAYS", "Pays"),
                            ("ASSO", "Association porteuse"),
                            ("SCIC", "SCIC ou coopérative"),
                            ("GIP", "Groupement d’intérêt public"),
                            ("PROJ", "Territoire de projet"),
                        ],
                        max_length=5,
                        verbose_name="type de territoire",
                    ),
                ),
                (
                    "department",
                    models.CharField(
                        choices=[
                            ("01", "01 – Ain"),
                            ("02", "02 – Aisne"),
                            ("03", "03 – Allier"),
                            ("04", "04 – Alpes-de-Haute-Provence"),
                            ("05", "05 – Hautes-Alpes"),
                            ("06", "06 – Alpes-Maritimes"),
                            ("07", "07 – Ardèche"),
                            ("08", "08 – Ardennes"),
                            ("09", "09 – Ariège"),
                            ("10", "10 – Aube"),
                            ("11", "11 – Aude"),
                            ("12", "12 – Aveyron"),
                            ("13", "13 – Bouches-du-Rhône"),
                            ("14", "14 – Calvados"),
                            ("15", "15 – Cantal"),
                            ("16", "16 – Charente"),
                            ("17", "17 – Charente-Maritime"),
                            ("18", "18 – Cher"),
                            ("19", "19 – Corrèze"),
                            ("21", "21 – Côte-d’Or"),
                            ("22", "22 – Côtes-d’Armor"),
                            ("23", "23 – Creuse"),
                            ("24", "24 – Dordogne"),
                            ("25", "25 – Doubs"),
                            ("26", "26 – Drôme"),
                            ("27", "27 – Eure"),
                            ("28", "28 – Eure-et-Loir"),
                            ("29", "29 – Finistère"),
                            ("2A", "2A – Corse-du-Sud"),
                            ("2B", "2B – Haute-Corse"),
                            ("30", "30 – Gard"),
                            ("31", "31 – Haute-Garonne"),
                            ("32", "32 – Gers"),
                            ("33", "33 – Gironde"),
                            ("34", "34 – Hérault"),
                            ("35", "35 – Ille-et-Vilaine"),
                            ("36", "36 – Indre"),
                            ("37", "37 – Indre-et-Loire"),
                            ("38", "38 – Isère"),
                            ("39", "39 – Jura"),
                            ("40", "40 – Landes"),
                            ("41", "41 – Loir-et-Cher"),
                            ("42", "42 – Loire"),
                            ("43", "43 – Haute-Loire"),
                            ("44", "44 – Loire-Atlantique"),
                            ("45", "45 – Loiret"),
                            ("46", "46 – Lot"),
                            ("47", "47 – Lot-et-Garonne"),
                            ("48", "48 – Lozère"),
                            ("49", "49 – Maine-et-Loire"),
                            ("50", "50 – Manche"),
                            ("51", "51 – Marne"),
                            ("52", "52 – Haute-Marne"),
                            ("53", "53 – Mayenne"),
                            ("54", "54 – Meurthe-et-Moselle"),
                            ("55", "55 – Meuse"),
                            ("56", "56 – Morbihan"),
                            ("57", "57 – Moselle"),
                            ("58", "58 – Nièvre"),
                            ("59", "59 – Nord"),
                            ("60", "60 – Oise"),
                            ("61", "61 – Orne"),
                            ("62", "62 – Pas-de-Calais"),
                            ("63", "63 – Puy-de-Dôme"),
                            ("64", "64 – Pyrénées-Atlantiques"),
                            ("65", "65 – Hautes-Pyrénées"),
                            ("66", "66 – Pyrénées-Orientales"),
                            ("67", "67 – Bas-Rhin"),
                            ("68", "68 – Haut-Rhin"),
                            ("69", "69 – Rhône"),
                            ("70", "70 – Haute-Saône"),
                            ("71", "71 – Saône-et-Loire"),
                            ("72", "72 – Sarthe"),
                            ("73", "73 – Savoie"),
                            ("74", "74 – Haute-Savoie"),
                            ("75", "75 – Paris"),
                            ("76", "76 – Seine-Maritime"),
                            ("77", "77 – Seine-et-Marne"),
                            ("78", "78 – Yvelines"),
                            ("79", "79 – Deux-Sèvres"),
                            ("80", "80 – Somme"),
                            ("81", "81 – Tarn"),
                            ("82", "82 – Tarn-et-Garonne"),
                            ("83", "83 – Var"),
                            ("84", "84 – Vaucluse"),
                            ("85", "85 – Vendée"),
                            ("86", "86 – Vienne"),
                            ("87", "87 – Haute-Vienne"),
                            ("88", "88 – Vosges"),
                            ("89", "89 – Yonne"),
                            ("90", "90 – Territoire de Belfort"),
                            ("91", "91 – Essonne"),
                            ("92", "92 – Hauts-de-Seine"),
                            ("93", "93 – Seine-Saint-Denis"),
                            ("94", "94 – Val-de-Marne"),
                            ("95", "95 – Val-d’Oise"),
                            ("971", "971 – Guadeloupe"),
                            ("972", "972 – Martinique"),
                            ("973", "973 – Guyane"),
                            ("974", "974 – La Réunion"),
                            ("975", "975 – Saint-Pierre-et-Miquelon"),
                            ("976", "976 – Mayotte"),
                            ("977", "977 – Saint-Barthélemy"),
                            ("978", "978 – Saint-Martin"),
                            ("984", "984 – Terres australes et antarctiques françaises"),
                            ("986", "986 – Wallis-et-Futuna"),
                            ("987", "987 – Polynésie française"),
                            ("988", "988 – Nouvelle-Calédonie"),
                        ],
                        max_length=3,
                        verbose_name="département",
                    ),
                ),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="nombre d’habitants")),
                (
                    "code",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="Code INSEE d’une commune, SIREN d’un EPCI\u202f; vide pour un territoire hors du référentiel.",
                        max_length=9,
                        verbose_name="code géographique",
                    ),
                ),
                (
                    "siren",
                    models.CharField(
                        blank=True, help_text="9 chiffres, s’il en a un.", max_length=11, verbose_name="SIREN"
                    ),
                ),
                (
                    "bearer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="territories",
                        to="territories.organisation",
                        verbose_name="structure porteuse",
                    ),
                ),
                (
                    "same_as",
                    models.ForeignKey(
                        blank=True,
                        help_text="D’une saison à l’autre, deux territoires de même code sont un seul. Sans code, dites "
                        "ici lequel.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="joined",
                        to="territories.territory",
                        verbose_name="le même territoire que",
                    ),
                ),
                (
                    "kept_apart",
                    models.BooleanField(
                        default=False,
                        help_text="Un autre territoire porte le même code, et ce n’est pas celui-ci.",
                        verbose_name="tenu à part",
                    ),
                ),
            ],
            options={
                "verbose_name": "territoire",
                "verbose_name_plural": "territoires",
                "ordering": ["sort_name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("same_as", None), ("kept_apart", False), _connector="OR"),
                        name="territory_joined_or_apart",
                        violation_error_message="Un territoire est réuni à un autre, ou tenu à part : choisissez.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PerimeterPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=9, verbose_name="code")),
                ("name", models.CharField(max_length=250, verbose_name="nom")),
                ("sort_name", models.CharField(editable=False, max_length=250)),
                (
                    "department",
                    models.CharField(
                        choices=[
                            ("01", "01 – Ain"),
                            ("02", "02 – Aisne"),
                            ("03", "03 – Allier"),
                            ("04", "04 – Alpes-de-Haute-Provence"),
                            ("05", "05 – Hautes-Alpes"),
                            ("06", "06 – Alpes-Maritimes"),
                            ("07", "07 – Ardèche"),
                            ("08", "08 – Ardennes"),
                            ("09", "09 – Ariège"),
                            ("10", "10 – Aube"),
                            ("11", "11 – Aude"),
                            ("12", "12 – Aveyron"),
                            ("13", "13 – Bouches-du-Rhône"),
                            ("14", "14 – Calvados"),
                            ("15", "15 – Cantal"),
                            ("16", "16 – Charente"),
                            ("17", "17 – Charente-Maritime"),
                            ("18", "18 – Cher"),
                            ("19", "19 – Corrèze"),
                            ("21", "21 – Côte-d’Or"),
                            ("22", "22 – Côtes-d’Armor"),
                            ("23", "23 – Creuse"),
                            ("24", "24 – Dordogne"),
                            ("25", "25 – Doubs"),
                            ("26", "26 – Drôme"),
                            ("27", "27 – Eure"),
                            ("28", "28 – Eure-et-Loir"),
                            ("29", "29 – Finistère"),
                            ("2A", "2A – Corse-du-Sud"),
                            ("2B", "2B – Haute-Corse"),
                            ("30", "30 – Gard"),
                            ("31", "31 – Haute-Garonne"),
                            ("32", "32 – Gers"),
                            ("33", "33 – Gironde"),
                            ("34", "34 – Hérault"),
                            ("35", "35 – Ille-et-Vilaine"),
                            ("36", "36 – Indre"),
                            ("37", "37 – Indre-et-Loire"),
                            ("38", "38 – Isère"),
                            ("39", "39 – Jura"),
                            ("40", "40 – Landes"),
                            ("41", "41 – Loir-et-Cher"),
                            ("42", "42 – Loire"),
                            ("43", "43 – Haute-Loire"),
                            ("44", "44 – Loire-Atlantique"),
                            ("45", "45 – Loiret"),
                            ("46", "46 – Lot"),
                            ("47", "47 – Lot-et-Garonne"),
                            ("48", "48 – Lozère"),
                            ("49", "49 – Maine-et-Loire"),
                            ("50", "50 – Manche"),
                            ("51", "51 – Marne"),
                            ("52", "52 – Haute-Marne"),
                            ("53", "53 – Mayenne"),
                            ("54", "54 – Meurthe-et-Moselle"),
                            ("55", "55 – Meuse"),
                            ("56", "56 – Morbihan"),
                            ("57", "57 – Moselle"),
                            ("58", "58 – Nièvre"),
                            ("59", "59 – Nord"),
                            ("60", "60 – Oise"),
                            ("61", "61 – Orne"),
                            ("62", "62 – Pas-de-Calais"),
                            ("63", "63 – Puy-de-Dôme"),
                            ("64", "64 – Pyrénées-Atlantiques"),
                            ("65", "65 – Hautes-Pyrénées"),
                            ("66", "66 – Pyrénées-Orientales"),
                            ("67", "67 – Bas-Rhin"),
                            ("68", "68 – Haut-Rhin"),
                            ("69", "69 – Rhône"),
                            ("70", "70 – Haute-Saône"),
                            ("71", "71 – Saône-et-Loire"),
                            ("72", "72 – Sarthe"),
                            ("73", "73 – Savoie"),
                            ("74", "74 – Haute-Savoie"),
                            ("75", "75 – Paris"),
                            ("76", "76 – Seine-Maritime"),
                            ("77", "77 – Seine-et-Marne"),
                            ("78", "78 – Yvelines"),
                            ("79", "79 – Deux-Sèvres"),
                            ("80", "80 – Somme"),
                            ("81", "81 – Tarn"),
                            ("82", "82 – Tarn-et-Garonne"),
                            ("83", "83 – Var"),
                            ("84", "84 – Vaucluse"),
                            ("85", "85 – Vendée"),
                            ("86", "86 – Vienne"),
                            ("87", "87 – Haute-Vienne"),
                            ("88", "88 – Vosges"),
                            ("89", "89 – Yonne"),
                            ("90", "90 – Territoire de Belfort"),
                            ("91", "91 – Essonne"),
                            ("92", "92 – Hauts-de-Seine"),
                            ("93", "93 – Seine-Saint-Denis"),
                            ("94", "94 – Val-de-Marne"),
                            ("95", "95 – Val-d’Oise"),
                            ("971", "971 – Guadeloupe"),
                            ("972", "972 – Martinique"),
                            ("973", "973 – Guyane"),
                            ("974", "974 – La Réunion"),
                            ("975", "975 – Saint-Pierre-et-Miquelon"),
                            ("976", "976 – Mayotte"),
                            ("977", "977 – Saint-Barthélemy"),
                            ("978", "978 – Saint-Martin"),
                            ("984", "984 – Terres australes et antarctiques françaises"),
                            ("986", "986 – Wallis-et-Futuna"),
                            ("987", "987 – Polynésie française"),
                            ("988", "988 – Nouvelle-Calédonie"),
                        ],
                        max_length=3,
                        verbose_name="département",
                    ),
                ),
                ("population", models.PositiveIntegerField(blank=True, null=True, verbose_name="habitants")),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="territories.territory",
                        verbose_name="territoire",
                    ),
                ),
            ],
            options={
                "verbose_name": "commune ou EPCI du périmètre",
                "verbose_name_plural": "périmètre",
                "ordering": ["territory", "sort_name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Triptych",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "brouillon, non déposé"),
                            ("submitted", "candidature déposée"),
                            ("reopened", "à compléter, rendue pour correction"),
                            ("admitted", "territoire retenu"),
                            ("waiting", "liste d’attente"),
                            ("refused", "non retenue"),
                            ("withdrawn", "retirée"),
                        ],
                        db_index=True,
                        default="draft",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                (
                    "rank",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="De 1 au nombre de places de la saison, pour un territoire retenu.",
                        null=True,
                        verbose_name="place",
                    ),
                ),
                (
                    "waiting_rank",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="De 1 au dernier de la liste d’attente.",
                        null=True,
                        verbose_name="rang d’attente",
                    ),
                ),
                (
                    "dynamics",
                    models.TextField(
                        blank=True,
                        help_text="Ce que vous essayez, depuis quand, avec qui. 1\u202f500 signes au plus.",
                        max_length=1500,
                        verbose_name="votre dynamique",
                    ),
                ),
                (
                    "resistance",
                    models.TextField(
                        blank=True,
                        help_text="1\u202f500 signes au plus.",
                        max_length=1500,
                        verbose_name="ce qui vous résiste aujourd’hui",
                    ),
                ),
                (
                    "expectations",
                    models.TextField(
                        blank=True,
                        help_text="1\u202f500 signes au plus.",
                        max_length=1500,
                        verbose_name="ce que vous attendez d’un échange avec des pairs",
                    ),
                ),
                ("commitments_accepted", models.BooleanField(default=False, verbose_name="engagements acceptés")),
                (
                    "wished_amount",
                    atelier.core.money.MoneyField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="contribution envisagée (€)",
                    ),
                ),
                ("shortlisted", models.BooleanField(default=False, editable=False, verbose_name="présélectionnée")),
                (
                    "submitted_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="déposée le"),
                ),
                (
                    "summary_sha256",
                    models.CharField(blank=True, editable=False, max_length=64, verbose_name="empreinte du résumé"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="créée le")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="modifiée le")),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="triptychs",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="triptychs",
                        to="territories.territory",
                        verbose_name="territoire",
                    ),
                ),
            ],
            options={
                "verbose_name": "triptyque",
                "verbose_name_plural": "triptyques",
                "ordering": ["season", "territory__sort_name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StatusChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="le")),
                (
                    "old",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("draft", "brouillon, non déposé"),
                            ("submitted", "candidature déposée"),
                            ("reopened", "à compléter, rendue pour correction"),
                            ("admitted", "territoire retenu"),
                            ("waiting", "liste d’attente"),
                            ("refused", "non retenue"),
                            ("withdrawn", "retirée"),
                        ],
                        max_length=10,
                        verbose_name="de",
                    ),
                ),
                (
                    "new",
                    models.CharField(
                        choices=[
                            ("draft", "brouillon, non déposé"),
                            ("submitted", "candidature déposée"),
                            ("reopened", "à compléter, rendue pour correction"),
                            ("admitted", "territoire retenu"),
                            ("waiting", "liste d’attente"),
                            ("refused", "non retenue"),
                            ("withdrawn", "retirée"),
                        ],
                        max_length=10,
                        verbose_name="à",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="motif")),
                (
                    "author",
                    models.ForeignKey(
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="status_changes",
                        to="territories.triptych",
                        verbose_name="candidature",
                    ),
                ),
            ],
            options={
                "verbose_name": "changement d’état",
                "verbose_name_plural": "historique des états",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="review",
            name="triptych",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reviews",
                to="territories.triptych",
                verbose_name="candidature",
            ),
        ),
        migrations.CreateModel(
            name="QuotaOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "seats",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(12)], verbose_name="sièges accordés"
                    ),
                ),
                (
                    "wanted",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        editable=False,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(12)],
                        verbose_name="sièges demandés",
                    ),
                ),
                ("reason", models.TextField(max_length=500, verbose_name="motif")),
                ("at", models.DateTimeField(auto_now=True, verbose_name="le")),
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
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="seasons.category",
                        verbose_name="catégorie",
                    ),
                ),
                (
                    "triptych",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="overrides",
                        to="territories.triptych",
                        verbose_name="triptyque",
                    ),
                ),
            ],
            options={
                "verbose_name": "dérogation au quota",
                "verbose_name_plural": "dérogations au quota",
                "ordering": ["triptych", "category__position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="participant",
            name="triptych",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="participants",
                to="territories.triptych",
                verbose_name="triptyque",
            ),
        ),
        migrations.CreateModel(
            name="Edit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="le")),
                ("what", models.CharField(max_length=250, verbose_name="modification")),
                (
                    "about",
                    models.EmailField(
                        blank=True,
                        help_text="L’adresse de la personne que la phrase nomme.",
                        max_length=254,
                        verbose_name="à propos de",
                    ),
                ),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edits",
                        to="territories.triptych",
                        verbose_name="candidature",
                    ),
                ),
            ],
            options={
                "verbose_name": "modification",
                "verbose_name_plural": "modifications",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CorrectionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("territoire", "Territoire"),
                            ("dynamique", "Dynamique"),
                            ("triptyque", "Triptyque"),
                            ("engagements", "Engagements"),
                            ("contribution", "Contribution"),
                        ],
                        max_length=20,
                        verbose_name="étape à reprendre",
                    ),
                ),
                ("why", models.TextField(max_length=1000, verbose_name="ce qui est à corriger, et pourquoi")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="le")),
                ("resolved_at", models.DateTimeField(blank=True, null=True, verbose_name="résolue le")),
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
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="territories.triptych",
                        verbose_name="candidature",
                    ),
                ),
            ],
            options={
                "verbose_name": "demande de correction",
                "verbose_name_plural": "demandes de correction",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "is_lead",
                    models.BooleanField(
                        default=False, help_text="Le référent seul dépose la candidature.", verbose_name="référent"
                    ),
                ),
                ("joined_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="a rejoint le")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="compte",
                    ),
                ),
                (
                    "triptych",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="territories.triptych",
                        verbose_name="candidature",
                    ),
                ),
            ],
            options={
                "verbose_name": "référent ou co-éditeur",
                "verbose_name_plural": "référent et co-éditeurs",
                "ordering": ["-is_lead", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="criterion",
            constraint=models.UniqueConstraint(
                fields=("season", "label"),
                name="criterion_label_unique_in_season",
                violation_error_message="Ce critère figure déjà dans la saison.",
            ),
        ),
        migrations.AddConstraint(
            model_name="notaduplicate",
            constraint=models.UniqueConstraint(
                fields=("kind", "first", "second"),
                name="distinct_unique_pair",
                violation_error_message="Ces deux fiches ont déjà été comparées.",
            ),
        ),
        migrations.AddConstraint(
            model_name="notaduplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))),
                name="distinct_ordered_pair",
                violation_error_message="La première fiche est la plus ancienne.",
            ),
        ),
        migrations.AddConstraint(
            model_name="holderchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")),
                fields=("leaving",),
                name="holder_change_one_at_a_time",
                violation_error_message="Un changement est déjà demandé pour cette personne.",
            ),
        ),
        migrations.AddConstraint(
            model_name="holderchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "asked"),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="holder_change_decided_by_someone",
                violation_error_message="Une décision porte sa date et son auteur.",
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(
                fields=("review", "criterion"),
                name="score_unique_for_criterion",
                violation_error_message="Ce critère est déjà apprécié dans cette lecture.",
            ),
        ),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.CheckConstraint(
                condition=models.Q(("value__gte", 1), ("value__lte", 4)),
                name="score_between_one_and_four",
                violation_error_message="L’appréciation va de 1 à 4.",
            ),
        ),
        migrations.AddConstraint(
            model_name="perimeterpart",
            constraint=models.UniqueConstraint(
                fields=("territory", "code"),
                name="perimeter_part_unique_in_territory",
                violation_error_message="Cette commune ou cet EPCI figure déjà dans le périmètre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="triptych",
            constraint=models.UniqueConstraint(
                fields=("season", "territory"),
                name="triptych_territory_unique_in_season",
                violation_error_message="Ce territoire a déjà une candidature pour cette saison.",
            ),
        ),
        migrations.AddConstraint(
            model_name="triptych",
            constraint=models.UniqueConstraint(
                fields=("season", "rank"),
                name="triptych_rank_unique_in_season",
                violation_error_message="Cette place est déjà prise par un autre territoire.",
            ),
        ),
        migrations.AddConstraint(
            model_name="triptych",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rank__gte", 1), ("rank__isnull", False), ("status", "admitted")),
                    models.Q(models.Q(("status", "admitted"), _negated=True), ("rank__isnull", True)),
                    _connector="OR",
                ),
                name="triptych_rank_iff_admitted",
                violation_error_message="Un territoire retenu occupe une place, et lui seul\xa0: utilisez l’action «\xa0Retenir\xa0».",
            ),
        ),
        migrations.AddConstraint(
            model_name="triptych",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "waiting"), ("waiting_rank__isnull", False)),
                    models.Q(models.Q(("status", "waiting"), _negated=True), ("waiting_rank__isnull", True)),
                    _connector="OR",
                ),
                name="triptych_rank_iff_waiting",
                violation_error_message="Un territoire en liste d’attente a un rang, et lui seul.",
            ),
        ),
        migrations.AddConstraint(
            model_name="triptych",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["draft", "withdrawn"]), ("submitted_at__isnull", False), _connector="OR"
                ),
                name="triptych_decided_was_submitted",
                violation_error_message="Une candidature non déposée ne peut pas recevoir de décision.",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(
                fields=("triptych", "reviewer"),
                name="review_unique_for_reviewer",
                violation_error_message="Vous avez déjà lu cette candidature\xa0: modifiez votre lecture.",
            ),
        ),
        migrations.AddConstraint(
            model_name="quotaoverride",
            constraint=models.UniqueConstraint(
                fields=("triptych", "category"),
                name="quota_override_unique_in_triptych",
                violation_error_message="Cette catégorie a déjà une dérogation\xa0: modifiez-la.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("invited", "confirmed"))),
                fields=("triptych", "category", "seat"),
                name="participant_seat_unique",
                violation_error_message="Ce siège est déjà occupé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("invited", "confirmed"))),
                fields=("triptych", "email"),
                name="participant_email_unique_in_triptych",
                violation_error_message="Une personne est déjà inscrite avec ce courriel dans ce triptyque\xa0: chacun n’occupe qu’un siège. Si deux personnes partagent cette boîte (mairie@…, par exemple), donnez à l’une d’elles une adresse qu’elle seule lit\xa0: chacune y reçoit son lien personnel, ses convocations et ses codes.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "confirmed")),
                fields=("season", "email"),
                name="participant_email_confirmed_once_in_season",
                violation_error_message="Une personne est déjà inscrite pour la saison avec ce courriel, dans ce triptyque ou dans un autre\xa0: chacun n’occupe qu’un siège.",
            ),
        ),
        migrations.AddConstraint(
            model_name="participant",
            constraint=models.UniqueConstraint(
                fields=("season", "checkin_code"),
                name="participant_checkin_code_unique_in_season",
                violation_error_message="Ce code d’accueil est déjà celui de quelqu’un d’autre.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                fields=("triptych", "user"),
                name="contact_user_unique_in_triptych",
                violation_error_message="Cette personne suit déjà la candidature.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_lead", True)),
                fields=("triptych",),
                name="contact_single_lead",
                violation_error_message="Une candidature a un seul référent.",
            ),
        ),
    ]

from decimal import Decimal
from pathlib import Path

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import yaml
from django.conf import settings
from django.db import migrations, models

import atelier.core.money

ARTICLES = Path(__file__).resolve().parent.parent / "default_articles.yaml"


def add_articles_and_issuer(apps, schema_editor):
    """The articles of the convention, which organisers edit, and the one row of the issuer."""
    article = apps.get_model("contributions", "Article")
    for position, row in enumerate(yaml.safe_load(ARTICLES.read_text(encoding="utf-8")), start=1):
        article.objects.create(position=position, **row)
    apps.get_model("contributions", "Issuer").objects.create(pk=1, name="")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("seasons", "0001_initial"),
        ("territories", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(unique=True, verbose_name="ordre")),
                ("title", models.CharField(max_length=150, verbose_name="titre")),
                ("text", models.TextField(max_length=5000, verbose_name="texte")),
            ],
            options={
                "verbose_name": "article de convention",
                "verbose_name_plural": "articles de convention",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Instalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField(default=1, verbose_name="rang")),
                ("amount", atelier.core.money.MoneyField(verbose_name="montant (€)")),
                ("on", models.DateField(verbose_name="à demander le")),
            ],
            options={
                "verbose_name": "échéance",
                "verbose_name_plural": "échéances",
                "ordering": ["on", "payer", "rank"],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "proposed_amount",
                    atelier.core.money.MoneyField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="montant proposé (€)",
                    ),
                ),
                (
                    "agreed_amount",
                    atelier.core.money.MoneyField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="montant convenu (€)",
                    ),
                ),
                (
                    "override_reason",
                    models.TextField(
                        blank=True,
                        help_text="Obligatoire hors de la fourchette de la saison.",
                        verbose_name="motif d’un montant hors fourchette",
                    ),
                ),
                (
                    "shared_total",
                    atelier.core.money.MoneyField(
                        default=0,
                        editable=False,
                        verbose_name="réparti entre payeurs (€)",
                    ),
                ),
                (
                    "settled_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="répartition arrêtée le"),
                ),
                (
                    "triptych",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreement",
                        to="territories.triptych",
                        verbose_name="triptyque",
                    ),
                ),
            ],
            options={
                "verbose_name": "contribution convenue",
                "verbose_name_plural": "contributions convenues",
                "ordering": ["triptych"],
            },
        ),
        migrations.CreateModel(
            name="AmountStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("wished", "envisagé"), ("proposed", "proposé"), ("agreed", "convenu")],
                        max_length=10,
                        verbose_name="étape",
                    ),
                ),
                (
                    "amount",
                    atelier.core.money.MoneyField(
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="montant (€)",
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=500, verbose_name="motif")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="le")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="contributions.agreement",
                        verbose_name="contribution convenue",
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
            ],
            options={
                "verbose_name": "étape de la discussion",
                "verbose_name_plural": "étapes de la discussion",
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Funding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=150, verbose_name="financeur")),
                ("expected", atelier.core.money.MoneyField(verbose_name="attendu (€)")),
                ("received", atelier.core.money.MoneyField(default=0, verbose_name="reçu (€)")),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fundings",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
            ],
            options={
                "verbose_name": "autre financement",
                "verbose_name_plural": "autres financements",
                "ordering": ["season", "name"],
            },
        ),
        migrations.CreateModel(
            name="Invoice",
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
                ("net", atelier.core.money.MoneyField(verbose_name="montant HT (€)")),
                ("vat", atelier.core.money.MoneyField(default=0, verbose_name="TVA (€)")),
                ("total", atelier.core.money.MoneyField(verbose_name="montant TTC (€)")),
                ("issued_on", models.DateField(verbose_name="émis le")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quote", "devis"),
                            ("invoice", "facture"),
                            ("call", "appel de contribution"),
                            ("dues", "appel à cotisation"),
                        ],
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="à payer avant le")),
                ("credited_in_full", models.BooleanField(default=False, verbose_name="annulée par avoir")),
                (
                    "instalment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="contributions.instalment",
                        verbose_name="échéance",
                    ),
                ),
            ],
            options={
                "verbose_name": "facture ou appel",
                "verbose_name_plural": "factures et appels",
                "ordering": ["-issued_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CreditNote",
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
                ("net", atelier.core.money.MoneyField(verbose_name="montant HT (€)")),
                ("vat", atelier.core.money.MoneyField(default=0, verbose_name="TVA (€)")),
                ("total", atelier.core.money.MoneyField(verbose_name="montant TTC (€)")),
                ("issued_on", models.DateField(verbose_name="émis le")),
                ("reason", models.CharField(max_length=250, verbose_name="motif")),
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
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="contributions.invoice",
                        verbose_name="facture",
                    ),
                ),
            ],
            options={
                "verbose_name": "avoir",
                "verbose_name_plural": "avoirs",
                "ordering": ["-issued_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ChorusStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("deposited", "déposée"),
                            ("suspended", "suspendue"),
                            ("completed", "complétée"),
                            ("rejected", "rejetée"),
                            ("ordered", "mandatée"),
                            ("paid", "mise en paiement"),
                        ],
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("on", models.DateField(verbose_name="le")),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="motif")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="noté le")),
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
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chorus_steps",
                        to="contributions.invoice",
                        verbose_name="facture",
                    ),
                ),
            ],
            options={
                "verbose_name": "état sur Chorus Pro",
                "verbose_name_plural": "états sur Chorus Pro",
                "ordering": ["invoice", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ClosedYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_day", models.DateField(unique=True, verbose_name="dernier jour de l’exercice")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="clos le")),
                ("siren", models.CharField(blank=True, max_length=9, verbose_name="SIREN")),
                (
                    "entries",
                    models.JSONField(
                        default=list,
                        help_text="Les lignes du FEC, colonne par colonne.",
                        verbose_name="écritures",
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
            ],
            options={
                "verbose_name": "exercice clos",
                "verbose_name_plural": "exercices clos",
                "ordering": ["-last_day"],
            },
        ),
        migrations.CreateModel(
            name="Issuer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="Tel qu’il figure sur les documents.", max_length=200, verbose_name="nom"
                    ),
                ),
                ("legal_form", models.CharField(blank=True, max_length=100, verbose_name="forme juridique")),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="adresse")),
                ("postcode", models.CharField(blank=True, max_length=10, verbose_name="code postal")),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="ville")),
                ("siret", models.CharField(blank=True, help_text="14 chiffres.", max_length=20, verbose_name="SIRET")),
                (
                    "rna",
                    models.CharField(
                        blank=True,
                        help_text="Pour une association\xa0: W et 9 chiffres.",
                        max_length=12,
                        verbose_name="numéro RNA",
                    ),
                ),
                ("vat_number", models.CharField(blank=True, max_length=20, verbose_name="numéro de TVA")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="téléphone")),
                ("iban", models.CharField(blank=True, max_length=42, verbose_name="IBAN")),
                ("bic", models.CharField(blank=True, max_length=11, verbose_name="BIC")),
                (
                    "regime",
                    models.CharField(
                        choices=[
                            ("out", "organisme sans but lucratif, hors du champ de la TVA"),
                            ("exempt", "exonéré (services aux membres, art. 261, 7, 1°)"),
                            ("franchise", "franchise en base (art. 293 B)"),
                            ("taxable", "assujetti\xa0: la TVA s’ajoute ou s’extrait"),
                        ],
                        default="out",
                        max_length=10,
                        verbose_name="régime de TVA",
                    ),
                ),
                (
                    "vat_mention",
                    models.CharField(
                        blank=True,
                        help_text="Vide\xa0: celle du régime. À valider avec votre comptable.",
                        max_length=250,
                        verbose_name="mention de TVA",
                    ),
                ),
                (
                    "vat_rate",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal(20),
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(99),
                        ],
                        verbose_name="taux de TVA (%)",
                    ),
                ),
                ("includes_vat", models.BooleanField(default=True, verbose_name="les montants convenus sont TTC")),
                (
                    "on_debits",
                    models.BooleanField(
                        default=False, verbose_name="option pour le paiement de la TVA d’après les débits"
                    ),
                ),
                (
                    "prefix",
                    models.CharField(
                        default="VP",
                        help_text="VP donne VP-2027-0001 pour une facture, VPC pour un appel de contribution, VPM pour un appel à cotisation, VPA pour un avoir, VPD pour un devis.",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Z0-9]{1,6}$", "Des majuscules et des chiffres, six au plus."
                            )
                        ],
                        verbose_name="préfixe des numéros",
                    ),
                ),
                (
                    "payment_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        validators=[django.core.validators.MaxValueValidator(60)],
                        verbose_name="délai de paiement (jours)",
                    ),
                ),
                (
                    "public_terms",
                    models.TextField(
                        default="Paiement à 30 jours à compter de la réception de la demande de paiement. Tout retard ouvre droit, sans formalité, à des intérêts moratoires au taux de la Banque centrale européenne majoré de huit points et à une indemnité de 40\xa0€ pour frais de recouvrement.",
                        verbose_name="conditions, acheteur public",
                    ),
                ),
                (
                    "private_terms",
                    models.TextField(
                        default="Paiement à 30 jours. Pénalités de retard\xa0: trois fois le taux d’intérêt légal. Indemnité pour frais de recouvrement\xa0: 40\xa0€.",
                        verbose_name="conditions, acheteur privé",
                    ),
                ),
                (
                    "call_terms",
                    models.TextField(
                        default="Versement à 30 jours à compter de la réception de l’appel. Une subvention ou une cotisation n’ouvre droit ni à intérêts de retard, ni à indemnité de recouvrement.",
                        verbose_name="conditions, subvention ou cotisation",
                    ),
                ),
                (
                    "discount",
                    models.CharField(
                        default="Pas d’escompte pour règlement anticipé.", max_length=150, verbose_name="escompte"
                    ),
                ),
                (
                    "electronic",
                    models.BooleanField(
                        default=False,
                        help_text="Profil EN 16931 dans un PDF/A-3, contrôlé contre son schéma XSD et rien de plus. Chorus Pro a refusé de tels fichiers déposés à la main\xa0: le PDF simple y passe. Un PDF/A-3 n’est pas balisé pour la lecture d’écran\u202f; la page en ligne l’est.",
                        verbose_name="joindre un fichier Factur-X aux factures",
                    ),
                ),
                ("account_customer", models.CharField(default="411000", max_length=12, verbose_name="compte client")),
                (
                    "account_revenue",
                    models.CharField(
                        default="706000", max_length=12, verbose_name="compte des prestations de services"
                    ),
                ),
                (
                    "account_grant",
                    models.CharField(default="740000", max_length=12, verbose_name="compte des subventions"),
                ),
                (
                    "account_dues",
                    models.CharField(default="756000", max_length=12, verbose_name="compte des cotisations"),
                ),
                (
                    "account_vat",
                    models.CharField(default="445710", max_length=12, verbose_name="compte de TVA collectée"),
                ),
                (
                    "account_vat_pending",
                    models.CharField(
                        default="445740",
                        help_text="Jusqu’au paiement, sauf option débits.",
                        max_length=12,
                        verbose_name="compte de TVA en attente",
                    ),
                ),
                ("account_bank", models.CharField(default="512000", max_length=12, verbose_name="compte de banque")),
                (
                    "account_fees",
                    models.CharField(default="627000", max_length=12, verbose_name="compte des frais bancaires"),
                ),
                (
                    "closing_month",
                    models.PositiveSmallIntegerField(
                        default=12,
                        help_text="12 pour une année civile, 8 pour un exercice qui se clôt fin août.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="mois de clôture de l’exercice",
                    ),
                ),
            ],
            options={
                "verbose_name": "émetteur",
                "verbose_name_plural": "émetteur",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="issuer_single_row",
                        violation_error_message="L’émetteur est déjà décrit\xa0: modifiez sa fiche.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Payer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "amount",
                    atelier.core.money.MoneyField(
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="part (€)",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("service", "prestation de services"),
                            ("dues", "cotisation"),
                            ("grant", "participation ou subvention"),
                        ],
                        max_length=10,
                        verbose_name="nature juridique",
                    ),
                ),
                (
                    "is_public",
                    models.BooleanField(
                        default=True, help_text="Décide des conditions de paiement.", verbose_name="acheteur public"
                    ),
                ),
                (
                    "siret",
                    models.CharField(
                        blank=True,
                        help_text="14 chiffres. Celui du budget qui paie\xa0: une collectivité en a plusieurs.",
                        max_length=20,
                        verbose_name="SIRET",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=250, verbose_name="adresse")),
                ("postcode", models.CharField(blank=True, max_length=10, verbose_name="code postal")),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="ville")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="courriel du service comptable")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("council", "délibération"),
                            ("delegation", "décision par délégation"),
                            ("order", "bon de commande"),
                            ("none", "aucune"),
                        ],
                        max_length=12,
                        verbose_name="décision",
                    ),
                ),
                ("decision_number", models.CharField(blank=True, max_length=60, verbose_name="numéro de la décision")),
                ("decision_on", models.DateField(blank=True, null=True, verbose_name="date de la décision")),
                ("council_on", models.DateField(blank=True, null=True, verbose_name="date prévue du conseil")),
                (
                    "budget_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="exercice budgétaire"),
                ),
                (
                    "requirement",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "rien de particulier"),
                            ("service", "un code service"),
                            ("engagement", "un numéro d’engagement"),
                            ("either", "un code service ou un numéro d’engagement"),
                            ("both", "un code service et un numéro d’engagement"),
                        ],
                        help_text="Vide\xa0: à vérifier.",
                        max_length=12,
                        verbose_name="exigence de Chorus Pro",
                    ),
                ),
                (
                    "service_code",
                    models.CharField(
                        blank=True,
                        max_length=100,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[A-Za-z0-9_-]*$", "Des lettres, des chiffres, «\xa0_\xa0» et «\xa0-\xa0» seulement."
                            )
                        ],
                        verbose_name="code service",
                    ),
                ),
                (
                    "engagement",
                    models.CharField(
                        blank=True,
                        help_text="50 caractères au plus.",
                        max_length=50,
                        verbose_name="numéro d’engagement",
                    ),
                ),
                ("order_reference", models.CharField(blank=True, max_length=50, verbose_name="bon de commande")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="payers",
                        to="contributions.agreement",
                        verbose_name="contribution convenue",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payers",
                        to="territories.organisation",
                        verbose_name="organisme",
                    ),
                ),
            ],
            options={
                "verbose_name": "payeur",
                "verbose_name_plural": "payeurs",
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="invoice",
            name="payer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to="contributions.payer",
                verbose_name="payeur",
            ),
        ),
        migrations.AddField(
            model_name="instalment",
            name="payer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="instalments",
                to="contributions.payer",
                verbose_name="payeur",
            ),
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "versement"),
                            ("refund", "remboursement"),
                            ("carried", "report d’un trop-perçu"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="nature",
                    ),
                ),
                ("amount", atelier.core.money.MoneyField(verbose_name="montant (€)")),
                ("fees", atelier.core.money.MoneyField(default=0, verbose_name="frais retenus (€)")),
                ("received_on", models.DateField(verbose_name="reçu le")),
                ("reference", models.CharField(blank=True, max_length=200, verbose_name="libellé")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="saisi le")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="annulé le")),
                ("cancel_reason", models.CharField(blank=True, max_length=250, verbose_name="motif d’annulation")),
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
                    "carried_from",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carried_to",
                        to="contributions.payment",
                        verbose_name="reporté de",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="contributions.invoice",
                        verbose_name="facture",
                    ),
                ),
            ],
            options={
                "verbose_name": "versement",
                "verbose_name_plural": "versements",
                "ordering": ["-received_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="SignedCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "file",
                    models.FileField(
                        upload_to=atelier.core.uploads.StoredName("conventions-signees"), verbose_name="fichier"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="versée le")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signed_copies",
                        to="contributions.agreement",
                        verbose_name="contribution convenue",
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
            ],
            options={
                "verbose_name": "convention signée",
                "verbose_name_plural": "conventions signées",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=72, unique=True, verbose_name="empreinte")),
                ("number", models.CharField(blank=True, max_length=120, verbose_name="numéro à la banque")),
                ("on", models.DateField(verbose_name="date")),
                ("label", models.CharField(max_length=300, verbose_name="libellé")),
                ("amount", atelier.core.money.MoneyField(verbose_name="montant (€)")),
                ("read_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="lue le")),
                ("set_aside_at", models.DateTimeField(blank=True, null=True, verbose_name="écartée le")),
            ],
            options={
                "verbose_name": "ligne de relevé",
                "verbose_name_plural": "lignes de relevé",
                "ordering": ["-on", "pk"],
            },
        ),
        migrations.AddField(
            model_name="payment",
            name="line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="contributions.statementline",
                verbose_name="ligne de relevé",
            ),
        ),
        migrations.CreateModel(
            name="StatementLayout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("bank", models.CharField(max_length=80, unique=True, verbose_name="banque")),
                ("titles", models.JSONField(blank=True, default=list, verbose_name="titres")),
                ("width", models.PositiveSmallIntegerField(verbose_name="nombre de colonnes")),
                ("columns", models.JSONField(default=dict, verbose_name="colonnes")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="décrite le")),
            ],
            options={
                "verbose_name": "relevé décrit",
                "verbose_name_plural": "relevés décrits",
                "ordering": ["bank"],
            },
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("settled_at", None),
                    models.Q(("agreed_amount__isnull", False), ("shared_total", models.F("agreed_amount"))),
                    _connector="OR",
                ),
                name="agreement_settled_is_whole",
                violation_error_message="Les parts des payeurs ne font pas le montant convenu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="funding",
            constraint=models.UniqueConstraint(
                fields=("season", "name"),
                name="funding_name_unique_in_season",
                violation_error_message="Ce financeur figure déjà dans le budget de la saison.",
            ),
        ),
        migrations.AddConstraint(
            model_name="funding",
            constraint=models.CheckConstraint(
                condition=models.Q(("expected__gte", 0), ("received__gte", 0)),
                name="funding_amounts_positive",
                violation_error_message="Un financement n’est pas négatif.",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__regex", "^[A-Z0-9-]{1,20}$")),
                name="credit_note_number_form",
                violation_error_message="Un numéro compte au plus 20 majuscules, chiffres et tirets.",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("total", django.db.models.expressions.CombinedExpression(models.F("net"), "+", models.F("vat"))),
                    ("total__gt", 0),
                ),
                name="credit_note_total_adds_up",
                violation_error_message="Le total n’est pas la somme du montant HT et de la TVA.",
            ),
        ),
        migrations.AddConstraint(
            model_name="chorusstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["suspended", "rejected"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="chorus_trouble_has_reason",
                violation_error_message="Une suspension ou un rejet a un motif\xa0: recopiez-le.",
            ),
        ),
        migrations.AddConstraint(
            model_name="payer",
            constraint=models.UniqueConstraint(
                fields=("agreement", "organisation"),
                name="payer_organisation_unique_in_agreement",
                violation_error_message="Cet organisme est déjà payeur de la contribution.",
            ),
        ),
        migrations.AddConstraint(
            model_name="payer",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="payer_amount_positive",
                violation_error_message="La part d’un payeur est supérieure à zéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="payer",
            constraint=models.CheckConstraint(
                condition=models.Q(("service_code", "FACTURES_PUBLIQUES"), _negated=True),
                name="payer_service_not_generic",
                violation_error_message="Chorus Pro refuse «\xa0FACTURES_PUBLIQUES\xa0»\xa0: demandez le vrai code service.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__regex", "^[A-Z0-9-]{1,20}$")),
                name="invoice_number_form",
                violation_error_message="Un numéro compte au plus 20 majuscules, chiffres et tirets.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("total", django.db.models.expressions.CombinedExpression(models.F("net"), "+", models.F("vat"))),
                    ("total__gt", 0),
                ),
                name="invoice_total_adds_up",
                violation_error_message="Le total n’est pas la somme du montant HT et de la TVA.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(models.Q(("kind", "quote"), _negated=True), ("credited_in_full", False)),
                fields=("instalment",),
                name="invoice_single_by_instalment",
                violation_error_message="Cette échéance est déjà demandée.",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.UniqueConstraint(
                fields=("payer", "rank"),
                name="instalment_rank_unique_in_payer",
                violation_error_message="Deux échéances du payeur ont le même rang.",
            ),
        ),
        migrations.AddConstraint(
            model_name="instalment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="instalment_amount_positive",
                violation_error_message="Une échéance est supérieure à zéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", 0), ("kind", "received")),
                    models.Q(("amount__lt", 0), ("kind", "refund")),
                    models.Q(("kind", "carried"), models.Q(("amount", 0), _negated=True)),
                    _connector="OR",
                ),
                name="payment_amount_sign",
                violation_error_message="Un versement est supérieur à zéro.",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fees", 0),
                    models.Q(("fees__gt", 0), ("fees__lt", models.F("amount")), ("kind", "received")),
                    _connector="OR",
                ),
                name="payment_fees_within_amount",
                violation_error_message="Des frais retenus sont inférieurs au montant payé.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statementline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)),
                name="statement_line_amount_positive",
                violation_error_message="Une ligne à rapprocher est une somme reçue.",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cancelled_at", None), models.Q(("cancel_reason", ""), _negated=True), _connector="OR"
                ),
                name="payment_cancelled_with_reason",
                violation_error_message="Un versement annulé dit pourquoi.",
            ),
        ),
        migrations.RunPython(add_articles_and_issuer, migrations.RunPython.noop),
    ]

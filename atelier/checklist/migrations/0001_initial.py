import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("seasons", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=150, verbose_name="tâche")),
                ("milestone", models.CharField(max_length=30, verbose_name="repère")),
                (
                    "days",
                    models.PositiveSmallIntegerField(
                        default=7, validators=[django.core.validators.MaxValueValidator(730)], verbose_name="jours"
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("before", "avant"), ("after", "après")],
                        default="before",
                        max_length=6,
                        verbose_name="sens",
                    ),
                ),
                (
                    "completion_check",
                    models.CharField(
                        blank=True,
                        help_text="L’Atelier coche la tâche dès qu’il constate le fait. Vide\xa0: quelqu’un la coche.",
                        max_length=30,
                        verbose_name="faite d’elle-même quand",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="tasks",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confiée à",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="seasons.season",
                        verbose_name="saison",
                    ),
                ),
            ],
            options={
                "verbose_name": "tâche",
                "verbose_name_plural": "tâches du rétroplanning",
                "ordering": ["season", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ref", models.CharField(max_length=40, verbose_name="repère")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="pour le")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="faite le")),
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
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ticks",
                        to="checklist.task",
                        verbose_name="tâche",
                    ),
                ),
            ],
            options={
                "verbose_name": "tâche faite",
                "verbose_name_plural": "tâches faites",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("task", "ref"),
                        name="tick_once_by_milestone",
                        violation_error_message="Cette tâche est déjà cochée.",
                    )
                ],
            },
        ),
    ]

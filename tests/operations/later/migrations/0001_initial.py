import os
import time
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models


def stumble(apps, schema_editor):
    if os.environ.get("LATER") == "breaks":
        raise ValueError("la migration échoue")
    if os.environ.get("LATER") == "waits":
        go, deadline = Path(os.environ.get("LATER_GO", "/nowhere")), time.monotonic() + 120
        while not go.exists() and time.monotonic() < deadline:
            time.sleep(0.05)


class Migration(migrations.Migration):
    dependencies = [("seasons", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Later",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("rank", models.PositiveIntegerField()),
                ("season", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="seasons.season")),
            ],
        ),
        migrations.AddConstraint(
            model_name="later",
            constraint=models.UniqueConstraint(fields=("season", "rank"), name="later_once"),
        ),
        migrations.RunPython(stumble, migrations.RunPython.noop),
    ]

from pathlib import Path

import yaml
from django.db import migrations

CONTENTS = Path(__file__).resolve().parent.parent / "grid-1.yaml"


def add_grid(apps, schema_editor):
    """The grid that ships with the product becomes version 1."""
    contents = yaml.safe_load(CONTENTS.read_text(encoding="utf-8"))
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
    dependencies = [("referential", "0003_grid_positions_trajectory")]

    operations = [migrations.RunPython(add_grid, migrations.RunPython.noop)]

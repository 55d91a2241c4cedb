from django.db import migrations

USUAL = "Donner au traiteur le nombre de repas et les régimes"
BEFORE, AFTER = "each_deadline", "each_catered_deadline"


def wait_for_a_caterer(apps, schema_editor):
    """The usual task waits for the days where a caterer serves; one that was written anew stays as it is."""
    tasks = apps.get_model("checklist", "Task")
    tasks.objects.filter(title=USUAL, milestone=BEFORE).update(milestone=AFTER)


def wait_for_every_day(apps, schema_editor):
    """The milestone is not known any more, whatever the task."""
    tasks = apps.get_model("checklist", "Task")
    tasks.objects.filter(milestone=AFTER).update(milestone=BEFORE)


class Migration(migrations.Migration):
    dependencies = [("checklist", "0001_initial")]

    operations = [migrations.RunPython(wait_for_a_caterer, wait_for_every_day)]

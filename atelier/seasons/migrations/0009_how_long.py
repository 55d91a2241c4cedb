"""The privacy page says every duration that the product applies; a page whose sentence was rewritten is left alone."""

from django.db import migrations

LINE = "- Participation, présences et attestations : cinq ans après la saison.\n"
MORE = """- Besoins d’aménagement : trente jours après la dernière journée.
- Textes des courriels : quatre-vingt-dix jours après l’envoi.
- Vos réponses aux positionnements et vos notes : un an après la dernière journée. Le regard de chaque catégorie reste, sans personne derrière.
"""


def tell(apps, schema_editor):
    pages = apps.get_model("seasons", "Page").objects
    for page in pages.filter(body__contains=LINE).order_by("pk"):
        page.body = page.body.replace(LINE, MORE + LINE)
        page.save()


class Migration(migrations.Migration):
    dependencies = [("seasons", "0008_public_state")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]

from django.db import migrations


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auditlog", "0017_add_actor_email"),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[],
            options={
                "verbose_name": "modification",
                "verbose_name_plural": "modifications",
                "ordering": ["-timestamp", "-pk"],
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("auditlog.logentry",),
        ),
    ]

from django.db import migrations

# position, code, name, definition
STAKES = [
    (
        1,
        "engagement",
        "Engagement",
        "L’engagement, c’est ce qui fait qu’une personne ou une organisation décide de mettre de son "
        "temps, de sa parole et de ses moyens au service d’un changement du territoire, et qu’elle y "
        "reste. Il ne se commande pas. Il naît d’un attachement au lieu, d’une envie et d’un espace où "
        "agir ; il s’use lorsqu’il n’est ni soutenu ni reconnu. Piloter, c’est donc en réunir les "
        "conditions, accueillir aussi les réticences, qui disent quelque chose du réel, et veiller à la "
        "santé de celles et ceux qui portent la démarche.",
    ),
    (
        2,
        "cooperation",
        "Coopération",
        "Coopérer n’est ni se répartir des tâches ni se coordonner. C’est accepter de changer sa façon de "
        "travailler pour tenir compte de ce que vivent les autres : leurs contraintes, leurs critères, "
        "leurs risques. Cela se joue entre métiers et services, entre niveaux de responsabilité, et entre "
        "la collectivité, les opérateurs et les habitants. La coopération demande du temps, des règles "
        "dites, des lieux pour traiter les différends et une confiance qui se construit à l’épreuve des "
        "faits.",
    ),
    (
        3,
        "integration",
        "Intégration systémique",
        "Agir de façon intégrée, c’est cesser de traiter un à un des sujets qui se tiennent : "
        "l’alimentation touche à la santé, au foncier, à l’emploi, à l’école. On ne cherche pas un plan "
        "qui prévoirait tout ; on part d’une action concrète, on regarde ce qu’elle met en mouvement "
        "autour d’elle, voulu ou non, et l’on élargit peu à peu le cercle des enjeux, des acteurs et des "
        "échelles. L’enjeu est de transformer une addition de projets en une trajectoire cohérente.",
    ),
    (
        4,
        "valeur",
        "Valeur",
        "Parler de valeur, c’est se demander ce qui compte vraiment dans ce que l’on fait, pour qui, et "
        "comment on le sait. Une part décisive de ce qu’une transition produit échappe aux tableaux de "
        "bord : confiance retrouvée, compétences, santé, dépenses évitées, liens. La rendre discutable "
        "permet de la soutenir, de décider qui y contribue et comment elle se partage. C’est aussi la "
        "question du modèle économique : avec quelles ressources, matérielles et immatérielles, et par "
        "quels engagements réciproques, l’action peut-elle durer sans dépendre du volume ?",
    ),
]


def add_stakes(apps, schema_editor):
    stake = apps.get_model("referential", "Stake")
    for position, code, name, definition in STAKES:
        stake.objects.create(position=position, code=code, name=name, definition=definition)


class Migration(migrations.Migration):
    dependencies = [("referential", "0001_initial")]

    operations = [migrations.RunPython(add_stakes, migrations.RunPython.noop)]

from django.db import migrations

# position, title, text: organisers edit them
ARTICLES = [
    (
        "Objet",
        "La présente convention fixe les conditions dans lesquelles {territoire} participe à la saison "
        "{saison} de l’atelier organisé par {organisateur}, {dates}.",
    ),
    (
        "Engagements de l’organisateur",
        "{organisateur} prépare et anime les journées, met à disposition les supports, émet les "
        "convocations et les attestations, et veille à ce que chacun puisse prendre la parole.",
    ),
    (
        "Engagements du territoire",
        "{territoire} désigne les personnes de son triptyque, facilite leur présence aux cinq journées "
        "et ne délègue pas leur participation. Un changement de titulaire se demande par écrit et "
        "s’accepte par l’organisateur.",
    ),
    (
        "Calendrier et lieu",
        "Les journées ont lieu {dates}. Une date ou un lieu qui change est annoncé par écrit dès qu’il "
        "est connu. Le calendrier figure en annexe 1.",
    ),
    (
        "Participation financière",
        "La participation est fixée à {montant}. Elle est répartie ainsi : {payeurs}. Les déplacements "
        "et les déjeuners restent à la charge des participants.",
    ),
    (
        "Facturation et paiement",
        "Les sommes sont demandées ainsi : {echeances}. Chaque document rappelle les références que le "
        "payeur a transmises. Le paiement se fait par virement.",
    ),
    (
        "Données personnelles",
        "Les informations des participants servent à organiser la saison. Elles sont conservées pour les "
        "durées indiquées sur le site. Chacun peut consulter les siennes, les corriger ou en demander la "
        "suppression.",
    ),
    (
        "Productions de la saison",
        "Ce qu’un territoire écrit lui appartient. Rien n’est rendu public sans l’accord de son référent "
        "et de chaque personne citée, et cet accord peut être repris.",
    ),
    (
        "Confidentialité des échanges",
        "Ce qui se dit dans l’atelier appartient à ceux qui le disent. Les parties s’engagent à ne pas "
        "rapporter hors de l’atelier les propos d’une personne sans son accord.",
    ),
    (
        "Report, annulation, départ",
        "Une journée empêchée est reportée autant que possible. Si la saison est interrompue par "
        "l’organisateur, seule la part des journées tenues est due. Le départ d’un participant ne change "
        "pas la participation financière.",
    ),
    (
        "Durée",
        "La convention prend effet à sa signature et s’achève avec la remise des attestations et le "
        "règlement des sommes dues.",
    ),
    (
        "Différends",
        "Les parties cherchent d’abord un accord amiable. À défaut, le tribunal compétent est saisi par "
        "la plus diligente.",
    ),
]


def add_texts_and_issuer(apps, schema_editor):
    article = apps.get_model("contributions", "Article")
    for position, (title, text) in enumerate(ARTICLES, start=1):
        article.objects.create(position=position, title=title, text=text)
    apps.get_model("contributions", "Issuer").objects.create(pk=1, name="")


class Migration(migrations.Migration):
    dependencies = [("contributions", "0002_money")]

    operations = [migrations.RunPython(add_texts_and_issuer, migrations.RunPython.noop)]

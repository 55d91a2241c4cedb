from django.db import migrations

PAGES = {
    "contact": (
        "Contact",
        """\
Une question sur la saison, une envie de participer, un doute sur votre dossier : écrivez-nous ou appelez-nous. Nous répondons sous quelques jours ouvrés.

Vous suivez déjà une candidature ou vous participez à une saison ? Indiquez le nom de votre territoire, nous gagnerons du temps.""",
    ),
    "confidentialite": (
        "Données personnelles",
        """## Ce que nous recueillons, et pourquoi

- **Candidature d’un territoire** : le nom, la fonction, l’organisme et l’adresse professionnelle des personnes du triptyque et de celles qui remplissent le dossier. Ces données servent à étudier la candidature et à préparer la participation.
- **Participation** : vos présences, vos convocations et vos attestations. Elles prouvent la participation et sa durée.
- **Contribution** : les coordonnées des organismes payeurs. La facturation est une obligation légale.
- **Connexion** : votre adresse de courriel et la date de votre dernière connexion.

- **Accueil** : si vous avez besoin d’un aménagement pour venir, vous seul pouvez le dire, et seule l’organisation le lit.

Nous ne demandons ni date de naissance, ni adresse personnelle, ni appartenance politique.

## D’où viennent ces données

Le plus souvent de vous. Si une personne de votre territoire vous a inscrit dans un triptyque, elle nous a transmis votre nom, votre fonction, votre organisme et votre adresse professionnelle ; nous vous en prévenons par courriel.

## Qui les lit

L’équipe d’organisation et l’équipe d’animation de la saison, chacune pour ce qui la concerne. Elles ne sont ni vendues, ni transmises à d’autres territoires sans votre accord.

## Combien de temps

- Candidature non déposée : six mois après la dernière modification.
- Candidature non retenue ou retirée : deux ans.
- Participation, présences et attestations : cinq ans après la saison.
- Conventions, factures et versements : dix ans.
- Journaux techniques : de six à douze mois.

## Vos droits

Vous pouvez consulter vos données, les corriger, demander leur suppression ou la limitation de leur usage en écrivant à l’adresse indiquée ci-dessus. En cas de désaccord, vous pouvez saisir la CNIL.

## Cookies

Ce site n’utilise que deux cookies, nécessaires à la connexion et à la sécurité des formulaires. Aucun ne suit votre navigation, aucun contenu n’est chargé depuis un autre site.""",
    ),
    "mentions-legales": (
        "Mentions légales",
        """## Propriété des contenus

Les textes de ce site appartiennent à leurs auteurs. Les productions des territoires restent celles des territoires.

## Liens

Les liens vers d’autres sites sont donnés pour information ; leur contenu relève de leurs éditeurs.""",
    ),
    "accessibilite": (
        "Accessibilité",
        """## État de conformité

Aucun audit n’a encore été réalisé : ce site ne peut donc pas être déclaré conforme au référentiel général d’amélioration de l’accessibilité (RGAA).

## Ce que nous faisons

Les pages sont vérifiées par un outil automatique à chaque modification, sur petit et grand écran, et fonctionnent sans JavaScript. Les documents PDF sont balisés. Un outil automatique ne détecte qu’une partie des difficultés : votre retour compte.

## Signaler une difficulté

Si un contenu vous résiste, écrivez-nous depuis la page Contact : nous vous l’enverrons sous une autre forme et nous corrigerons.

## Voies de recours

Si vous ne parvenez pas à obtenir de réponse, vous pouvez écrire au Défenseur des droits.""",
    ),
}


def add_pages(apps, schema_editor):
    page = apps.get_model("seasons", "Page")
    for slug, (title, body) in PAGES.items():
        page.objects.create(slug=slug, title=title, body=body)


class Migration(migrations.Migration):
    dependencies = [("seasons", "0001_initial")]

    operations = [migrations.RunPython(add_pages, migrations.RunPython.noop)]

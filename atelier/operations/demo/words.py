"""What people of the demo say; every person, place and event is invented."""

from referential.models import Visibility

NOT_YET = ["Maréchal", "Brémond", "Benali"]  # they have not answered the second round

WHY = [
    "On en parle entre nous, peu au-delà : les services l’apprennent par le journal.",
    "Le comité de pilotage se tient tous les deux mois et ses décisions sont suivies.",
    "Deux personnes portent presque tout ; quand l’une s’absente, rien n’avance.",
    "Les cantines et les maraîchers ont revu leurs plannings ensemble cet automne.",
    "Nous avons commencé à compter autre chose que les repas servis.",
]

STORY = {
    "life_stakes": "alimentation sante economie",
    "summary": "Que chacun mange bien à Morlaine, et que celles et ceux qui produisent en vivent.",
    "starting_point": "Sept cantines, quarante exploitations dont trois en maraîchage, un centre de santé récent. "
    "Chacun travaillait de son côté, avec de bonnes raisons.",
    "heading": "Une alimentation qui soigne le territoire : moins de volumes achetés, plus d’engagements tenus.",
    "learnt": "Nous demandions aux maraîchers de s’adapter au marché public : nous avons changé le marché.",
}

MODEL = {
    "offer": "Bien manger à la cantine et à la maison, pour les enfants d’abord, pour les patients ensuite.",
    "work": "Cuisiner des produits bruts, planifier à plusieurs, expliquer : un travail neuf pour les cuisiniers.",
    "means": "La confiance née de la légumerie ; des compétences de cuisine qui s’épuisent si l’on ne forme pas.",
    "governance": "Un comité à parts égales : élus, cuisinières, maraîchers, parents, centre de santé.",
    "finance": "Un contrat de trois ans garantit un revenu aux maraîchers ; l’agence de santé finance les ateliers.",
    "evaluation": "Si les assiettes reviennent vides, si personne n’a quitté le contrat, si l’on se parle encore.",
}

ENTRIES = [
    (
        "jalon", "La cantine du bourg passe aux produits bruts", "printemps 2019",
        "Une cuisinière l’a demandé ; la mairie a suivi.", {"level": "décision"}, ["engagement"], Visibility.TERRITORY,
    ),
    (
        "experimentation", "Une légumerie partagée dans l’ancien lavoir", "2021",
        "Deux matinées par semaine, avec trois maraîchers et quatre cantines.",
        {
            "hypothesis": "Laver et couper ensemble lève le frein du temps en cuisine.",
            "people": "Trois maraîchers, quatre cuisinières, un chantier d’insertion.",
            "status": "terminée",
            "learnt": "Le frein n’était pas le temps mais la peur de manquer : il fallait un engagement, pas un local.",
        },
        ["cooperation", "integration"], Visibility.SEASON,
    ),
    (
        "difficulte", "Le marché public récompense le volume", "mars 2022",
        "À chaque appel d’offres, nos maraîchers perdent contre un grossiste.",
        {"where": "juridique", "status": "en partie levée", "tried": "Des lots plus petits, puis un autre contrat."},
        ["valeur"], Visibility.TERRITORY,
    ),
    (
        "bifurcation", "Acheter un engagement plutôt que des kilos", "12/09/2023",
        "Un contrat de trois ans : un revenu contre une disponibilité.",
        {"why": "Nous payions des kilos alors que nous voulions des gens qui restent."},
        ["valeur", "cooperation"], Visibility.TERRITORY,
    ),
    (
        "effet", "Les patients demandent les recettes", "automne 2024",
        "Le centre de santé prescrit des ateliers de cuisine.",
        {"expected": "inattendu", "for_whom": "Une soixantaine de patients.", "term": "moyen"},
        ["integration"], Visibility.TERRITORY,
    ),
    (
        "question", "Comment faire entrer l’hôpital sans qu’il prenne toute la place ?", "2026",
        "Il achète dix fois ce que nous produisons.", {}, ["cooperation"], Visibility.TERRITORY,
    ),
]  # fmt: skip
LINKED = ("Le marché public récompense le volume", "Acheter un engagement plutôt que des kilos")
QUESTION = "Comment faire entrer l’hôpital sans qu’il prenne toute la place ?"
ANSWER = (
    "Chez nous l’hôpital est entré par les cuisiniers, pas par les achats : deux d’entre eux sont venus apprendre, et "
    "la commande a suivi leur rythme."
)

EXPERIENCE = {
    "title": "Payer une disponibilité plutôt que des kilos",
    "context": "Sept cantines d’une communauté de communes rurale, trois maraîchers, un marché public au volume.",
    "life_stake": "Que les enfants mangent bien toute l’année, sans épuiser celles et ceux qui produisent.",
    "actors": "La communauté de communes, le syndicat des cantines, trois maraîchers, le centre de santé.",
    "done": "Un an de réunions à la légumerie, puis un contrat de trois ans : un revenu garanti contre une surface et "
    "une présence en cuisine.",
    "resisted": "La comptabilité publique, d’abord. Puis notre propre habitude de compter les repas.",
    "effects": "Personne n’a quitté le contrat. Le gaspillage a baissé d’un tiers, ce que nous ne cherchions pas.",
    "conditions": "Une élue qui assume le risque, une cuisinière que tout le monde écoute.",
    "differently": "Nous inviterions l’hôpital plus tôt.",
    "quotes": "« Je ne vends plus des carottes, je fais partie de la cantine », Agnès de La Tour",
    "contacts": "Ève Lacombe, directrice du développement",
}
STILL_ASKED = "agnes.de.la.tour@example.org"

NOTE = (
    "Le travail des pilotes ne se voit que lorsqu’il manque",
    "Trois collectifs sur six disent la même chose : le relais n’est prévu nulle part. Piste à reprendre : nommer, "
    "dans chaque comité, qui remplace qui, et pour combien de temps.",
)

BROUGHT = "Comment associer les entreprises de la zone sans les noyer sous les réunions ?"
UNDERTAKINGS = (
    ("Appeler trois artisans avant la fin du mois et leur demander une heure, chez eux.", 14),
    ("Relire avec la directrice la charte d’achat, et y retirer ce que personne n’applique.", 30),
    ("Proposer au conseil un essai d’un an sur le relais de la gare.", 45),
)
OUTCOME = ("changed", "Deux rencontres sur trois ; la troisième se fera avec le réseau des repreneurs.")

# What some answered without their names, and what the team decided of it.
OPINIONS = (
    "Les tables entre pairs : on ose dire ce qui ne marche pas.",
    "Plus de temps entre deux séquences.",
    "La visite du matin.",
    "Un exemple chiffré de budget partagé.",
)
IMPROVEMENT = (
    "Les pauses sont trop courtes.",
    "Vingt minutes entre deux séquences dès la journée 3.",
    "L’équipe d’animation",
)

# What the team shares: title, of what, name of the file or nothing for a link, content, readers.
FILES = (
    (
        "Grille d’écoute d’une séquence entre pairs",
        "day",
        "grille-ecoute.txt",
        "Trois questions en écoutant\u00a0: qu’est-ce qui étonne, qu’est-ce qui manque, que ferions-nous\u00a0?\n",
        Visibility.SEASON,
    ),
    ("Film\u00a0: coopérer sur un bassin de vie", "season", "", "https://www.example.org/film", Visibility.SEASON),
    (
        "Partenaires à rencontrer",
        "territory",
        "partenaires.csv",
        "Structure;Commune\nRéseau des repreneurs;Morlaine\nLégumerie;Saint-Aubin\n",
        Visibility.TERRITORY,
    ),
)

"""Who plays: five collectives in the shapes of a real season, two of a name, names that sentences stumble on."""

from dataclasses import dataclass

ORGANISER, TREASURER, FACILITATOR = "organisation@example.org", "tresorerie@example.org", "animation@example.org"


@dataclass(frozen=True)
class Person:
    """`gender` is f or m: what an adjective said to them must agree with."""

    first_name: str
    last_name: str
    gender: str
    position: str
    organisation: str
    email: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Collective:
    """`with_article` and `with_de` are written by hand: how a French sentence names it."""

    key: str
    name: str
    kind: str
    department: str
    with_article: str
    with_de: str
    lead: Person
    people: dict[str, tuple[Person, ...]]
    wished: str = "4 500"

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(self.people[code]) for code in ("elus", "agents", "operateurs"))


def _person(line: str) -> Person:
    first_name, last_name, gender, position, organisation, email = (part.strip() for part in line.split("|"))
    return Person(first_name, last_name, gender, position, organisation, f"{email}@example.org")


def _people(elus: str, agents: str, operateurs: str) -> dict[str, tuple[Person, ...]]:
    texts = {"elus": elus, "agents": agents, "operateurs": operateurs}
    return {code: tuple(_person(line) for line in text.strip().splitlines()) for code, text in texts.items()}


COLLECTIVES = (
    Collective(
        "agglomeration",
        "Communauté d’agglomération du Val-Fleuri",
        "CA",
        "62",
        "la communauté d’agglomération du Val-Fleuri",
        "de la communauté d’agglomération du Val-Fleuri",
        _person("Maud | Le Bihan | f | directrice de projet | Agglomération du Val-Fleuri | maud.lebihan"),
        _people(
            "Odile | d’Hauterive | f | vice-présidente | Agglomération du Val-Fleuri | odile.dhauterive",
            """Maud | Le Bihan | f | directrice de projet | Agglomération du Val-Fleuri | maud.lebihan
            Amir | Saïdi | m | chargé de mission | Agglomération du Val-Fleuri | amir.saidi
            Ève | Œuvrard | f | ingénieure | Agglomération du Val-Fleuri | eve.oeuvrard""",
            """Hugo | N’Guessan | m | gérant | Coopérative du Val | hugo.nguessan
            Claude | Martin | f | présidente | Les Jardins du Val | claude.martin""",
        ),
        "9 000",
    ),
    Collective(
        "commune",
        "Le Mesnil-Aubry-les-Forges",
        "COM",
        "59",
        "Le Mesnil-Aubry-les-Forges",
        "du Mesnil-Aubry-les-Forges",
        _person("Yves | Aubin | m | directeur général des services | Ville du Mesnil | yves.aubin"),
        _people(
            """Émile | Ozanne | m | maire | Ville du Mesnil | emile.ozanne
            Inès | Haddad | f | maire-adjointe | Ville du Mesnil | ines.haddad""",
            "Yves | Aubin | m | directeur général des services | Ville du Mesnil | yves.aubin",
            "Claude | Martin | m | artisan | Atelier Martin | claude.martin.artisan",
        ),
        "3 000",
    ),
    Collective(
        "overseas",
        "Communauté de communes de Marie-Galante",
        "CC",
        "971",
        "la communauté de communes de Marie-Galante",
        "de la communauté de communes de Marie-Galante",
        _person("Aline | Urbain | f | chargée de mission | Communauté de communes | aline.urbain"),
        _people(
            "Ulysse | Hénault | m | président | Communauté de communes | ulysse.henault",
            """Agnès | de La Tour | f | directrice | Communauté de communes | agnes.delatour
            Ida | Ourson | f | chargée de mission | Communauté de communes | ida.ourson""",
            "Éloi | Yvon | m | gérant | Énergies de Marie-Galante | eloi.yvon",
        ),
        "4 000",
    ),
    Collective(
        "petr",
        "PETR du Pays d’Hesdin",
        "PETR",
        "62",
        "le PETR du Pays d’Hesdin",
        "du PETR du Pays d’Hesdin",
        _person("Paul | Ivry | m | directeur | PETR du Pays d’Hesdin | paul.ivry"),
        _people(
            """Anne | Hermand | f | présidente | PETR du Pays d’Hesdin | anne.hermand
            Luc | Imbert | m | vice-président | Ville d’Hesdin | luc.imbert""",
            "Léa | Oriol | f | chargée de mission | PETR du Pays d’Hesdin | lea.oriol",
            """Noé | Elbaz | m | gérant | Scierie Elbaz | noe.elbaz
            Iris | Amsallem | f | directrice | SCIC Terre d’Artois | iris.amsallem
            Jean-Noël | Usson | m | agriculteur | Ferme Usson | jeannoel.usson
            Esther | Iglesias | f | cheffe d’entreprise | Iglesias et fils | esther.iglesias""",
        ),
        "10 000",
    ),
    Collective(
        "project",
        "Hautes Terres d’Artois",
        "PROJ",
        "62",
        "les Hautes Terres d’Artois",
        "des Hautes Terres d’Artois",
        _person("Rose | Étienne | f | animatrice | Association des Hautes Terres | rose.etienne"),
        _people(
            "Henri | Oudin | m | maire | Commune d’Aire | henri.oudin",
            """Nina | Ismaël | f | directrice | Association des Hautes Terres | nina.ismael
            Igor | Étienne | m | chargé de mission | Association des Hautes Terres | igor.etienne""",
            """Éva | Hoarau | f | gérante | Hoarau conseil | eva.hoarau
            Ali | Ourabah | m | boulanger | Pain d’Artois | ali.ourabah""",
        ),
        "6 000",
    ),
)
NEWCOMER = _person("Élise | Orsini | f | directrice générale adjointe | Ville du Mesnil | elise.orsini")
LATE = "eloi.yvon@example.org"  # confirms after the convocations left
ABSENT = "ines.haddad@example.org"  # announces an absence
ABSENT_TOO = "noe.elbaz@example.org"  # announces one, and takes it back
GONE = "jeannoel.usson@example.org"  # withdraws alone
EVERYBODY = {
    person.email: person
    for collective in COLLECTIVES
    for person in (collective.lead, *(one for people in collective.people.values() for one in people))
} | {NEWCOMER.email: NEWCOMER}

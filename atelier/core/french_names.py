"""Proper names inside a sentence: with their article, after « de », in a greeting.

The article follows from the first word of a name (« Syndicat des eaux » → « le syndicat des eaux »); a name whose first
word says nothing, such as that of a commune, takes none.
"""

import re

from atelier.core.french import sort_key

ARTICLES = ("le ", "la ", "les ", "l’")
ACRONYMS = {
    "la": {"CA", "CC", "CU", "SCIC", "SCOP", "SAS", "SARL", "SEM", "SPL"},
    "le": {"GIP", "PETR", "PNR", "SIVOM", "SIVU", "SMIX", "CCAS", "PLIE"},
    "l’": {"EPCI", "EPT", "EPA", "EPIC", "ADEME", "ONG"},
}
# What an institution is: written small inside a sentence. What is part of the name keeps its capital.
COMMON_NOUNS = {
    "la": {
        "chambre", "collectivité", "commune", "communauté", "coopérative", "direction", "fédération", "fondation",
        "mairie", "métropole", "mutuelle", "régie", "région", "société", "ville",
    },
    "le": {
        "bureau", "centre", "collectif", "comité", "conseil", "département", "groupement", "groupe", "parc", "pôle",
        "réseau", "syndicat", "territoire",
    },
    "l’": {"agence", "agglomération", "association", "entente", "entreprise", "établissement", "office", "union"},
}  # fmt: skip
BODIES = {
    "agglomération", "collectivité", "commune", "communauté", "département", "métropole", "parc", "pôle", "région",
    "syndicat", "ville",
}  # fmt: skip
BODY_ACRONYMS = {"CA", "CC", "CU", "PETR", "PNR"}
PROPER_NOUNS = {
    "la": {"Vallée"},
    "le": {"Bassin", "Pays", "Val"},
    "les": {"Hauts", "Monts", "Portes", "Rives", "Terres", "Vallées"},
    "l’": {"Atelier", "Eurométropole", "Institut", "Université", "École"},
}


def with_article(name: str, noun: str = "") -> str:
    """« la communauté de communes du Val » from a legal name; `noun`, with its article, before one that says nothing.

    A name that begins with its article already, or that has none (« Saint-Aubrac », « Le Mans »), stays as it is. Two
    bodies together have one each: « la commune de Val et l'agglomération du Val ».
    """
    name = name.strip().replace("'", "’")
    if both := _two_bodies(name):
        return " et ".join(with_article(one) for one in both)
    if not name or name.startswith(ARTICLES):
        return name
    first = re.split(r"[\s’]", name, maxsplit=1)[0]
    for article, words in ACRONYMS.items():
        if first in words:
            return _joined(article, name)
    for article, words in COMMON_NOUNS.items():
        if first.lower() in words:
            return _joined(article, name[0].lower() + name[1:])
    for article, words in PROPER_NOUNS.items():
        if first.capitalize() in words:
            return _joined(article, name)
    return f"{noun} {name}" if noun else name


def _joined(article: str, name: str) -> str:
    return f"{article}{name}" if article.endswith("’") else f"{article} {name}"


def _two_bodies(name: str) -> list[str]:
    """« Commune de Val », « agglomération du Val », of a name that joins two institutions; else nothing."""
    first, joined, second = name.partition(" et ")
    return [first, second] if joined and _is_body(first) and _is_body(second) else []


def _is_body(name: str) -> bool:
    """It begins, after its article if it has one, with what a local authority is."""
    name = re.sub(r"^(le |la |les |l[’'])", "", name)
    first = re.split(r"[\s’']", name, maxsplit=1)[0]
    return first.lower() in BODIES or first in BODY_ACRONYMS


def is_plural(name: str) -> bool:
    """Whether a verb after this name, as `with_article` writes it, is in the plural."""
    return name.startswith("les ") or bool(_two_bodies(name))


def with_de(name: str) -> str:
    """« du PETR », « des Sables », « de la commune », « d’Arras »: a name as `with_article` writes it, after « de ».

    It is said of each of two bodies: « de la commune de Val et de l'agglomération du Val ».
    """
    if both := _two_bodies(name):
        return " et ".join(with_de(one) for one in both)
    for article, contracted in (("le ", "du "), ("les ", "des ")):
        if name.lower().startswith(article):
            return contracted + name[len(article) :]
    return f"d’{name}" if _elides(name) else f"de {name}"


def of_person(name: str) -> str:
    """« de Maud Le Bihan », « d’Élise Orsini »: the name of somebody after « de », where no article is contracted."""
    return f"d’{name}" if _elides(name) else f"de {name}"


def _elides(name: str) -> bool:
    """Before a vowel, and before an « h » or a « y » that is silent in most names of places: Hénin, Hyères, Yvetot."""
    key = sort_key(name)
    return bool(re.match(r"(?!(la|le|les|l) )([aeiou]|h[eiy]|y[^aeiou])", key))


def greeting(name: str = "", salutation: str = "") -> str:
    """« Madame la Maire », « Bonjour Odile Ferrandier » or « Bonjour »: how a letter begins, before its comma."""
    return salutation.strip() or f"Bonjour {name}".strip()

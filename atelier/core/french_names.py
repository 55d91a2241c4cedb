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
PROPER_NOUNS = {
    "la": {"Vallée"},
    "le": {"Bassin", "Pays", "Val"},
    "les": {"Hauts", "Monts", "Portes", "Rives", "Terres", "Vallées"},
    "l’": {"Atelier", "Eurométropole", "Institut", "Université", "École"},
}


def with_article(name: str, noun: str = "") -> str:
    """« la communauté de communes du Val » from a legal name; `noun`, with its article, before one that says nothing.

    A name that begins with its article already, or that has none (« Saint-Aubrac », « Le Mans »), stays as it is.
    """
    name = name.strip().replace("'", "’")
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


def with_de(name: str) -> str:
    """« du PETR », « des Sables », « de la commune », « d’Arras »: a name as `with_article` writes it, after « de »."""
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

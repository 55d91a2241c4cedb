"""Files as people bring them, through the three pages: read right, or refused in words that say the remedy.

OFFICE=1 has LibreOffice save thirty-six more of them (`make files`), and prints what each page answers.
"""

import os
import re
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.hostile_files import FILES
from tests.libreoffice import BOOKS, CSV, TEXTS, content_of, convert
from tests.upload_pages import Pages

pytestmark = pytest.mark.django_db

SIX = ["Zoé Lætitia-Martin", "Noël D’Arcy", "Anaïs Le Goff"]
PAID = [("26/11/2026", "3500.00")]
# file: (page, what it is said to hold, what is read, what is said)
KEPT = {
    "mac-cr.csv": ("people", "", SIX, "L’encodage de ce fichier .Mac. a été deviné"),
    "texte-unicode.txt": ("people", "", SIX, ""),
    "sep.csv": ("people", "", SIX, ""),
    "fusion.xlsx": ("people", "", SIX, ""),
    "feuille-active-2.xlsx": ("people", "", SIX, "Autres feuilles, non lues : « Notes »"),
    "gens.ods": ("people", "", [*["Jean Éloi Haÿ"] * 2, "Anne Anne", "Anne Roux", "Ali Roux"], "6 : fonction"),
    "guillemet-seul.csv": ("people", "", [], "Ligne 2 : un guillemet est seul.*Corrigez cette ligne"),
    "formule.xlsx": ("people", "", [], "Cellule F2.*dans un tableur.*enregistrez-le"),
    "mot-de-passe.xlsx": ("people", "", [], "protégé par un mot de passe : enregistrez-le sans"),
    "mot-de-passe.ods": ("statement", "", [], "protégé par un mot de passe : enregistrez-le sans"),
    "participants-apres-excel.csv": ("workbook", "participants", None, "Participants 2 : Aucun territoire"),
    "classeur-point.csv": ("workbook", "contributions", None, "montant sûr : est-ce 4500 € ou 4,50 €"),
    "releve-guillemet3.csv": ("statement", "", [], "Ligne 3 : un guillemet est seul.*Corrigez cette ligne"),
    "releve-nan.csv": ("statement", "", [], "Ligne 2 : « NaN » n’est pas un montant"),
    "releve-enorme.csv": ("statement", "", [("08/04/2026", "10000000.00")], "Lignes nouvelles : 1"),
    "coop.csv": ("statement", "", PAID, "un débit .ligne 3."),
    "lbp2.csv": ("statement", "", PAID, "un débit .ligne 3."),
    "releve.ods": ("statement", "", [*PAID, *[("26/11/2026", "2500.00")] * 2], "Lignes nouvelles : 3"),
}  # fmt: skip


@pytest.fixture
def three_pages():
    return Pages()


def seen(answer, page):
    """Names of people, or (day, amount) of receipts; of a workbook, its words tell."""
    if page == "people":
        return [f"{line[2]} {line[3]}" for line in answer.read]
    return [(line[0], line[2]) for line in answer.read] if page == "statement" else None


def check(pages, name, content, page, sheet, read, words):
    answer = pages.answer(page, name, content, **({"sheet": sheet} if page == "workbook" else {}))
    said = re.sub("[\u00a0\u202f]", " ", answer.said)
    if page == "workbook":
        said += " ".join(str(cell) for line in answer.read for cell in line)
    if os.environ.get("OFFICE"):
        print(f"{name} | {page} | {seen(answer, page)} | {said[:160]}")
    assert (answer.status, answer.fault) == (200, "")
    assert read is None or seen(answer, page) == read, said
    assert re.search(words, said), said


def test_each_kept_file_is_read_or_refused_with_its_remedy(three_pages):
    for name, (page, sheet, read, words) in KEPT.items():
        check(three_pages, name, (FILES / name).read_bytes(), page, sheet, read, words)


def book(*rows, title="Feuille1", formats=(), epoch=None):
    """A workbook of one sheet, `formats` by cell."""
    made = Workbook()
    if epoch:
        made.epoch = epoch
    made.active.title = title
    for row in rows:
        made.active.append(row)
    for cell, shown in dict(formats).items():
        made.active[cell].number_format = shown
    return content_of(made)


def notices():
    made = Workbook()
    made.active.append(["Mode d’emploi : une ligne par personne"])
    sheet = made.create_sheet("Équipe")
    for row in (["Triptyque"], [], PEOPLE[0], ["Élus", "Zoé", "Roy", "Maire", "CC", "zoe@example.org"], PEOPLE[1]):
        sheet.append(row)
    sheet.merge_cells("A1:F1")
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["G"].hidden = True
    sheet["G3"] = "Courriel"
    return content_of(made)


PEOPLE = [
    ["Catégorie", "Prénom", "Nom", "Fonction", "Organisme", "Courriel"],
    ["Agents", "Anaïs", "Le Goff", "DGS", "CC", "anais@example.org"],
]
BANK = ["Date", "Libellé", "Montant"]
DAY = date(2026, 11, 26)
MADE = {
    "avis": ("people", "", notices, ["Zoé Roy"], "Lignes masquées, non lues : 5"),
    "1904": ("statement", "", lambda: book(BANK, [DAY, "VIR", 3500], epoch=CALENDAR_MAC_1904), PAID, "nouvelles : 1"),
    "court": ("statement", "", lambda: book(BANK, ["26/11/26", "VIR", "3 500,00"]), PAID, "nouvelles : 1"),
    "formule": ("statement", "", lambda: book(BANK, [DAY, "VIR", "=3000+500"]), PAID, "nouvelles : 1"),
    "point": ("statement", "", lambda: book(BANK, [DAY, "VIR", "4.500"]), [], "est-ce 4500 € ou 4,50 €"),
    "puissance": ("statement", "", lambda: book(BANK, [DAY, "VIR", "1e3"]), [], "« 1e3 » n’est pas un montant"),
    "nan": ("statement", "", lambda: book(BANK, [DAY, "VIR", "NaN"]), [], "« NaN » n’est pas un montant"),
    "siret": (
        "workbook",
        "",
        lambda: book(
            ["Territoire", "Type", "Structure porteuse", "SIRET"],
            ["Loos", "commune", "Val", "9,9999E+13"],
            title="Territoires",
        ),
        None,
        "a arrondi ce numéro.*format Texte",
    ),
    "telephone": (
        "workbook",
        "",
        lambda: book(
            ["Territoire", "Catégorie", "Siège", "Prénom", "Nom", "Fonction", "Organisme", "Courriel", "Téléphone"],
            ["Ploumargat", "Élus", 2, "Zoé", "Roy", "Maire", "CC", "zoe@example.org", 639980001],
            title="Participants",
        ),
        None,
        "6.?39.?98.?00.?01",
    ),
}


@pytest.mark.skipif(not os.environ.get("OFFICE"), reason="OFFICE=1 starts LibreOffice")
def test_what_libreoffice_saves_is_read_or_refused_with_its_remedy(three_pages):
    sources = {name: make() for name, (_, _, make, *_) in MADE.items()}
    for kind in BOOKS:
        for name, content in convert(sources, kind).items():
            page, sheet, _, read, words = MADE[name]
            if (name, kind) == ("avis", "xls"):  # it says nothing of what is hidden
                read, words = None, "ont le même titre.*masquée|anciens Excel"
            check(three_pages, f"{name}.{kind}", content, page, sheet, read, words)
    texts = {"people": book(PEOPLE[0], PEOPLE[1]), "bank": book(BANK, [DAY, "VIR É", 3500])}
    for name, tokens in TEXTS.items():
        for stem, content in convert(texts, CSV + tokens).items():
            page, read = ("people", ["Anaïs Le Goff"]) if stem == "people" else ("statement", PAID)
            check(three_pages, f"{stem}-{name}", content, page, "", read, "")

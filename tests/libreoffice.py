"""Tables as LibreOffice writes them: `python -m tests.libreoffice` makes those of tests/files/libreoffice/ anew.

It needs `soffice`, which no test needs: the files are kept, as small as they are, with the version that made them in
`VERSION`. Each is made from a workbook of this module, by `soffice --headless --convert-to`.
"""

import io
import shutil
import subprocess
import tempfile
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment

FOLDER = Path(__file__).parent / "files" / "libreoffice"
CSV = "csv:Text - txt - csv (StarCalc):"
# What follows: delimiter, quote, character set, first line (tokens of the export filter of Calc).
TEXTS = {
    "utf-8.csv": "59,34,76,1",
    "virgules.csv": "44,34,76,1",
    "cp1252.csv": "59,34,1,1",
    "tout-entre-guillemets.csv": "59,34,1,1,,0,true",
    "mac.csv": "59,34,2,1",
    "dos.csv": "59,34,4,1",
    "utf-16.csv": "59,34,65535,1",
    "utf-16.txt": "9,34,65535,1",
}
BOOKS = ("xlsx", "ods", "xls")

PEOPLE = [
    ["Catégorie", "Prénom", "Nom", "Fonction", "Organisme", "Courriel"],
    ["Élus", "Zoé", "Lætitia-Martin", "Maire", "Commune de la Sourde", "zoe.martin@example.org"],
    ["Élus", "Noël", "D’Arcy", "Adjoint", "Commune de la Sourde", "noel.darcy@example.org"],
    ["Agents", "Anaïs", "Le Goff", "DGS", "Commune de la Sourde", "anais.legoff@example.org"],
]


def _book(sheets):
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return book


def _team():
    """Everything that people do to a table: notes, a title, a merged category, what is hidden, a comment, a formula."""
    book = _book({"Mode d’emploi": [["Remplissez la feuille suivante"], ["Une ligne par personne"]], "Équipe": []})
    sheet = book["Équipe"]
    bold = CellRichText("Jean ", TextBlock(InlineFont(b=True), "Éloi"))
    rows = [
        ["Triptyque du Val, saison 3"],
        ["à rendre avant le 4 mai"],
        [],
        ["Catégorie", "Prénom", "Nom", "Fonction", "Organisme", "Adresse mail", "Courriel", "Arrivée"],
        ["Élus", bold, "Haÿ", "Maire", "CC", "jean@example.org", "a@example.org", date(2026, 5, 4)],
        [None, "Zoé  Anne", "Roy", "Directrice\nadjointe", "CC", "zoe@example.org", "b@example.org", "04/05/26"],
        ["Agents", "Anne", "Anne", "DGS", "DGS", "anne@example.org", "c@example.org", 46146],
        ["Agents", "Ali", "Roux", "DGS", "DGS", "ali@example.org", "d@example.org", datetime(2026, 5, 4, 9, 30)],
        ["Opérateurs", "Luc", "Roux", "DGS", "DGS", '=LOWER(B9)&".roux@example.org"', "e@example.org", None],
    ]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("A5:A6")
    sheet.column_dimensions["G"].hidden = True
    sheet.row_dimensions[7].hidden = True
    sheet["F5"].hyperlink = "mailto:jean@example.org"
    sheet["B5"].comment = Comment("À vérifier", "moi")
    sheet.print_title_rows = "4:4"
    book.create_sheet("Listes").append(["Catégorie", "Prénom", "Nom"])
    book["Listes"].sheet_state = "hidden"
    return book


def _whole_names():
    return _book(
        {
            "Feuille1": [
                ["Collège", "Nom Prénom", "Mandat", "Structure", "Adresse mail", "Téléphone"],
                ["élus", "VIAL Zoé", "maire", "Val", "zoe@example.org", 639980001],
                ["élus", "Ali de La TOUR", "adjoint", "Val", "ali@example.org", None],
                ["agents", "Roy Luc", "DGS", "Val", "luc@example.org", None],
                ["agents", "Le Goff Anaïs", "DGA", "Val", "anais@example.org", None],
            ]
        }
    )


def _numbers():
    """What a spreadsheet does to numbers, in the sheets of the workbook."""
    territories = [
        ["Territoire", "Type", "Département", "Code géographique", "SIREN", "Structure porteuse", "SIRET"],
        ["Ambérieu-en-Bugey", "commune", 1, 1004, 210100046, "Association du Val", 73282932000074],
        ["Loos", "commune", 62, "62528", None, "Autre", "9,9999E+13"],
        ["Nulle part", "commune", 62, "62999", None, None, None],
    ]
    return _book({"Territoires": territories, "Notes": [["à relire"]]})


def _error():
    return _book({"Feuille1": [PEOPLE[0], ["Élus", "Zoé", "=NA()", "Maire", "Val", "zoe@example.org"]]})


def _statement():
    rows = [
        ["Date", "Date valeur", "Libellé", "Montant", "Solde"],
        [date(2026, 11, 26), date(2026, 11, 26), "VIR CC DU VAL VP-2026-0003", 3500, 12345.67],
        [date(2026, 11, 26), date(2026, 11, 27), "VIR DOUBLE  ESPACE", 2500.5, 14845.67],
        [date(2026, 11, 27), date(2026, 11, 27), "PRLV ORANGE", -45.99, 14799.68],
    ]
    return _book({"Relevé": rows})


def _currencies():
    """One amount of each format: two in euros, the others not; a text of such a format says what it says."""
    formats = [
        "[$€-40C]\\ #,##0.00",
        '#,##0.00\\ "€"',
        "[$$-409]#,##0.00",
        "#,##0.00\\ [$USD]",
        "[$CHF-100C]\\ #,##0.00",
    ]
    book = _book({"Relevé": [["Date", "Libellé", "Montant"]]})
    sheet = book.active
    for number, code in enumerate([*formats, "[$£-809]#,##0.00"], start=2):
        sheet.append([date(2026, 11, 26), f"VIR {number}", "12,50" if number == 7 else 1000 + number])
        sheet.cell(number, 3).number_format = code
    return book


def _written_currencies():
    """One amount of each format that writes its currency as a text: two in euros, the others not."""
    formats = ['#,##0.00" €"', '0.00 "€ TTC"', '#,##0.00 "CHF"', '0.00" USD"', '0.00 "$"', '"GBP "0.00;-"GBP "0.00']
    book = _book({"Relevé": [["Date", "Libellé", "Montant"]]})
    for number, code in enumerate(formats, start=2):
        book.active.append([date(2026, 11, 26), f"VIR {number}", 1000 + number])
        book.active.cell(number, 3).number_format = code
    return book


SOURCES = {
    "gens": lambda: _book({"Feuille1": PEOPLE}),
    "equipe": _team,
    "noms": _whole_names,
    "nombres": _numbers,
    "erreur": _error,
    "releve": _statement,
    "devises": _currencies,
    "devises-ecrites": _written_currencies,
}


def content_of(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def convert(contents, target):
    """Each of these xlsx files, by name, as LibreOffice saves it to `target`: an extension, perhaps with a filter."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for stem, content in contents.items():
            (folder / f"{stem}.xlsx").write_bytes(content)
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", target]
        files = [folder / f"{stem}.xlsx" for stem in contents]
        subprocess.run([*command, "--outdir", folder / "out", *files], check=True, capture_output=True, timeout=120)
        extension = target.partition(":")[0]
        return {stem: (folder / "out" / f"{stem}.{extension}").read_bytes() for stem in contents}


def main():
    if not shutil.which("soffice"):
        raise SystemExit("Install LibreOffice first: apt-get install libreoffice-calc.")
    FOLDER.mkdir(exist_ok=True)
    sources = {stem: content_of(make()) for stem, make in SOURCES.items()}
    for extension in BOOKS:
        for stem, content in convert(sources, extension).items():
            (FOLDER / f"{stem}.{extension}").write_bytes(content)
    for name, tokens in TEXTS.items():
        both = {"gens": sources["gens"], "releve": sources["releve"]}
        for stem, content in convert(both, CSV + tokens).items():
            (FOLDER / f"{stem}-{name}").write_bytes(content)
    said = subprocess.run(["soffice", "--version"], check=True, capture_output=True, text=True).stdout
    (FOLDER / "VERSION").write_text(said.strip() + "\n")


if __name__ == "__main__":
    main()

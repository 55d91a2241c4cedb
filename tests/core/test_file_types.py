"""What a file is, by what it holds; what could act on the machine of its reader is refused in words."""

import struct

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from atelier.core import file_types
from tests.shared_files import MAIN, OPEN, PDF, archive, office, open_document

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100
PNG, GIF, WEBP = b"\x89PNG\r\n\x1a\n\0", b"GIF89a\0", b"RIFF\0\0\0\0WEBPVP8 "
ACCEPTED = {
    "a.pdf": PDF,
    "Photo.PNG": PNG,
    "a.jpg": b"\xff\xd8\xff\xe0",
    "a.jpeg": b"\xff\xd8\xff\xe0",
    "a.gif": GIF,
    "a.webp": WEBP,
    "a.txt": "Été, « noté » ; 3 € — fin\r\n".encode(),
    "windows.txt": "Été\x80 noté".encode("cp1252", "replace"),
    "excel.txt": "\ufeffNom\tVille".encode("utf-16-le"),
    "a.csv": b"nom;ville\nZo\xe9;Ancenis\n",
    **{f"a.{kind}": office(kind) for kind in MAIN},
    **{f"a.{kind}": open_document(kind) for kind in OPEN},
}
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
BASIC = open_document("odt", **{"Basic/script-lc.xml": b"<a/>"})
OPEN_TEXT = b"application/vnd.oasis.opendocument.text"


def far_away() -> bytes:
    """An archive of one part, which its directory says begins further than any file goes."""
    whole = archive({"[Content_Types].xml": b"<Types/>"})
    at, end = whole.index(b"PK\x01\x02"), whole.index(b"PK\x05\x06")
    beyond = struct.pack("<HHQ", 1, 8, 2**64 - 2)
    entry = whole[at : at + 30] + struct.pack("<H", len(beyond)) + whole[at + 32 : at + 42] + b"\xff" * 4
    entry += whole[at + 46 : end] + beyond
    return whole[:at] + entry + whole[end : end + 12] + struct.pack("<I", len(entry)) + whole[end + 16 :]


REFUSED = {
    "page.html": (b"<script>alert(1)</script>", "devrait finir par"),
    "a.svg": (b"<svg onload=alert(1)/>", "devrait finir par"),
    "a.exe": (b"MZ\x90\0", "nature acceptée"),
    "a.txt": (b"MZ\x90\0\x03", "nature acceptée"),
    "nul.csv": (b"a;b\0", "nature acceptée"),
    "sans-extension": (PDF, "devrait finir par"),
    "png.pdf": (PNG, "devrait finir par « .png »"),
    "text.pdf": (b"% PDF", "devrait finir par"),
    "docx.xlsx": (office("docx"), "devrait finir par « .docx »"),
    "a.doc": (OLE, "anciens Office"),
    "protege.docx": (OLE, "mot de passe"),
    "a.docm": (office("docx"), "macros"),
    "typed.docx": (office("docx", types=MACRO_TYPE), "macros"),
    "vba.xlsx": (office("xlsx", **{"xl/vbaProject.bin": b"x"}), "macros"),
    "old-macro.xlsx": (office("xlsx", **{"xl/macrosheets/sheet1.xml": b"x"}), "macros"),
    "activex.pptx": (office("pptx", **{"ppt/activeX/activeX1.bin": b"x"}), "macros"),
    "basic.odt": (BASIC, "macros"),
    "locked.ods": (open_document("ods", manifest=b"<x encryption-data='1'/>"), "mot de passe"),
    "a.zip": (archive({"a.exe": b"MZ"}), "nature acceptée"),
    "zip.docx": (archive({"a.exe": b"MZ"}), "nature acceptée"),
    "two.docx": (office("docx", types=MAIN["xlsx"]), "nature acceptée"),
    "broken.docx": (office("docx")[:-40], "nature acceptée"),
    "cut.docx": (b"PK\x03\x04", "nature acceptée"),
    "no-part.odt": (b"PK\x03\x04" + archive({}), "nature acceptée"),
    "no-manifest.odt": (archive({"mimetype": OPEN_TEXT}), "nature acceptée"),
    "far.docx": (far_away(), "nature acceptée"),
    "xml.docx": (archive({"[Content_Types].xml": b"<Types"}), "nature acceptée"),
    "bomb.docx": (archive({"[Content_Types].xml": b" " * 5_000_000}), "nature acceptée"),
    "entity.docx": (archive({"[Content_Types].xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "nature acceptée"),
    "twice.docx": (archive({str(number): b"" for number in range(file_types.MAX_ENTRIES + 1)}), "nature acceptée"),
    "elf.odt": (b"\x7fELF", "nature acceptée"),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_is_accepted_is_known_by_its_bytes(name):
    file = SimpleUploadedFile(name, ACCEPTED[name], content_type="application/x-lies")

    found = file_types.find_extension(file)

    assert found == name.rpartition(".")[2].lower()
    assert file.read() == ACCEPTED[name]  # from the first byte


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_told_the_remedy(name):
    content, words = REFUSED[name]

    with pytest.raises(ValidationError) as error:
        file_types.find_extension(SimpleUploadedFile(name, content))

    assert words in " ".join(error.value.messages).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Compte rendu d’été.pdf", "Compte rendu d’été.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Users\zoe\a.pdf", "a.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie- x.pdf"),
        ("photo\u202egpj.exe.pdf", "photogpj.exe.pdf"),
        ("a\0b\x07.pdf", "ab.pdf"),
        ('a"; filename="b.exe.pdf', "a-; filename=-b.exe.pdf"),
        ("...pdf", "fichier.pdf"),
        ("é" * 300 + ".pdf", "é" * 100 + ".pdf"),
        ("", "fichier.pdf"),
    ],
)
def test_a_name_is_kept_without_what_it_does_to_a_machine(typed, kept):
    assert file_types.clean_name(typed, "pdf") == kept

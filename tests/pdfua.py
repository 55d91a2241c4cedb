"""What a machine can say of a PDF/UA-1 document (ISO 14289-1) with free tools: structure, not meaning."""

import io
from itertools import pairwise

import pikepdf

WANTED = ("Atelier-Sans", "Atelier-Serif")
HEADINGS = [f"/H{level}" for level in range(1, 7)]


def faults(content):
    """Every fault found, in words; an empty list is the best that a machine can say."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        root = pdf.Root
        found = [
            words
            for words, fine in (
                ("no language", str(root.get("/Lang", "")).startswith("fr")),
                ("not marked", bool(root.get("/MarkInfo", {}).get("/Marked", False))),
                ("the title is not shown", bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False))),
                ("no title", bool(str(pdf.docinfo.get("/Title", "")).strip())),
                ("no PDF/UA identifier", b"pdfuaid" in root.Metadata.read_bytes()),
                ("no structure", "/StructTreeRoot" in root),
            )
            if not fine
        ]
        elements = list(walk(root.StructTreeRoot))
        found += faults_of_elements(elements)
        found += [
            f"a page without tab order: {number}" for number, page in enumerate(pdf.pages) if page.get("/Tabs") != "/S"
        ]
        found += faults_of_fonts(pdf)
    return found


def walk(node):
    """Every structure element below, in reading order."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from walk(child)


def kind(element):
    return str(element.S)


def faults_of_elements(elements):
    found = []
    for element in elements:
        if kind(element) == "/Figure" and not str(element.get("/Alt", "")).strip():
            found.append("a figure without alternative")
        if kind(element) == "/Table" and not any(kind(one) == "/TH" for one in walk(element)):
            found.append("a table without headers")
        if kind(element) == "/TH" and "/ID" not in element:
            found.append("a header that no cell can name")
        if kind(element) == "/TD" and not element.get("/A", {}).get("/Headers", []):
            found.append("a cell without its headers")
    levels = [HEADINGS.index(kind(element)) + 1 for element in elements if kind(element) in HEADINGS]
    if levels and levels[0] > 2:
        found.append(f"the first heading is of level {levels[0]}")
    found += [f"a heading jumps from {a} to {b}" for a, b in pairwise(levels) if b > a + 1]
    return found


def faults_of_fonts(pdf):
    """Each font embedded, and readable as text."""
    found = []
    for page in pdf.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            descendants = font.get("/DescendantFonts", [font])
            for one in descendants:
                descriptor = one.get("/FontDescriptor", {})
                name = str(one.get("/BaseFont", ""))
                if not any(wanted in name for wanted in WANTED):
                    found.append(f"a font that is not ours: {name}")
                if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
                    found.append(f"a font that is not embedded: {name}")
            if "/ToUnicode" not in font:
                found.append("a font without text")
    return found

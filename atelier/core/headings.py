"""The titles of a spreadsheet: known whatever their accents, capitals, spaces, line breaks and invisible signs."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from openpyxl.utils import get_column_letter

from atelier.core.french import sort_key

INVISIBLE = {"Cf", "Cc"}  # categories of Unicode: soft hyphens, marks of direction, zero-width spaces, controls


def heading_key(text: str) -> str:
    """« Contribution envisagée (€) » and « contribution envisagee » are one title: its letters and digits, in words."""
    shown = "".join(one for one in text if one.isspace() or unicodedata.category(one) not in INVISIBLE)
    return " ".join(re.findall(r"[a-z0-9]+", sort_key(shown)))


def find_headings(titles: Sequence[str], names: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """Where each of the columns is whose title is there: by the keys of `names`, the index in `titles`.

    `names` gives the titles of a column; of several that are there the first counts. Raises ValidationError when two
    columns have the title that counts: nobody can tell which is meant, the more so when one is hidden.
    """
    keys = [heading_key(title) for title in titles]
    found = {}
    for column, known in names.items():
        key = next((key for key in map(heading_key, known) if key in keys), None)
        if key is None:
            continue
        found[column] = keys.index(key)
        if keys.count(key) > 1:
            first, second, *_ = (get_column_letter(at + 1) for at, one in enumerate(keys) if one == key)
            raise ValidationError(
                f"Les colonnes {first} et {second} ont le même titre, «\u00a0{titles[found[column]].strip()}\u00a0»"
                "\u00a0: retirez celle qui est de trop (elle est peut-être masquée), ou renommez-la."
            )
    return found

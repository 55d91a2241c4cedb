"""Whatever happens to the bytes of a file, the pages that read it answer in words.

MUTATIONS=10000 reads more files; MUTATED_PAGES=2500 sends more of them to the pages themselves, BOOKS=0.2 of them
workbooks, which a process each reads; SEED=2 changes other bytes.
"""

import os
from pathlib import Path

import pytest

from tests.mutations import faults
from tests.upload_pages import Pages

SEED = int(os.environ.get("SEED", "1"))
BOOKS = float(os.environ.get("BOOKS", "0.05"))


def test_a_file_with_changed_bytes_is_read_or_refused_in_words():
    found, said = faults(int(os.environ.get("MUTATIONS", "200")), seed=SEED, books=BOOKS)

    assert found == []
    assert {"read", "refused"} == {what for _, what in said}


@pytest.mark.django_db
def test_no_page_answers_a_file_with_changed_bytes_by_an_error():
    count = int(os.environ.get("MUTATED_PAGES", "15"))

    found, said = faults(count, seed=SEED, books=BOOKS, pages=Pages(), keep=Path("var/fuzz"))

    print(f"{count} files, seed {SEED}: {dict(said)}")
    assert found == []
    assert sum(said.values()) == 3 * count

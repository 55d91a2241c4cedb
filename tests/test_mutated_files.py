"""Whatever happens to the bytes of a file, the pages that read it answer in words."""

import os

from tests.mutations import faults


def test_a_file_with_changed_bytes_is_read_or_refused_in_words():
    count, seed = int(os.environ.get("MUTATIONS", "200")), int(os.environ.get("SEED", "1"))

    found, said = faults(count, seed=seed, books=0.05)

    assert found == []
    assert {"read", "refused"} == {what for _, what in said}

"""A product in a folder of its own, and somebody about whom there is something in every table."""

import pytest

from tests.operations import products
from tests.privacy.conftest import known

__all__ = ["known"]


@pytest.fixture
def product(tmp_path):
    """A filled product, which the test may change."""
    return products.filled(tmp_path / "here")

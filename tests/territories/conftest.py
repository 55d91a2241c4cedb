import pytest

from tests.factories import TriptychFactory


@pytest.fixture
def application(contact):
    """A complete draft where nobody is seated, whose référent is `contact`."""
    return TriptychFactory(complete=True, lead=contact)

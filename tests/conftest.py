"""What every test needs: NLTK's resources laid, as `make install` lays them."""

import pytest

from transatlantic import resources


@pytest.fixture(scope="session", autouse=True)
def nltk_resources():
    """Lay the resources where they are missing or made by an older recipe, and use them."""
    resources.lay()
    resources.use()

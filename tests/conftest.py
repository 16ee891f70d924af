"""What every test needs: NLTK's resources laid, as `make install` lays them, and used from the first import on."""

from transatlantic import resources

resources.lay()
resources.use()

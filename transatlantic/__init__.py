"""A teaching kit: read transatlantic security news with code, from tokens to sentiment and stance."""

__version__ = "0.1.0"

# Where `transatlantic lab` tells what runs in it which folder is the learner's.
FOLDER_VARIABLE = "TRANSATLANTIC_DIR"

# The slug of the article of one's own that is read instead of the kit's.
ARTICLE_VARIABLE = "ARTICLE"

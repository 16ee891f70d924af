"""A teaching kit: read transatlantic security news with code, from tokens to sentiment and stance."""

__version__ = "0.1.0"

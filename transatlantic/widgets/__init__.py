"""What learners handle in the lessons; each widget has a line of code that gives the same without a screen."""

from transatlantic.widgets.explorer import explore_tokenizers
from transatlantic.widgets.kwic import concordance
from transatlantic.widgets.names import group_names, load_names, save_names
from transatlantic.widgets.prediction import Predictions
from transatlantic.widgets.quotes import load_quotes, mark_quotes, save_quotes

__all__ = [
    "Predictions",
    "concordance",
    "explore_tokenizers",
    "group_names",
    "load_names",
    "load_quotes",
    "mark_quotes",
    "save_names",
    "save_quotes",
]

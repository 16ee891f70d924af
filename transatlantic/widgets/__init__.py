"""What learners handle in the lessons; each widget has a line of code that gives the same without a screen."""

from transatlantic.widgets.bench import tagger_bench
from transatlantic.widgets.explorer import explore_tokenizers
from transatlantic.widgets.kwic import concordance
from transatlantic.widgets.prediction import Predictions

__all__ = ["Predictions", "concordance", "explore_tokenizers", "tagger_bench"]

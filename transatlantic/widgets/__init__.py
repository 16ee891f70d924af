"""What learners handle in the lessons; each widget has a line of code that gives the same without a screen."""

from transatlantic.widgets.dissector import dissect
from transatlantic.widgets.edits import LexiconEdits
from transatlantic.widgets.explorer import explore_tokenizers
from transatlantic.widgets.kwic import concordance
from transatlantic.widgets.prediction import Predictions
from transatlantic.widgets.timeline import sentiment_timeline

__all__ = ["LexiconEdits", "Predictions", "concordance", "dissect", "explore_tokenizers", "sentiment_timeline"]

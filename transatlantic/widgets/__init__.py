"""What learners handle in the lessons; each widget has a line of code that gives the same without a screen."""

from transatlantic.widgets.annotator import annotate
from transatlantic.widgets.bench import tagger_bench
from transatlantic.widgets.board import agreement_board
from transatlantic.widgets.coverage import compare_coverage
from transatlantic.widgets.dissector import dissect
from transatlantic.widgets.edits import LexiconEdits
from transatlantic.widgets.explorer import explore_tokenizers
from transatlantic.widgets.kwic import concordance
from transatlantic.widgets.names import group_names, load_names, save_names
from transatlantic.widgets.prediction import Predictions
from transatlantic.widgets.progress import Progress
from transatlantic.widgets.quotes import load_quotes, mark_quotes, save_quotes
from transatlantic.widgets.stances import record_stance
from transatlantic.widgets.timeline import sentiment_timeline

__all__ = [
    "LexiconEdits",
    "Predictions",
    "Progress",
    "agreement_board",
    "annotate",
    "compare_coverage",
    "concordance",
    "dissect",
    "explore_tokenizers",
    "group_names",
    "load_names",
    "load_quotes",
    "mark_quotes",
    "record_stance",
    "save_names",
    "save_quotes",
    "sentiment_timeline",
    "tagger_bench",
]

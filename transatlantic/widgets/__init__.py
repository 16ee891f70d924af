"""What learners handle in the lessons; each widget has a line of code that gives the same without a screen.

A module is imported when something of it is asked for: all of them take seconds, and an exercise needs one.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "LexiconEdits": "edits",
    "Predictions": "prediction",
    "Progress": "progress",
    "agreement_board": "board",
    "annotate": "annotator",
    "compare_coverage": "coverage",
    "concordance": "kwic",
    "dissect": "dissector",
    "explore_tokenizers": "explorer",
    "group_names": "names",
    "load_names": "names",
    "load_quotes": "quotes",
    "mark_quotes": "quotes",
    "record_stance": "stances",
    "save_names": "names",
    "save_quotes": "quotes",
    "sentiment_timeline": "timeline",
    "tagger_bench": "bench",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)

"""The tagger trained on the whole practice corpus: trained at first use, then read from the user's cache.

A model is a pickle, and whoever can change a pickle can run code; this one is the user's own, in the user's own cache
folder, and the kit loads no other.
"""

from __future__ import annotations

import hashlib
import pickle
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files

import platformdirs

from transatlantic.files import replace_whole
from transatlantic.stance import corpus
from transatlantic.stance.evaluation import Figure
from transatlantic.stance.tagger import LABELS, StanceTagger
from transatlantic.stance.verdict import left_out

MODEL = "linear"
MADE_FROM = (
    "stance/tagger.py",
    "stance/evaluation.py",
    "stance/verdict.py",
    "tokenizing.py",
    "data/corpus/annotations.csv",
    "data/corpus/briefs.csv",
)
MADE_BY = ("scikit-learn", "nltk", "numpy", "scipy")


@dataclass(frozen=True, eq=False)
class Trained:
    """The linear tagger, fitted on every brief of the practice corpus, and how far to trust it.

    trust: F1 of each stance and of NONE, each brief tagged by a tagger that had learned from other events alone, as a
    learner's own text will be of another event.
    """

    tagger: StanceTagger
    trust: tuple[Figure, ...]


@cache
def trained() -> Trained:
    """The trained tagger; the first call on a machine takes some seconds, later ones read the cache.

    Where the cache cannot be read or written the tagger is trained all the same. Raises ResourceError without NLTK's
    resources.
    """
    kept = platformdirs.user_cache_path("transatlantic") / f"tagger-{_stamp()}.pickle"
    try:
        return pickle.loads(kept.read_bytes())  # noqa: S301
    except Exception:  # whatever is wrong with a cache, it is made anew
        cells = corpus.tagged(corpus.labels())
        tagger = StanceTagger(MODEL).fit(cells["text"], cells["target"], cells["label"])
        by_event = left_out("event", [MODEL])
        made = Trained(tagger, tuple(by_event.figure(MODEL, f"F1 of {label}") for label in LABELS))
    with suppress(OSError):
        replace_whole(kept, pickle.dumps(made))
    return made


def _stamp() -> str:
    """Changes whenever the tagger would come out differently."""
    made_from = hashlib.sha256(" ".join(map(version, MADE_BY)).encode())
    package = files("transatlantic")
    for place in MADE_FROM:
        made_from.update((package / place).read_bytes())
    for brief in corpus.briefs():
        made_from.update(brief.article.provenance.sha256.encode())
    return made_from.hexdigest()[:16]

"""NLTK's data without a download: made by the kit, laid in one folder, put first on NLTK's search path.

Three resources, under the names that NLTK looks for, so that ``nltk.word_tokenize``, ``nltk.sent_tokenize``,
``nltk.corpus.stopwords`` and ``SentimentIntensityAnalyzer()`` work as in any NLTK tutorial:

- ``tokenizers/punkt_tab/english``: a Punkt model from the kit's list of abbreviations and function words;
  NLTK's official model is trained on news-wire text.
- ``corpora/stopwords/english``: the kit's list of function words; NLTK's official list is another one.
- ``sentiment/vader_lexicon.zip``: the official VADER lexicon, from the vaderSentiment package.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import nltk
import platformdirs
from nltk.tokenize import punkt

# Raise it when the same lists are made into something else.
RECIPE = "1"

# Abbreviations before a number alone: "No. 10", but "The answer was no. Trump left".
NUMBERED = ("art", "ca", "ch", "no", "nos", "par", "sec")

REMEDY = "run `transatlantic resources` (in a clone: `make install`)"

RESOURCES = (
    "tokenizers/punkt_tab/english/",
    "corpora/stopwords/english",
    "sentiment/vader_lexicon.zip/vader_lexicon/vader_lexicon.txt",
)


class ResourceError(RuntimeError):
    """NLTK's resources are missing or cannot be laid; the message is one sentence with the remedy."""


def _words(name: str) -> list[str]:
    """The words of one of the kit's lists, in order, comments left out."""
    lines = (files("transatlantic") / "data" / "nltk" / name).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def _folders() -> list[Path]:
    """Where the resources may lie, best first: beside the Python installation, else in the user's own data."""
    folder = Path("transatlantic") / "nltk_data"
    return [Path(sys.prefix) / "share" / folder, platformdirs.user_data_path() / folder]


def _stamp() -> str:
    """Changes whenever the resources would be made differently."""
    lists = [*_words("abbreviations.txt"), "|", *NUMBERED, "|", *_words("stopwords.txt")]
    made_from = [RECIPE, nltk.__version__, version("vaderSentiment"), *lists]
    return hashlib.sha256(" ".join(made_from).encode()).hexdigest()


@contextmanager
def _searched(root: Path) -> Iterator[None]:
    """Within, NLTK searches the folder first; it reads and writes nowhere but on its search path."""
    before = nltk.data.path[:]
    nltk.data.path.insert(0, str(root))
    try:
        yield
    finally:
        nltk.data.path[:] = before


def _is_laid(root: Path) -> bool:
    """True where the folder holds this version's resources and NLTK is willing to read them."""
    try:
        if (root / "stamp").read_text(encoding="utf-8") != _stamp():
            return False
        with _searched(root):
            for name in RESOURCES:
                nltk.data.find(name, paths=[str(root)])
    except (OSError, LookupError):  # a LookupError also where others could have written the data
        return False
    return True


def lay(root: Path | None = None) -> Path:
    """Make the resources where they are missing or old, and return their folder.

    root: the folder; None for the first of the usual places that can be written.
    Raises ResourceError where no place can be written.
    """
    tried = [root] if root else _folders()
    for folder in tried:
        if _is_laid(folder):
            return folder
    for folder in tried:
        try:
            _make(folder)
        except OSError:
            if not _is_laid(folder):  # else another process was faster
                continue
        return folder
    raise ResourceError(
        f"NLTK's resources cannot be written to {' or '.join(map(str, tried))}: make one of these folders writable, "
        "or install the kit in a virtual environment of your own."
    )


def _make(root: Path) -> None:
    """Build everything elsewhere and move it into place, so that nobody sees half of it."""
    root.parent.mkdir(parents=True, exist_ok=True)
    umask = os.umask(0o022)  # NLTK reads no data that others could have written
    # It writes none either below a folder that others can write to, as a group's clone is: hence the private one.
    with tempfile.TemporaryDirectory() as private, tempfile.TemporaryDirectory(dir=root.parent) as beside:
        try:
            made = Path(private) / "nltk_data"
            _fill(made)
            fresh = Path(shutil.copytree(made, Path(beside) / "nltk_data"))
            if root.exists():
                root.replace(Path(beside) / "old")
            fresh.replace(root)
        finally:
            os.umask(umask)


def _fill(made: Path) -> None:
    english = made / "tokenizers" / "punkt_tab" / "english"
    english.parent.mkdir(parents=True)
    with _searched(made):
        punkt.save_punkt_params(punkt_parameters(), dir=str(english))
    stopwords = made / "corpora" / "stopwords" / "english"
    stopwords.parent.mkdir(parents=True)
    stopwords.write_text("\n".join(sorted(set(_words("stopwords.txt")))) + "\n", encoding="utf-8")
    lexicon = made / "sentiment" / "vader_lexicon.zip"
    lexicon.parent.mkdir()
    with zipfile.ZipFile(lexicon, "w", zipfile.ZIP_DEFLATED) as archive:
        official = files("vaderSentiment") / "vader_lexicon.txt"
        archive.writestr("vader_lexicon/vader_lexicon.txt", official.read_bytes())
    (made / "stamp").write_text(_stamp(), encoding="utf-8")


def punkt_parameters() -> punkt.PunktParameters:
    """The kit's Punkt model: listed abbreviations, and function words as known sentence openers.

    Kiss and Strunk (2006) learn from a corpus which words are abbreviations and which are also written in
    lower case; here both come from lists, since no corpus of the kit is large enough. After an abbreviation a
    capitalised word that is known in lower case begins a sentence (their orthographic heuristic).
    """
    parameters = punkt.PunktParameters()
    parameters.abbrev_types = set(_words("abbreviations.txt"))
    parameters.collocations = {(word, "##number##") for word in NUMBERED}
    for word in _words("stopwords.txt"):
        if word.isalpha() and word != "i":
            parameters.ortho_context[word] = punkt._ORTHO_MID_LC | punkt._ORTHO_BEG_UC
    return parameters


def use() -> None:
    """Put the kit's resources first on NLTK's search path.

    Calling it again changes nothing. Raises ResourceError, with the command that mends it, where the
    resources are missing.
    """
    folder = _laid()
    if nltk.data.path[:1] != [str(folder)]:
        nltk.data.path[:] = [str(folder), *(path for path in nltk.data.path if path != str(folder))]


@cache
def _laid() -> Path:
    for folder in _folders():
        if _is_laid(folder):
            return folder
    raise ResourceError(f"NLTK's resources are missing: {REMEDY}.")

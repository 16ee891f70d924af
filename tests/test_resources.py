"""Plain NLTK works without a download, with the kit's data first, whoever owns a folder of that name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nltk
import pytest

from transatlantic import resources

PLAIN = """
import nltk
from nltk.sentiment import SentimentIntensityAnalyzer
{use}
print(nltk.word_tokenize("It wasn't Dr. Young. He left."))
print(nltk.sent_tokenize("It wasn't Dr. Young. He left."))
print(len(nltk.corpus.stopwords.words("english")))
print(SentimentIntensityAnalyzer().polarity_scores("isn't good")["compound"])
"""
USE = "from transatlantic import resources; resources.use()"


def run(code: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **environment}, timeout=120
    )


def decoy(home: Path) -> None:
    """A learner's own nltk_data with other answers."""
    stop = home / "nltk_data" / "corpora" / "stopwords" / "english"
    stop.parent.mkdir(parents=True)
    stop.write_text("decoy\n")
    punkt = home / "nltk_data" / "tokenizers" / "punkt_tab" / "english"
    punkt.mkdir(parents=True)
    for name in ("abbrev_types.txt", "collocations.tab", "sent_starters.txt", "ortho_context.tab"):
        (punkt / name).write_text("")
    for path in [home / "nltk_data", *(home / "nltk_data").rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_the_kits_resources_come_before_a_learners_own(tmp_path: Path):
    resources.lay()
    decoy(tmp_path)
    # Without the kit NLTK reads the decoy, which has no lexicon: else this test would show nothing.
    without = run(PLAIN.format(use="").rsplit("print(", 1)[0], HOME=str(tmp_path), NLTK_DATA="")
    assert without.stdout.splitlines()[2:] == ["1"], without.stderr
    assert "'Dr', '.'" in without.stdout
    done = run(PLAIN.format(use=USE), HOME=str(tmp_path), NLTK_DATA="")
    assert done.returncode == 0, done.stderr
    tokens, sentences, stop_words, compound = done.stdout.splitlines()
    assert tokens == "['It', 'was', \"n't\", 'Dr.', 'Young', '.', 'He', 'left', '.']"
    assert sentences == "[\"It wasn't Dr. Young.\", 'He left.']"
    assert int(stop_words) > 200
    assert float(compound) == -0.3412


def test_missing_resources_are_one_sentence_with_the_command(tmp_path: Path):
    code = (
        "import sys; from transatlantic import resources\n"
        f"sys.prefix = {str(tmp_path / 'prefix')!r}\n"
        "try: resources.use()\n"
        "except resources.ResourceError as error: print(error)"
    )
    done = run(code, HOME=str(tmp_path), XDG_DATA_HOME=str(tmp_path / "data"))
    assert done.stdout == f"NLTK's resources are missing: {resources.REMEDY}.\n", done.stderr


def test_where_nothing_can_be_written_one_sentence_says_so(tmp_path: Path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with pytest.raises(resources.ResourceError, match=r"cannot be written to .*: make one of these folders writable"):
        resources.lay(in_the_way / "nltk_data")


def test_lay_is_done_once_and_mends_what_is_damaged(tmp_path: Path):
    root = resources.lay(tmp_path / "nltk_data")
    before = (root / "stamp").stat().st_mtime_ns
    assert resources.lay(root) == root
    assert (root / "stamp").stat().st_mtime_ns == before
    (root / "sentiment" / "vader_lexicon.zip").unlink()
    resources.lay(root)
    assert (root / "sentiment" / "vader_lexicon.zip").exists()
    assert sorted(path.name for path in root.parent.iterdir()) == ["nltk_data"]


@pytest.mark.parametrize("umask", ["0", "0o002", "0o077"])
def test_nltk_reads_what_was_laid_under_any_umask(tmp_path: Path, umask: str):
    """Also where the folders above, such as a clone shared by a group, can be written by others."""
    code = (
        f"import os; os.umask({umask})\nfrom pathlib import Path\nfrom transatlantic import resources\n"
        f"folder = Path({str(tmp_path)!r}) / 'clone' / 'share'; folder.mkdir(parents=True)\n"
        "root = resources.lay(folder / 'nltk_data')\nprint(resources._is_laid(root))"
    )
    done = run(code)
    assert done.stdout == "True\n", done.stderr


def test_stop_words_keep_their_negations_in_sight():
    """What lesson 02 says of the list: it holds not, no and us."""
    resources.use()
    assert {"not", "no", "us", "against"} <= set(nltk.corpus.stopwords.words("english"))

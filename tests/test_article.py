"""Offsets round-trip, paragraphs are what a reader sees, and bad files get a sentence."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from transatlantic.article import DATA, ArticleError, load_article, paragraphs
from transatlantic.tokenizing import TOKENIZERS, sentences, words

WRAPPED = """Ministers agree on little

The ministers of the two sides met for the third time in a month on
Thursday, and again they parted without an agreement. One of them called
it a "useful exchange".
The host said that a fourth meeting was planned, though nobody named a
date.

Edited by the night desk
"""


def test_every_span_of_the_article_round_trips():
    article = load_article()
    spans = [*article.paragraphs, *sentences(article.text)]
    for tokenizer in TOKENIZERS:
        spans += words(article.text, tokenizer)
    assert all(article.text[span.start : span.end] == span.text for span in spans)
    assert all(span.text.strip() == span.text and span.text for span in spans)


def test_bundled_article_is_untouched_and_carries_its_provenance():
    article = load_article()
    raw = (DATA / "nato-talks.txt").read_bytes()
    assert article.text == raw.decode("utf-8")
    assert article.provenance.sha256 == hashlib.sha256(raw).hexdigest()
    assert len(article.text.split()) == 840
    assert "garbled" in article.provenance.caveat.lower()
    assert "publisher" in article.provenance.rights


def test_paragraphs_of_the_article():
    parts = load_article().paragraphs
    headings = [part.text for part in parts if part.kind == "heading"]
    assert headings == [
        "An immature concession to Vladimir Putin?",
        "Europe demands table seating",
        "No leverage for US decisions?",
        "European boots on the ground?",
    ]
    assert [part.text for part in parts if part.kind == "credit"] == ["Edited by Marensus"]
    assert len(parts) == 31


def test_hard_wrapped_lines_stay_together():
    parts = paragraphs(WRAPPED)
    assert [part.kind for part in parts] == ["heading", "body", "body", "credit"]
    assert parts[1].text.startswith("The ministers") and parts[1].text.endswith('"useful exchange".')
    assert parts[2].text.startswith("The host") and parts[2].text.endswith("date.")
    assert all(WRAPPED[part.start : part.end] == part.text for part in parts)


def test_line_ends_of_any_kind_and_a_byte_order_mark(tmp_path: Path):
    path = tmp_path / "windows.txt"
    path.write_bytes("\ufeffOne line here.\r\nAnother line here.".encode())
    article = load_article(path)
    assert article.text == "One line here.\nAnother line here."
    assert article.name == "windows"
    assert article.provenance.source == str(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"PK\x03\x04\0\0", "is not a text file"),
        ("Zürich sagte nein.".encode("latin-1"), "is not UTF-8 (byte 2 does not fit)"),
        (b"a" * 5_000_001, "is larger than 5 MB"),
    ],
)
def test_bad_files_get_one_sentence_with_the_remedy(tmp_path: Path, content: bytes, says: str):
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    with pytest.raises(ArticleError) as error:
        load_article(path)
    message = str(error.value)
    assert says in message
    assert ": " in message and message.endswith(".") and "\n" not in message


def test_an_endless_file_is_not_read_to_its_end():
    with pytest.raises(ArticleError, match="is larger than 5 MB"):
        load_article("/dev/zero")


def test_missing_file_and_folder(tmp_path: Path):
    with pytest.raises(ArticleError, match="There is no file"):
        load_article(tmp_path / "none.txt")
    with pytest.raises(ArticleError, match="is a folder"):
        load_article(tmp_path)

"""What is to be looked at before a text is handed out: signs that something went wrong on the way into the file."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import nltk

from transatlantic import resources
from transatlantic.article import SENTENCE_END, Article, Sentence
from transatlantic.cleaning import noise_inventory

# The lessons need some sentences to count; widgets and pictures are made for an article.
FEW_SENTENCES = 10
MANY_CHARACTERS = 60_000

# About two in five words of an English text are on the kit's list of function words.
ENGLISH = 0.25

# UTF-8 that was read as Windows-1252.
MOJIBAKE = re.compile("â€.?|Ã[\u0080-\u00bf]|Â[\u00a0-\u00bf]|ï»¿|ï¿½")


def looks_english(text: str) -> bool:
    """Whether enough of a text's words are English function words. Raises ResourceError without NLTK's resources."""
    resources.use()
    known = set(nltk.corpus.stopwords.words("english"))
    words = re.findall(r"[^\W\d_]+", text.lower())
    return sum(word in known for word in words) >= ENGLISH * len(words)


def suspicions(article: Article, sentences: list[Sentence]) -> list[str]:
    """A sentence for each thing about a text that a reader should look at; empty where nothing stands out."""
    text = article.text
    found = []
    if len(sentences) < FEW_SENTENCES:
        found.append(f"Very short: {len(sentences)} sentences, and the lessons want {FEW_SENTENCES} or more.")
    if len(text) > MANY_CHARACTERS:
        found.append(f"Long: {len(text):,} characters; widgets show the beginning alone, and lessons take their time.")
    body = [part for part in article.paragraphs if part.kind == "body"]
    ended = sum(bool(SENTENCE_END.search(sentence.text)) for sentence in sentences)
    if not body or ended < 0.6 * len(sentences):
        found.append(f"Few sentence ends: {ended} of {len(sentences)} sentences end in a mark; is this running text?")
    if not looks_english(text):
        found.append("Not English, as far as its small words tell: names, quotes, sentiment and stance will be wrong.")
    if len(letters := [c for c in text if c.isalpha()]) and sum(c.isupper() for c in letters) > 0.5 * len(letters):
        found.append("Mostly capitals: names cannot be told from other words.")
    if mangled := MOJIBAKE.findall(text):
        found.append(
            f"Mangled encoding at {len(mangled)} places, such as {mangled[0]!r} in line {_line(text, mangled[0])}: "
            "save the file again with the right encoding."
        )
    if odd := Counter(c for c in text if c != "\n" and c != "\t" and _odd(c)):
        shown = ", ".join(f"U+{ord(c):04X} ({count}, from line {_line(text, c)})" for c, count in odd.most_common(5))
        found.append(f"Odd characters: {shown}.")
    kinds = Counter(flaw.kind for flaw in noise_inventory(text))
    found += [f"{kind[0].upper()}{kind[1:]}: {count} (lesson 01 lists them)." for kind, count in kinds.items()]
    return found


def _odd(character: str) -> bool:
    return character == "\ufffd" or unicodedata.category(character) in ("Cc", "Co", "Cn")


def _line(text: str, words: str) -> int:
    return text.count("\n", 0, text.index(words)) + 1

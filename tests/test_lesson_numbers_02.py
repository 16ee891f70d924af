"""The numbers that lesson 02 and its exercise quote in prose come out of the code."""

from __future__ import annotations

import nltk
from course import ROOT
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from transatlantic import resources
from transatlantic.article import load_article
from transatlantic.tokenizing import TOKENIZERS, words

TEXT = load_article().text
LESSON = (ROOT / "sources" / "notebooks" / "02_tokenizing.md").read_text(encoding="utf-8")
TOKENS = nltk.word_tokenize(TEXT)
PATTERN = r"\d+\.\d+|(?:[A-Z]\.)+|\w+(?:[-'’]\w+)*|[^\w\s]"
STOP_WORDS = set(nltk.corpus.stopwords.words("english"))
LOWERED = [token.lower() for token in TOKENS if token.isalpha()]


def says(sentence: str) -> bool:
    assert sentence in LESSON, f"the lesson no longer says: {sentence}"
    return True


def test_eight_and_sixteen():
    assert says("if the article names the country sixteen times?")
    assert TEXT.split().count("Ukraine") == 8
    assert TOKENS.count("Ukraine") == 16
    assert sum("Ukraine" in piece for piece in TEXT.split()) == 16
    assert says("Half of them are lost")


def test_equal_totals_of_different_lists():
    assert says("wordpunct_tokenize gives 994 tokens for the article")
    assert len(nltk.wordpunct_tokenize(TEXT)) == len(TOKENS) == 994
    assert nltk.wordpunct_tokenize(TEXT) != TOKENS
    assert says("gains three, of `U.S.` and `X.`, and loses three in `.”` and `’.`, so 42 stand alone with either")
    marks = nltk.FreqDist(nltk.wordpunct_tokenize(TEXT))
    assert (marks["."], TOKENS.count(".")) == (42, 42)
    assert (marks[".”"] + marks["’."], TOKENS.count("U.S.") * 2 + TOKENS.count("X.")) == (3, 3)
    assert says("Six tokenizers, five different totals")
    assert len({len(words(TEXT, name)) for name in TOKENIZERS}) == 5


def test_apostrophes():
    assert says("Of the 16 curly marks 15 are apostrophes (one closes *‘ground boots’*) and none is straight")
    assert (TEXT.count("’"), TEXT.count("‘"), TEXT.count("'")) == (16, 1, 0)
    assert "‘ground boots’" in TEXT
    assert says("word_tokenize cuts the straight won't into wo and n't")
    assert nltk.word_tokenize("won't") == ["wo", "n't"]
    assert nltk.word_tokenize("won’t") == ["won", "’", "t"]


def test_types_and_the_missing_actor():
    fdist = nltk.FreqDist(TOKENS)
    assert says("seven in ten of the types in this article come with a single example")
    assert round(10 * len(fdist.hapaxes()) / fdist.B()) == 7
    assert says("Lower case turned *US* into *us*; the stop list removed the pronoun.")
    assert says("Which actor, named nine times in the article, is missing?")
    assert TOKENS.count("US") == LOWERED.count("us") == 9
    assert TOKENS.count("Russia") == 3
    assert says("scikit-learn's stop words hold *us*, like the kit's.")
    assert "us" in STOP_WORDS and "us" in ENGLISH_STOP_WORDS
    content = nltk.FreqDist(word for word in LOWERED if word not in STOP_WORDS)
    assert says("falling from 16 for ukraine; the US is not among them")
    assert content.most_common(1) == [("ukraine", 16)]
    assert {"ukraine", "europe", "nato"} <= {word for word, _ in content.most_common(10)}


def test_three_collocations():
    finder = nltk.BigramCollocationFinder.from_words(LOWERED)
    finder.apply_word_filter(lambda word: word in STOP_WORDS)
    finder.apply_freq_filter(2)
    assert says("Three, even if you ask for ten")
    assert len(finder.nbest(nltk.BigramAssocMeasures.likelihood_ratio, 10)) == 3


def test_security_in_names():
    assert says("*Foreign and Security Director*, *Munich Security Council*")
    assert "Foreign and Security Director" in TEXT and "Munich Security Council" in TEXT
    assert TOKENS.count("Security") == 2


def test_dispersion_as_the_text_alternative_says():
    assert says("Europe mostly in the second half, NATO not between 42 and 90 parts of 100")
    half = len(TOKENS) / 2
    places = {word: [i for i, token in enumerate(TOKENS) if token == word] for word in ("Ukraine", "NATO", "Europe")}
    assert min(places["Ukraine"]) < 0.1 * len(TOKENS) and max(places["Ukraine"]) > 0.9 * len(TOKENS)
    assert not [i for i in places["NATO"] if 0.42 * len(TOKENS) < i < 0.9 * len(TOKENS)]
    assert sum(i > half for i in places["Europe"]) > len(places["Europe"]) / 2


def test_what_is_said_of_other_things():
    assert says("`U.S.`, which occurs once")
    assert TOKENS.count("U.S.") == 1
    assert says("Find `X.` in the second list")
    assert "X." in TOKENS
    # The goal of the fold on patterns.
    assert says(f"One way: `{PATTERN}`")
    kept = [token.text for token in words("The U.S. isn’t at 1.5 million.", "regexp", PATTERN)]
    assert kept == ["The", "U.S.", "isn’t", "at", "1.5", "million", "."]
    assert says("(*ala.* for Alabama, *cos.* for companies, *det.* for detective")
    three = sorted(word for word in resources.punkt_parameters().abbrev_types if len(word) == 3)
    assert {"ala", "cos", "det"} <= set(three[:24])
    # The Sen. task: the full stop after the village is taken for the abbreviation's.
    assert nltk.sent_tokenize("Sen. Miller left. He lives in Sen. Miller knows.") == [
        "Sen. Miller left.",
        "He lives in Sen. Miller knows.",
    ]

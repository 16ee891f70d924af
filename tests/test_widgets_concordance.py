"""The concordance: NLTK's hits, each with its exact place in the untouched text."""

import nltk
import pytest

from transatlantic.article import load_article, paragraphs
from transatlantic.tokenizing import PatternError, words
from transatlantic.widgets import concordance
from transatlantic.widgets.kwic import MAX_LINES, Concordance


@pytest.fixture(scope="module")
def article():
    return load_article()


@pytest.fixture(scope="module")
def index(article):
    return Concordance(article.text)


def found(index, query):
    return [index.text[hit.start : hit.end] for hit in index.find(query)]


@pytest.mark.parametrize("word", ["security", "Ukraine", "NATO", "the", "’", "non-European"])
def test_it_finds_what_nltk_s_concordance_finds(article, index, word):
    theirs = nltk.Text(nltk.word_tokenize(article.text)).concordance_list(word, lines=10_000)
    assert len(theirs) > 0
    assert [hit.first for hit in index.find(word)] == [line.offset for line in theirs]
    assert {text.lower() for text in found(index, word)} == {word.lower()}


def test_a_phrase_is_found_across_a_line_of_the_text(article, index):
    assert found(index, "security guarantees") == ["security guarantees"]
    assert found(Concordance("security\n  guarantees, Security guarantees"), "security guarantees") == [
        "security\n  guarantees",
        "Security guarantees",
    ]


@pytest.mark.parametrize(("query", "count"), [("won’t", 1), ("U.S.", 1), ("NATO’s", None), ("work.", None)])
def test_a_query_is_divided_as_the_text_was(article, index, query, count):
    texts = found(index, query)
    assert set(texts) == {query}
    assert len(texts) == (count or article.text.count(query))


def test_capitals_make_no_difference(index):
    assert found(index, "SECURITY") == found(index, "security")
    assert {"security", "Security"} == set(found(index, "security"))


def test_places_are_exact_after_emoji_and_right_to_left_words():
    text = "😀😀 مرحبا <b>peace</b> & peace"
    assert found(Concordance(text), "peace") == ["peace", "peace"]
    assert [line.start for line in Concordance(text).lines(Concordance(text).find("peace"))] == [12, 24]


def test_a_pattern_matches_whole_tokens_and_no_parts(index):
    hits = index.find_pattern("europe.*")
    texts = [index.text[hit.start : hit.end] for hit in hits]
    expected = [token.text for token in words(index.text) if token.text.lower().startswith("europe")]
    assert texts == expected
    assert "non-European" not in texts
    assert index.find_pattern("urop") == []


@pytest.mark.parametrize("pattern", ["(", "[", "*", "a{999999}", "(?:" * 200])
def test_a_faulty_pattern_is_one_sentence(index, pattern):
    with pytest.raises(PatternError, match=r"^The pattern .*\.$") as caught:
        index.find_pattern(pattern)
    assert "\n" not in str(caught.value)


def test_a_pattern_that_backtracks_without_end_is_given_up():
    with pytest.raises(PatternError, match="takes too long: avoid a repetition inside a repetition"):
        Concordance(f"c{'a' * 60}").find_pattern("c(a|a)*c")


# Lines


def test_a_line_shows_the_text_around_its_place(article, index):
    for line in index.lines(index.find("security"), width=12):
        assert article.text[line.start : line.end] == line.keyword
        assert line.left == article.text[line.start - 12 : line.start].replace("\n", " ")
        assert line.right == article.text[line.end : line.end + 12].replace("\n", " ")


def test_the_window_counts_tokens_too_and_ends_with_the_text():
    index = Concordance("We want peace, now.")
    (line,) = index.lines(index.find("peace"), width=2, unit="tokens")
    assert (line.left, line.keyword, line.right) == ("We want ", "peace", ", now")
    for unit in ("tokens", "characters"):
        (line,) = index.lines(index.find("peace"), width=200, unit=unit)
        assert (line.left, line.right) == ("We want ", ", now.")
        (line,) = index.lines(index.find("peace"), width=0, unit=unit)
        assert (line.left, line.right) == ("", "")


def test_lines_are_sorted_by_what_stands_next_to_the_word():
    index = Concordance("b talks z . A talks y . c talks B")
    hits = index.find("talks")

    def order(by):
        return [(line.left[-2], line.right[1]) for line in index.lines(hits, by, width=2)]

    assert order("position") == [("b", "z"), ("A", "y"), ("c", "B")]
    assert order("left") == [("A", "y"), ("b", "z"), ("c", "B")]
    assert order("right") == [("c", "B"), ("A", "y"), ("b", "z")]


def test_equal_neighbours_are_sorted_by_the_next_token_outwards():
    index = Concordance("x peace talks . a peace talks now . b peace talks more")
    assert [line.left[0] for line in index.lines(index.find("talks"), "left", width=8)] == ["a", "b", "x"]
    assert [line.right[1] for line in index.lines(index.find("talks"), "right", width=8)] == [".", "m", "n"]


# What is said


def test_the_summary_counts_hits_and_tokens(index):
    assert index.summary("security", index.find("security")) == "6 hits among the 994 tokens."
    assert index.summary("won’t", index.find("won’t")) == "1 hit among the 994 tokens."


def test_no_hit_is_a_sentence_that_helps_with_the_apostrophe(index):
    assert index.summary("Zelensky", []) == "no line: Zelensky is not among the 994 tokens."
    assert index.find("won't") == []
    assert "with the other apostrophe, won’t, it is there" in index.summary("won't", [])
    assert "one token at a time" in index.summary("security guarantees", [], pattern=True)


# The view


def test_typing_a_query_gives_lines_that_point_into_the_article(article):
    view = concordance(article)
    assert view.result == {"summary": "Type a word or a phrase.", "error": False, "lines": []}
    view.query = "security"
    assert view.result["summary"] == "6 hits among the 994 tokens."
    assert {article.text[line["start"] : line["end"]].lower() for line in view.result["lines"]} == {"security"}
    view.query = "  "
    assert view.result["lines"] == []


def test_the_page_shows_the_whole_article_with_its_headings(article):
    view = concordance(article)
    assert [(p["start"], p["text"], p["kind"]) for p in view.paragraphs] == [
        (p.start, p.text, p.kind) for p in paragraphs(article.text)
    ]
    assert "heading" in {p["kind"] for p in view.paragraphs}


def test_every_control_changes_the_lines(article):
    view = concordance(article)
    view.query = "Ukraine"
    seen = [view.result]
    for trait, value in [("order", "left"), ("order", "right"), ("width", 5), ("unit", "tokens"), ("query", "NATO")]:
        setattr(view, trait, value)
        assert view.result["lines"] != seen[-1]["lines"], trait
        seen.append(view.result)


def test_a_bad_pattern_is_said_and_a_good_one_takes_it_back(article):
    view = concordance(article)
    view.query, view.pattern = "(", True
    assert view.result["error"] is True
    assert "not a regular expression" in view.result["summary"]
    assert view.result["lines"] == []
    view.query = "europe.*"
    assert view.result["error"] is False
    assert len(view.result["lines"]) == 23


def test_a_very_frequent_word_is_shown_in_part_and_counted_in_full():
    view = concordance("peace " * (MAX_LINES + 1))
    view.query = "peace"
    assert len(view.result["lines"]) == MAX_LINES
    assert view.result["summary"] == "501 hits among the 501 tokens; the first 500 lines are shown."


def test_without_a_screen_it_names_the_line_of_code_that_does_the_same():
    assert '.concordance("peace")' in repr(concordance("Peace."))

"""The quote marker: a reader's quotes in one file for the page and for code, and the finder's beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from transatlantic.article import Article, load_article
from transatlantic.quotes import find_quotes
from transatlantic.storage import StorageError
from transatlantic.widgets import load_quotes, mark_quotes, save_quotes
from transatlantic.widgets.quotes import MarkedQuote, MarkError, QuoteMarks, QuotesView, compare, comparison_lines

ARTICLE = load_article()
TEXT = ARTICLE.text
DEAL = TEXT.index("“The deal")
DEAL_END = TEXT.index(" Karas said")


@pytest.fixture(autouse=True)
def beside_the_notebook(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def article(text: str, folder: Path) -> Article:
    (folder / "own.txt").write_text(text, encoding="utf-8")
    return load_article(folder / "own.txt")


def test_marking_deleting_and_undo_are_on_disk_at_once():
    kept = QuoteMarks(ARTICLE)
    assert kept.add(995, 1166, None).endswith(", speaker unknown.")
    kept.add(DEAL, DEAL_END, " Karas ")
    quotes = load_quotes(ARTICLE)
    assert [(quote.start, quote.speaker) for quote in quotes] == [(995, None), (DEAL, "Karas")]
    assert all(TEXT[quote.start : quote.end] == quote.text for quote in quotes)
    assert kept.delete(995).startswith("deleted: “It would")
    assert len(load_quotes(ARTICLE)) == 1
    for left in (2, 1, 0):
        assert kept.undo() == "undone."
        assert len(load_quotes(ARTICLE)) == left
    assert kept.undo() == "Nothing to undo."


def test_blanks_at_the_ends_are_left_out():
    QuoteMarks(ARTICLE).add(DEAL - 1, DEAL_END + 1, "Karas")
    assert [(quote.start, quote.end) for quote in load_quotes(ARTICLE)] == [(DEAL, DEAL_END)]


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        (0, 0, "are not in nato-talks"),
        (-5, 4, "are not in nato-talks"),
        (5, 99999, "are not in nato-talks"),
        (2600, 2601, "Nothing is marked"),
        (DEAL + 10, DEAL_END + 10, "Two quotes overlap"),
        (DEAL, DEAL_END, "Two quotes overlap"),
    ],
)
def test_a_span_that_cannot_be_is_refused_and_the_file_stays(start, end, says):
    assert TEXT[2600:2601].strip(".\n ") == ""
    kept = QuoteMarks(ARTICLE)
    kept.add(DEAL, DEAL_END, None)
    before = kept.file.path.read_bytes()
    with pytest.raises(MarkError, match=says):
        kept.add(start, end, None)
    assert kept.file.path.read_bytes() == before
    assert len(kept.acts) == 1


def test_code_writes_the_file_that_the_widget_writes():
    kept = QuoteMarks(ARTICLE)
    kept.add(DEAL, DEAL_END, "Karas")
    kept.add(995, 1166, "")
    by_hand = Path("quotes.json").read_bytes()
    code = save_quotes(ARTICLE, [(995, 1166, None), (DEAL, DEAL_END, "Karas")], path="code.json")
    assert code.read_bytes() == by_hand
    content = json.loads(by_hand)
    assert (content["format"], content["version"]) == ("transatlantic-marked-quotes", 1)
    assert content["text"] == {"name": "nato-talks", "sha256": ARTICLE.provenance.sha256}
    assert content["quotes"][0] == {"start": 995, "end": 1166, "text": TEXT[995:1166], "speaker": None}
    with pytest.raises(MarkError, match="overlap"):
        save_quotes(ARTICLE, [(0, 20, None), (10, 30, None)])
    assert Path("quotes.json").read_bytes() == by_hand


def test_two_windows_keep_each_other_s_quotes():
    one, other = QuoteMarks(ARTICLE), QuoteMarks(ARTICLE)
    one.add(995, 1166, None)
    other.add(DEAL, DEAL_END, None)
    assert len(load_quotes(ARTICLE)) == 2
    with pytest.raises(MarkError, match="changed elsewhere"):
        one.undo()
    assert len(load_quotes(ARTICLE)) == 2
    other.undo()
    assert [quote.start for quote in load_quotes(ARTICLE)] == [995]


def broken(quotes) -> str:
    about = {"name": "nato-talks", "sha256": ARTICLE.provenance.sha256}
    return json.dumps({"format": "transatlantic-marked-quotes", "version": 1, "text": about, "quotes": quotes})


WORD = {"start": 0, "end": 2, "text": "No", "speaker": None}


@pytest.mark.parametrize(
    "content",
    [
        "nonsense",
        broken(None),
        broken([1]),
        broken([WORD | {"text": "Yes"}]),
        broken([WORD | {"start": "0"}]),
        broken([WORD | {"speaker": 7}]),
        broken([WORD | {"end": 3, "text": "No "}]),
        broken([WORD, WORD]),
        broken([WORD | {"colour": "red"}]),
    ],
)
def test_a_damaged_file_is_set_aside(content):
    Path("quotes.json").write_text(content)
    view = mark_quotes(ARTICLE)
    assert "kept as quotes.aside-1.json" in view.result["message"]
    assert Path("quotes.aside-1.json").read_text() == content
    view.act("add", start=0, end=2, speaker=None)
    assert [quote.text for quote in load_quotes(ARTICLE)] == ["No"]


def test_another_text_s_file_is_left_alone(tmp_path):
    own = article("A minister said: “No.”", tmp_path)
    save_quotes(own, [(17, 22, "A minister")])
    before = Path("quotes.json").read_bytes()
    with pytest.raises(StorageError, match=r"about another text \(own\)"):
        save_quotes(ARTICLE, [])
    view = mark_quotes(ARTICLE)
    view.act("add", start=0, end=2)
    assert view.result["error"] and "about another text" in view.result["message"]
    assert Path("quotes.json").read_bytes() == before


# The comparison


def test_the_finder_s_own_quotes_are_all_found_by_both():
    mine = [MarkedQuote(quote.start, quote.end, quote.text, quote.speaker) for quote in find_quotes(TEXT)]
    comparison = compare(ARTICLE, mine)
    assert (len(comparison.both), comparison.speakers, comparison.mine, comparison.found) == (23, (), (), ())


def test_each_quote_is_in_one_part():
    mine = [
        MarkedQuote(0, 25, TEXT[0:25], None),  # the narrator's
        MarkedQuote(995, 1166, TEXT[995:1166], "Kaja Kallas"),
        MarkedQuote(DEAL + 5, DEAL_END + 12, TEXT[DEAL + 5 : DEAL_END + 12], "kaja kallas"),
    ]
    comparison = compare(ARTICLE, mine)
    assert [quote.start for quote in comparison.mine] == [0]
    assert [(quote.start, found.speaker) for quote, found in comparison.speakers] == [(995, None)]
    assert [(quote.start, found.start) for quote, found in comparison.both] == [(DEAL + 5, DEAL)]
    assert len(comparison.found) == 21
    parts = comparison_lines(comparison)
    assert [part["head"] for part in parts] == [
        "Both, with one speaker: 1",
        "Both, with different speakers: 1",
        "Only you: 1",
        "Only the finder: 21",
    ]
    assert "(the finder: “The deal" in parts[0]["lines"][0]
    assert parts[1]["lines"][0].endswith("you Kaja Kallas, the finder speaker unknown")


def test_speakers_are_compared_as_people_and_without_an_article():
    start = TEXT.index("“European and non-European")
    end = start + len("“European and non-European military”")
    for speaker, same in [("US", True), ("the us", True), ("Europe", False), (None, False)]:
        assert bool(compare(ARTICLE, [MarkedQuote(start, end, TEXT[start:end], speaker)]).both) == same


def test_less_than_half_of_the_words_is_another_quote():
    comparison = compare(ARTICLE, [MarkedQuote(DEAL, DEAL + 9, TEXT[DEAL : DEAL + 9], "Karas")])
    assert len(comparison.mine) == 1 and len(comparison.found) == 23


# The view


def test_the_page_has_every_word_with_its_offsets():
    view = mark_quotes(ARTICLE)
    words = [word for part in view.paragraphs for word in part["words"]]
    assert [text for _, _, text in words] == TEXT.split()
    assert all(TEXT[start:end] == text for start, end, text in words)
    assert "Kaja Kallas" in view.people


def test_acts_are_said_and_compared_on_demand():
    view = mark_quotes(ARTICLE)
    assert view.result["comparison"] is None
    view.act("add", start=DEAL, end=DEAL_END, speaker="Karas")
    assert view.result["message"].startswith("marked: “The deal") and not view.result["error"]
    assert view.result["quotes"][0]["speaker"] == "Karas" and view.result["undo"]
    view.act("add", start=DEAL, end=DEAL_END, speaker="Karas")
    assert view.result["error"] and "overlap" in view.result["message"]
    view.act("compare")
    assert view.result["comparison"][0]["head"] == "Both, with one speaker: 1"
    view.act("delete", start=DEAL)
    assert view.result["comparison"][0]["head"] == "Both, with one speaker: 0"
    view.act("delete", start=DEAL)
    assert "no quote begins there" in view.result["message"]


def test_hostile_text_and_names_stay_as_they_are(tmp_path):
    own = article('“<img src=x onerror="alert(1)"> 😀 yes,” said <script>A</script>.', tmp_path)
    view = mark_quotes(own)
    view.act("add", start=0, end=30, speaker="<b>A</b>\u202e")
    assert view.result["quotes"][0]["text"] == own.text[:30]
    assert load_quotes(own)[0].speaker == "<b>A</b>\u202e"


def test_half_a_character_is_refused_with_a_sentence():
    view = mark_quotes(ARTICLE)
    view.act("add", start=0, end=2, speaker="\ud83d")
    assert view.result["error"] and "half a character" in view.result["message"]
    assert view.result["quotes"] == []


def test_a_folder_that_cannot_be_written_is_said():
    Path("a-file").write_text("no folder")
    view = QuotesView(ARTICLE, "a-file/quotes.json")
    view.act("add", start=0, end=2)
    assert view.result["error"] and view.result["quotes"] == []


def test_without_a_screen_it_names_the_line_of_code_that_does_the_same():
    assert "save_quotes(article" in repr(mark_quotes(ARTICLE))

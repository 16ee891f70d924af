"""A learner's edits of the lexicon: in the file before they are said to be, in the format that the kit reads."""

from __future__ import annotations

import pytest

from transatlantic.sentiment import LexiconEdit, LexiconError, load_edits, with_edits
from transatlantic.storage import StorageError
from transatlantic.widgets import LexiconEdits
from transatlantic.widgets.edits import MAX_REASON, edited

WHY = "A surname in the article."


@pytest.fixture
def edits(tmp_path):
    return LexiconEdits(tmp_path)


def test_an_edit_is_in_the_file_that_the_kit_reads(edits):
    assert edits.put("grand", 0, WHY) == "Saved: grand, 2 before, no value now."
    assert edits.put("invasion", "-2.5", "It weighs nothing, an attack does.") == (
        "Saved: invasion, no value before, -2.5 now."
    )
    read = load_edits(edits.path)
    assert read == [
        LexiconEdit("grand", 2.0, 0.0, WHY),
        LexiconEdit("invasion", 0.0, -2.5, "It weighs nothing, an attack does."),
    ]
    assert with_edits(read).polarity_scores("A grand day.")["compound"] == 0
    # A word that the lexicon has not is told from one with the value 0; files that say 0.0 are read as ever.
    saved = edits.path.read_text(encoding="utf-8")
    assert "\ninvasion,,-2.5," in saved
    edits.path.write_text(saved.replace("invasion,,", "invasion,0.0,"), encoding="utf-8")
    assert load_edits(edits.path) == read
    assert edits.path.name == "lexicon_edits.csv"


def test_a_word_is_edited_once_and_can_be_changed(edits):
    edits.put("peace", 1, WHY)
    edits.put("war", 0, WHY)
    edits.put("peace", 0.5, "Another reason.")
    assert [(edit.word, edit.after) for edit in edits.load()[0]] == [("peace", 0.5), ("war", 0.0)]


@pytest.mark.parametrize("typed", ["Grand", " GRAND ", "grand,", "grand!"])
def test_a_word_is_taken_as_vader_sees_it(edits, typed):
    edits.put(typed, 0, WHY)
    assert load_edits(edits.path)[0].word == "grand"


def test_a_minus_may_be_that_of_print(edits):
    edits.put("invasion", "−2.5", WHY)
    assert edits.load()[0][0].after == -2.5


@pytest.mark.parametrize(
    ("word", "value", "reason", "says"),
    [
        ("", 1, WHY, "is no word for VADER"),
        ("a", 1, WHY, "is no word for VADER"),
        ("peace talks", 1, WHY, "is no word for VADER"),
        ("peace", "", WHY, "'' is no value: give a number from -4 to 4"),
        ("peace", "much", WHY, "'much' is no value"),
        ("peace", "1,5", WHY, "'1,5' is no value"),
        ("peace", "nan", WHY, "'nan' is no value"),
        ("peace", 4.1, WHY, "'4.1' is no value"),
        ("peace", 2.5, WHY, "already has 2.5 for peace"),
        ("invasion", 0, WHY, "has no invasion"),
        ("peace", 1, " \n", "needs a reason"),
        ("peace", 1, "x" * (MAX_REASON + 1), "300 are the most"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_changes_no_file(edits, word, value, reason, says):
    edits.put("war", 0, WHY)
    before = edits.path.read_bytes()
    with pytest.raises(LexiconError) as caught:
        edits.put(word, value, reason)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert edits.path.read_bytes() == before


def test_hostile_words_and_reasons_come_back_as_they_were(edits):
    reason = 'He said "no", <b>twice</b>; =1+1\r\n\x00 مرحبا 😀'
    edits.put("<script>alert(1)</script>", 1, reason)
    edits.put("“peace", -1, WHY)
    first, second = load_edits(edits.path)
    assert first.word == "<script>alert(1)</script>"
    assert first.reason == " ".join(reason.split())
    assert second.word == "“peace"


def test_half_a_character_is_refused_with_a_sentence(edits):
    with pytest.raises(StorageError, match="half a character"):
        edits.put("peace", 1, "why \ud800")
    assert not edits.path.exists()


def test_an_edit_is_taken_back(edits):
    edits.put("peace", 1, WHY)
    edits.put("war", 0, WHY)
    assert edits.remove(" Peace ") == "Removed: peace has the lexicon’s own value again."
    assert [edit.word for edit in load_edits(edits.path)] == ["war"]
    with pytest.raises(LexiconError, match="There is no edit of peace: look at the list"):
        edits.remove("peace")


def test_taking_all_back_keeps_the_file_of_before(edits):
    assert edits.reset() == "There are no edits to take back."
    edits.put("peace", 1, WHY)
    assert edits.reset() == (
        "lexicon_edits.csv is reset: it is kept as lexicon_edits.aside-1.csv, and a fresh file is begun."
    )
    assert load_edits(edits.path) == []
    assert [edit.word for edit in load_edits(edits.path.with_name("lexicon_edits.aside-1.csv"))] == ["peace"]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\xff\xfe\x00",
        b"word,after\npeace,0\n",
        b"word,before,after,reason\npeace,1.0,0,Another lexicon's value.\n",
    ],
)
def test_a_damaged_file_is_set_aside_and_never_overwritten(edits, damage):
    edits.path.write_bytes(damage)
    known, remark = edits.load()
    assert known == []
    assert remark.endswith("it is kept as lexicon_edits.aside-1.csv, and a fresh file is begun.")
    assert edits.path.with_name("lexicon_edits.aside-1.csv").read_bytes() == damage
    edits.put("peace", 1, WHY)
    edits.path.write_bytes(damage)
    assert "aside-2" in edits.put("war", 0, WHY)
    assert edits.path.with_name("lexicon_edits.aside-1.csv").read_bytes() == damage


def test_a_folder_in_the_file_s_place_is_said_and_left_alone(edits):
    edits.path.mkdir()
    with pytest.raises(StorageError, match=r"cannot be read \(Is a directory\)"):
        edits.put("peace", 1, WHY)
    known, analyzer, remark = edited(edits)
    assert (known, "cannot be read" in remark) == ([], True)
    assert analyzer.polarity_scores("peace")["compound"] > 0
    assert edits.path.is_dir()


def test_a_file_that_cannot_be_written_is_one_sentence(edits):
    blocked = LexiconEdits(edits.path)  # a file stands where the folder should be
    edits.put("war", 0, WHY)
    with pytest.raises(StorageError) as caught:
        blocked.put("peace", 1, WHY)
    assert "\n" not in str(caught.value)


def test_two_windows_on_one_file_keep_each_other_s_edits(tmp_path):
    here, there = LexiconEdits(tmp_path), LexiconEdits(tmp_path)
    here.put("peace", 1, WHY)
    there.put("war", 0, WHY)
    assert [edit.word for edit in here.load()[0]] == ["peace", "war"]

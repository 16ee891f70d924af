"""The name grouper: people out of spellings, one file for the page and for code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from transatlantic.article import Article, load_article
from transatlantic.names import find_people
from transatlantic.storage import StorageError
from transatlantic.widgets import group_names, load_names, save_names
from transatlantic.widgets.names import GroupError, NameGroups, NamesView, alike

ARTICLE = load_article()


@pytest.fixture(autouse=True)
def beside_the_notebook(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def article(text: str, folder: Path) -> Article:
    (folder / "own.txt").write_text(text, encoding="utf-8")
    return load_article(folder / "own.txt")


def person_of(groups, spelling: str) -> tuple[str, ...]:
    return next(group for group in groups if spelling in group)


def test_it_starts_with_every_spelling_alone_and_writes_nothing():
    groups, remark = NameGroups(ARTICLE).groups()
    assert len(groups) == 17 and {len(group) for group in groups} == {1}
    assert groups[0] == ("Donald Trump",) and remark == ""
    assert not Path("names.json").exists()


def test_a_spelling_has_all_its_mentions_and_its_context():
    trump = next(spelling for spelling in NameGroups(ARTICLE).spellings if spelling.text == "Trump")
    assert [ARTICLE.text[m.start : m.end] for m in trump.mentions] == ["Trump"] * 3
    assert trump.left == "From what we know, "
    assert trump.right.startswith(" did not consult")
    assert "\n" not in trump.left + trump.right


def test_likeness_looks_at_first_names_where_both_have_one():
    assert alike("Trump", "Donald Trump") == 1
    assert round(alike("Camille Grand", "Kamille Grand"), 3) == 0.905
    assert alike("Tom Vale", "Sue Vale") < 0.6


def test_joining_splitting_and_undo_are_on_disk_at_once():
    kept = NameGroups(ARTICLE)
    assert kept.join(["Burno Lete", "Letty"]) == "joined: Burno Lete, Letty."
    assert person_of(load_names(ARTICLE), "Letty") == ("Burno Lete", "Letty")
    kept.join(["Letty", "Karas", "Kaja Kallas"])
    assert person_of(load_names(ARTICLE), "Letty") == ("Kaja Kallas", "Karas", "Burno Lete", "Letty")
    kept.split(["Karas", "Kaja Kallas"])
    assert person_of(load_names(ARTICLE), "Letty") == ("Burno Lete", "Letty")
    assert person_of(load_names(ARTICLE), "Karas") == ("Karas",)
    for expected in (4, 2, 1):
        assert kept.undo() == "undone."
        assert len(person_of(load_names(ARTICLE), "Letty")) == expected
    assert kept.undo() == "Nothing to undo."


def test_the_finder_s_threshold_joins_its_people():
    kept = NameGroups(ARTICLE)
    assert kept.join_alike(0.84) == "joined at 0.84: 10 people where there were 17."
    assert {frozenset(group) for group in load_names(ARTICLE)} == {
        frozenset(person.variants) for person in find_people(ARTICLE.text).people
    }
    assert all(pair.joined for pair in kept.pairs(0.84, kept.groups()[0]))
    with pytest.raises(GroupError, match="Nothing is joined"):
        kept.join_alike(0.84)


def test_code_writes_the_file_that_the_widget_writes():
    kept = NameGroups(ARTICLE)
    kept.join(["Trump", "Donald Trump"])
    by_hand = Path("names.json").read_bytes()
    assert save_names(ARTICLE, [["Trump", "Donald Trump"]], path="code.json").read_bytes() == by_hand
    content = json.loads(by_hand)
    assert (content["format"], content["version"]) == ("transatlantic-names", 1)
    assert content["text"] == {"name": "nato-talks", "sha256": ARTICLE.provenance.sha256}
    first = content["people"][0]
    assert (first["canonical"], first["spellings"]) == ("Donald Trump", ["Donald Trump", "Trump"])
    assert [ARTICLE.text[m["start"] : m["end"]] for m in first["mentions"]] == [m["text"] for m in first["mentions"]]
    assert len(first["mentions"]) == 4


@pytest.mark.parametrize(
    ("groups", "says"),
    [
        ([["Smith"]], "'Smith' is no spelling found"),
        ([["Trump", "Putin"], ["Putin"]], "'Putin' is in two groups"),
        ([["Trump", "Trump"]], "'Trump' is in two groups"),
    ],
)
def test_groups_that_cannot_be_are_refused_and_the_file_stays(groups, says):
    save_names(ARTICLE, [["Trump", "Donald Trump"]])
    before = Path("names.json").read_bytes()
    with pytest.raises(GroupError, match=says):
        save_names(ARTICLE, groups)
    assert Path("names.json").read_bytes() == before


def test_two_windows_keep_each_other_s_people():
    one, other = NameGroups(ARTICLE), NameGroups(ARTICLE)
    one.join(["Burno Lete", "Letty"])
    other.join(["Trump", "Donald Trump"])
    groups = load_names(ARTICLE)
    assert len(person_of(groups, "Letty")) == len(person_of(groups, "Trump")) == 2
    with pytest.raises(GroupError, match="changed elsewhere"):
        one.undo()
    assert load_names(ARTICLE) == groups
    other.undo()
    assert len(person_of(load_names(ARTICLE), "Letty")) == 2


def broken(**changes) -> str:
    content = {
        "format": "transatlantic-names",
        "version": 1,
        "text": {"name": "nato-talks", "sha256": ARTICLE.provenance.sha256},
        "people": [{"spellings": ["Trump"]}],
    }
    return json.dumps(content | changes)


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        broken(version=2),
        broken(text="nato-talks"),
        broken(people=None),
        broken(people=[{"spellings": []}]),
        broken(people=[{"spellings": ["Nobody"]}]),
        broken(people=[{"spellings": [["Trump"]]}]),
        broken(people=[{"spellings": ["Trump"]}, {"spellings": ["Trump"]}]),
    ],
)
def test_a_damaged_file_is_set_aside(content):
    Path("names.json").write_text(content)
    view = group_names(ARTICLE)
    assert "kept as names.aside-1.json" in view.result["message"]
    assert Path("names.aside-1.json").read_text() == content
    view.act("join", ["Trump", "Donald Trump"])
    assert person_of(load_names(ARTICLE), "Trump") == ("Donald Trump", "Trump")


def test_another_text_s_file_is_left_alone(tmp_path):
    own = article("Finance minister Anna Vale said no. Vale left.", tmp_path)
    save_names(own, [["Anna Vale", "Vale"]])
    before = Path("names.json").read_bytes()
    with pytest.raises(StorageError, match=r"about another text \(own\)"):
        save_names(ARTICLE, [])
    view = group_names(ARTICLE)
    view.act("join", ["Trump", "Donald Trump"])
    assert view.result["error"] and "about another text" in view.result["message"]
    assert Path("names.json").read_bytes() == before
    assert len(load_names(own)) == 1


def test_a_folder_that_cannot_be_written_is_said():
    view = NamesView(ARTICLE, "a-file/names.json")
    Path("a-file").write_text("no folder")
    view.act("join", ["Trump", "Donald Trump"])
    assert view.result["error"]
    assert {len(person["spellings"]) for person in view.result["people"]} == {1}


# The view


def test_the_page_shows_evidence_beside_each_spelling():
    view = group_names(ARTICLE)
    view.act("join", ["Karas", "Kaja Kallas"])
    kallas = next(person for person in view.result["people"] if person["name"] == "Kaja Kallas")
    name, variant = kallas["spellings"]
    assert name["evidence"].startswith("1 mention, first in line 7; nearest among the others: 0.5")
    assert variant["evidence"] == "1 mention, first in line 13; 0.86 to Kaja Kallas"
    assert view.result["undo"]


def test_the_threshold_changes_what_would_be_joined():
    view = group_names(ARTICLE)
    assert len(view.result["pairs"]) == 8
    assert "0.86  Kaja Kallas and Karas: would be joined" in view.result["pairs"]
    view.threshold = 0.6
    assert len(view.result["pairs"]) > 8
    view.threshold = 0.84
    view.act("join-alike")
    assert "0.86  Kaja Kallas and Karas: one person already" in view.result["pairs"]
    assert len(view.result["people"]) == 10


def test_an_act_that_cannot_be_done_says_so_and_changes_nothing():
    view = group_names(ARTICLE)
    for act in ("join", "split"):
        view.act(act, ["Trump"])
        assert view.result["error"] and view.result["message"].startswith("Nothing is ")
    assert not Path("names.json").exists()


@pytest.mark.parametrize("text", ["", "nothing here.", "مرحبا. “No,” said Ann <b>Vale</b> & Ann Vale. 😀"])
def test_any_text_will_do(text, tmp_path):
    own = article(text or " .", tmp_path)
    view = group_names(own)
    assert len(view.result["people"]) == len(NameGroups(own).spellings)
    view.act("undo")
    assert view.result["message"] == "Nothing to undo."


def test_without_a_screen_it_names_the_line_of_code_that_does_the_same():
    assert "save_names(article" in repr(group_names(ARTICLE))

"""Names: found, grouped with evidence, kept apart where the text does, and steered by a gazetteer."""

from __future__ import annotations

import pytest
from prove_voices import PEOPLE_FIGURES, figure, people_passages

from transatlantic.article import load_article
from transatlantic.names import GazetteerError, find_people, load_gazetteer, similarity
from transatlantic.voices import people_table

ARTICLE = load_article()


def grouped(text, gazetteer=None):
    return [set(person.variants) for person in find_people(text, gazetteer).people]


@pytest.mark.parametrize("gazetteer", [None, ()], ids=["with the gazetteer", "without"])
def test_the_articles_spellings_are_joined_and_its_weather_stays_out(gazetteer):
    people = grouped(ARTICLE.text, gazetteer)
    for variants in ({"Kaja Kallas", "Karas"}, {"Burno Lete", "Letty"}, {"Camille Grand", "Grand", "Kamille Grand"}):
        assert variants in people
    assert {"Pete Hegses", "Hegses"} in people
    every = set().union(*people)
    assert not every & {"Drizzle", "Rainclouds", "Washingtons", "Washington", "Moscow", "Researcher", "Kremlin"}


def test_the_evidence_says_which_spelling_how_alike_and_where():
    kallas = next(p for p in find_people(ARTICLE.text).people if p.canonical == "Kaja Kallas")
    (evidence,) = kallas.evidence
    assert (evidence.variant, evidence.other) == ("Karas", "Kaja Kallas")
    assert evidence.similarity == similarity("Karas", "Kallas")
    assert "Karas" in ARTICLE.text.split("\n")[evidence.line - 1]


def test_mentions_round_trip():
    for person in find_people(ARTICLE.text).people:
        for mention in person.mentions:
            assert ARTICLE.text[mention.start : mention.end] == mention.text


# Constructed: no person in these is real.
def test_two_people_with_one_surname_stay_apart():
    text = "Karl Weberholt, the mayor, met Anna Weberholt, a colonel. Ms Weberholt said no. Colonel Weberholt left."
    assert grouped(text) == [{"Karl Weberholt"}, {"Anna Weberholt", "Weberholt"}]


def test_a_bare_surname_that_nobody_can_assign_is_unresolved():
    text = "Karl Weberholt, the mayor, met Anna Weberholt, a colonel. A note was signed Weberholt."
    found = find_people(text)
    assert [mention.text for mention in found.unresolved] == ["Weberholt"]
    assert len(found.people) == 2


def test_similar_surnames_of_two_people_stay_apart():
    text = "General Nils Brandorf said he was late. Minister Ilse Brandurf said she was not. Brandorf left; Brandurf stayed."
    assert grouped(text) == [{"Nils Brandorf", "Brandorf"}, {"Ilse Brandurf", "Brandurf"}]


def test_places_months_nations_and_institutions_are_no_people():
    text = (
        "In March the Foreign Ministry in Berlin wrote to the European Council. The Danish Institute for Naval History and "
        "NATO answered on Monday. Heavy Snow fell in New York. The White House, Wall Street and Operation Calm Sea went on."
    )
    assert grouped(text) == []


def test_the_gazetteer_settles_what_similarity_cannot(tmp_path):
    text = "Tomas Ferrel said yes. Verrell said no. Mudflat spoke to nobody. Anna Novik said it, and later Anna Nowik said it."
    file = tmp_path / "own.csv"
    file.write_text(
        "# a class's own\nverdict,name,other,note\nsame,Tomas Ferrel,Verrell,one man\nperson,Mudflat,,\n"
        "different,Anna Novik,Anna Nowik,sisters-in-law\n"
    )
    assert {"Anna Novik", "Anna Nowik"} in grouped(text.replace(", and later", ". Later"), ())
    assert grouped(text, load_gazetteer(file)) == [
        {"Tomas Ferrel", "Verrell"},
        {"Mudflat"},
        {"Anna Novik"},
        {"Anna Nowik"},
    ]
    file.write_text("verdict,name,other,note\nnot a person,Verrell,,\n")
    assert "Verrell" not in set().union(*grouped(text, load_gazetteer(file)))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("name,verdict\n", 1),
        ("# x\nverdict,name,other,note\nmaybe,Anna,,\n", 3),
        ("verdict,name,other,note\nsame,Anna,,\n", 2),
        ("verdict,name,other,note\nperson,,,\n", 2),
        ("verdict,name,other,note\nperson,Anna,Hanna,\n", 2),
        ("verdict,name,other,note\nperson,Anna,,a,b\n", 2),
    ],
)
def test_a_fault_in_the_gazetteer_is_one_sentence_with_its_line(tmp_path, content, line):
    file = tmp_path / "own.csv"
    file.write_text(content)
    with pytest.raises(GazetteerError, match=rf"line {line}: ") as error:
        load_gazetteer(file)
    assert "\n" not in str(error.value)


def test_a_gazetteer_that_is_missing_or_no_text(tmp_path):
    with pytest.raises(GazetteerError, match="cannot be read"):
        load_gazetteer(tmp_path / "none.csv")
    (tmp_path / "bad.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GazetteerError, match="UTF-8"):
        load_gazetteer(tmp_path / "bad.csv")


def test_the_table_has_a_row_for_each_person_and_each_open_name():
    text = "Karl Weberholt, the mayor, met Anna Weberholt, a colonel. A note was signed Weberholt."
    table = people_table(text)
    assert list(table["person"]) == ["Karl Weberholt", "Anna Weberholt", "Weberholt?"]
    assert "0.86" in " ".join(people_table(ARTICLE.text)["why they are one"])


# Floors a little below what tests/prove_voices.py printed.
@pytest.mark.parametrize(
    ("which", "mentions", "merged"),
    [("article", 0.97, 0.97), ("constructed", 0.9, 0.92)],
)
def test_the_gold_is_met(which, mentions, merged):
    passages = people_passages()[which]
    floors = dict(zip(PEOPLE_FIGURES, (mentions, merged), strict=True))
    for label, floor in floors.items():
        assert figure([PEOPLE_FIGURES[label](passage) for passage in passages]).value >= floor, label

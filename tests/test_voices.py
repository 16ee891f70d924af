"""The tables of the report and the lessons: who is named, who speaks."""

from __future__ import annotations

import json

from transatlantic.article import DATA, load_article
from transatlantic.voices import PEOPLE_COLUMNS, QUOTE_COLUMNS, people_table, quotes_table

TEXT = load_article().text


def test_people_of_the_article_are_those_of_the_careful_reading():
    gold = json.loads((DATA / "people.json").read_text("utf-8"))["people"]
    table = people_table(TEXT).set_index("person")
    assert list(table.reset_index().columns) == PEOPLE_COLUMNS
    assert {name: table.loc[name, "mentions"] for name in table.index} == {
        person["canonical"]: len(person["mentions"]) for person in gold
    }
    assert "Karas" in table.loc["Kaja Kallas", "spellings"] and "0.86" in table.loc["Kaja Kallas", "why they are one"]


def test_a_speaker_in_two_spellings_is_one_person():
    table = quotes_table(TEXT)
    assert list(table.columns) == QUOTE_COLUMNS
    speakers = table["speaker"].value_counts()
    assert speakers["Kaja Kallas"] == 3 and "Karas" not in speakers
    assert set(table.loc[table["speaker"] == "Camille Grand", "speaker as printed"]) >= {"Grand", "he"}
    assert speakers["unknown"] == 2
    assert all(TEXT[row.start : row.end] == row.quote for row in table.itertuples())


def test_two_people_with_one_surname_stay_two():
    text = "Anna Velmund said: “We stay.” Her brother Otto Velmund said: “We go.” “I know,” Velmund said."
    table = quotes_table(text)
    assert list(table["speaker"])[:2] == ["Anna Velmund", "Otto Velmund"]
    assert list(people_table(text)["person"])[:2] == ["Anna Velmund", "Otto Velmund"]


def test_nothing_to_find():
    assert people_table("").empty and quotes_table("").empty


def test_the_datasheet_counts_what_is_there():
    sheet = (DATA / "DATASHEET.md").read_text("utf-8")
    people = json.loads((DATA / "people.json").read_text("utf-8"))["people"]
    counts = {
        "sentences.json": f"{len(json.loads((DATA / 'sentences.json').read_text('utf-8'))['sentences'])} |",
        "quotes.json": f"{len(json.loads((DATA / 'quotes.json').read_text('utf-8'))['quotes'])} |",
        "people.json": f"{sum(len(person['mentions']) for person in people)} mentions of {len(people)} people |",
    }
    for name, count in counts.items():
        line = next(line for line in sheet.splitlines() if f"`{name}`" in line)
        assert line.endswith(f"| {count}"), line

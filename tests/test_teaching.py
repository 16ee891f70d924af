"""Quizzes and glossary: every option is answered, every lesson has both, and a quiz can be taken by keys alone."""

from __future__ import annotations

import json

import nbformat
import pytest
from conftest import ROOT
from playwright.sync_api import expect

from transatlantic import teaching

LESSONS = sorted(path.stem for path in (ROOT / "notebooks").glob("0*_*.ipynb"))


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_has_its_quiz_and_its_words(lesson: str):
    sources = [cell.source for cell in nbformat.read(ROOT / "notebooks" / f"{lesson}.ipynb", 4).cells]
    assert any(f'teaching.quiz("{lesson}")' in source for source in sources)
    assert any(f'teaching.glossary("{lesson}")' in source for source in sources)
    assert teaching.glossary(lesson).terms


@pytest.mark.parametrize("lesson", teaching._quizzes())
def test_one_answer_is_right_and_each_is_answered(lesson: str):
    for question in teaching._quizzes()[lesson]:
        answers = question["answers"]
        assert len(answers) >= 3 and sum(answer["correct"] for answer in answers) == 1
        told = [answer["feedback"] for answer in answers]
        assert all(told) and len(set(told)) == len(told)
        # jupyterquiz puts these into the page as markup and looks for formulas between $.
        assert not set("<>&$") & set(json.dumps(question))
    text = teaching.quiz_text(lesson)
    assert all(answer["feedback"] in text for question in teaching._quizzes()[lesson] for answer in question["answers"])


def test_the_right_answer_is_not_always_in_the_same_place():
    places = [
        [answer["correct"] for answer in question["answers"]].index(True)
        for questions in teaching._quizzes().values()
        for question in questions
    ]
    assert max(map(places.count, range(3))) <= len(places) / 2


def test_a_word_stands_once_and_its_meaning_is_a_sentence():
    names = [term.term for term in teaching.terms()]
    assert len(set(names)) == len(names)
    assert all(term.meaning.endswith(".") for term in teaching.terms())
    whole = teaching.glossary()
    assert len(whole.terms) == len(names) and "Krippendorff's alpha" in repr(whole)
    assert "<li><strong>token</strong>" in whole._repr_html_()


@pytest.mark.parametrize("ask", [teaching.quiz, teaching.quiz_text, teaching.glossary])
def test_an_unknown_lesson_gets_one_sentence(ask):
    with pytest.raises(teaching.TeachingError, match=r"choose one of 00_start_here, "):
        ask("99_nothing")


def test_a_quiz_is_taken_by_keys_alone(open_lesson, tmp_path):
    page = open_lesson("00_start_here")
    question = page.locator("[id^=quizWrap]").first
    question.scroll_into_view_if_needed()
    page.screenshot(path=tmp_path / "quiz.png")
    question.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    told = [answer["feedback"] for answer in teaching._quizzes()["00_start_here"][0]["answers"]]
    expect(question).to_contain_text(told[0])
    page.keyboard.press("ArrowDown")
    expect(question).to_contain_text(told[1])

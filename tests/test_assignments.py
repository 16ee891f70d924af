"""Every answer of every bank through the real checks and the real nbgrader."""

from __future__ import annotations

import json

import pytest
from course import ROOT, deal, faults, grade, read_bank

from transatlantic.checks.questions import read_questions

ASSIGNMENTS = sorted(path.name for path in (ROOT / "exercises").iterdir() if path.is_dir())


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def course(request, tmp_path_factory):
    """One assignment, its submissions, and what nbgrader made of them."""
    name = request.param
    questions = read_questions(ROOT / "exercises" / name / "questions.json")
    submissions = deal(read_bank(name))
    return name, questions, submissions, grade(name, tmp_path_factory.mktemp("course"), submissions)


def automatic(questions):
    return {q.id: q.points for q in questions.values() if q.kind != "text"}


def test_solution_earns_all_points(course):
    _, questions, _, graded = course
    earned = {name: graded["solution"].scores[name] for name in automatic(questions)}
    assert earned == automatic(questions)
    assert sum(earned.values()) > 0


def test_untouched_exercise_earns_nothing(course):
    _, questions, _, graded = course
    assert sum(graded["untouched"].scores.values()) == 0
    for question in questions.values():
        if question.kind != "text" and question.points:
            status, _ = graded["untouched"].checks[question.id]
            assert status == "not attempted", question.id


def test_every_answer_gets_its_points_and_its_message(course):
    """Several answers share a submission here; `make prove` hands in each alone."""
    name, questions, submissions, graded = course
    dealt = [(student, answer) for student, answers in submissions.items() for answer in answers.values()]
    assert {answer for _, answer in dealt} == set(read_bank(name))
    found = [
        fault for student, answer in dealt for fault in faults(answer, questions[answer.question], graded[student])
    ]
    assert not found, "\n".join(found)


def test_texts_are_left_to_a_person(course):
    name, questions, _, graded = course
    for answer in read_bank(name):
        if questions[answer.question].kind == "text":
            assert 0 <= answer.points <= questions[answer.question].points
    assert not graded["untouched"].needs_manual


def test_bank_is_wide_enough(course):
    name, questions, _, _ = course
    bank = read_bank(name)
    for question in questions.values():
        right = {answer.code for answer in bank if answer.question == question.id and answer.side == "right"}
        wrong = {answer.name for answer in bank if answer.question == question.id and answer.side == "wrong"}
        caught = {answer.name for answer in bank if answer.question == question.id and answer.side == "caught"}
        if question.kind == "text":
            assert len(right) >= 2 and len(wrong) >= 2, question.id
            continue
        assert len(right) >= 3, f"{question.id}: {len(right)} right answers"
        assert len(wrong) >= 3 and len(wrong | caught) >= 5, f"{question.id}: {len(wrong)} wrong, {len(caught)} caught"
        assert wrong == {slip.name for slip in question.slips}, question.id
        for answer in bank:
            assert answer.side != "caught" or answer.says, f"{answer.student} has no message"


def test_private_part_is_nowhere_in_the_exercise(course):
    name, _, _, _ = course
    released = "".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "exercises" / name).rglob("*") if path.is_file()
    )
    instructor = json.loads((ROOT / "solutions" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
    assert "HIDDEN" not in released
    assert "SOLUTION" not in released
    for cell in instructor["cells"]:
        source = "".join(cell["source"])
        for mark in ("SOLUTION", "HIDDEN TESTS"):
            if f"BEGIN {mark}" in source:
                inside = source.split(f"### BEGIN {mark}")[1].split(f"### END {mark}")[0]
                private = [line.strip() for line in inside.splitlines() if len(line.strip()) > 20]
                shared = [line for line in private if json.dumps(line, ensure_ascii=False)[1:-1] in released]
                assert not shared, shared

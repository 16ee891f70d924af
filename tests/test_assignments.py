"""Some assignments through the real nbgrader, with some of their banks; `prove_answers.py` hands in every answer alone."""

from __future__ import annotations

import json
import os
import random

import pytest
from course import ROOT, assignments, deal, faults, grade, read_bank
from prove_loop import exported, feedback, scored, validated

from transatlantic.checks.questions import read_questions

SEED = os.environ.get("PYTEST_SEED", "assignments")
# A run of nbgrader takes half a minute, so that the suite has some; test_checks judges every answer of all in process.
SAMPLE = sorted(random.Random(SEED).sample(assignments(), 3))
MIXED = 1  # submissions an assignment, besides the solution and the untouched exercise


@pytest.fixture(scope="module", params=SAMPLE)
def course(request, tmp_path_factory):
    """One assignment, its questions and submissions, what nbgrader made of them, and the folder of the course."""
    name = request.param
    questions = read_questions(ROOT / "exercises" / name / "questions.json")
    dealt = deal(read_bank(name))
    submissions = {student: dealt[student] for student in random.Random(f"{SEED} {name}").sample(sorted(dealt), MIXED)}
    folder = tmp_path_factory.mktemp("course")
    return name, questions, submissions, grade(name, folder, submissions), folder


def automatic(questions):
    return {q.id: q.points for q in questions.values() if q.kind != "text"}


def test_solution_earns_all_points(course):
    _, questions, _, graded, _ = course
    earned = {name: graded["solution"].scores[name] for name in automatic(questions)}
    assert earned == automatic(questions)
    assert sum(earned.values()) > 0


def test_untouched_exercise_earns_nothing(course):
    _, questions, _, graded, _ = course
    assert sum(graded["untouched"].scores.values()) == 0
    for question in questions.values():
        if question.kind != "text" and question.points:
            status, _ = graded["untouched"].checks[question.id]
            assert status == "not attempted", question.id


def test_answers_get_their_points_and_their_message(course):
    _, questions, submissions, graded, _ = course
    found = [
        fault
        for student, answers in submissions.items()
        for answer in answers.values()
        for fault in faults(answer, questions[answer.question], graded[student])
    ]
    assert not found, "\n".join([f"seed {SEED}:", *found])


def test_texts_are_left_to_a_person(course):
    name, questions, _, graded, _ = course
    for answer in read_bank(name):
        if questions[answer.question].kind == "text":
            assert 0 <= answer.points <= questions[answer.question].points
    assert not graded["untouched"].needs_manual


@pytest.mark.parametrize("course", SAMPLE[:1], indirect=True)
def test_validate_feedback_and_export_of_one_assignment(course):
    """`prove_loop.py` goes through the whole loop with all assignments in one course."""
    name, _, _, _, folder = course
    validated(folder, name)
    feedback(folder, name)
    exported(folder, scored(folder, [name]))


@pytest.mark.parametrize("name", assignments())
def test_bank_is_wide_enough(name):
    questions = read_questions(ROOT / "exercises" / name / "questions.json")
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


@pytest.mark.parametrize("name", assignments())
def test_private_part_is_nowhere_in_the_exercise(name):
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
                # Hints and worked examples may give a step of a solution, not all of it.
                assert not shared or (mark == "SOLUTION" and len(shared) < len(private)), shared

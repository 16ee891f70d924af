"""What can be closed under plain nbgrader is closed: forged answers earn nothing, honest oddities lose nothing.

Learners' code and the tests share a process here, so a determined forger still wins; docs/teachers-guide.md says so.
"""

from __future__ import annotations

import copy
import subprocess
import sys

import pytest
from course import ROOT, answer_cell, hand_in, nbgrader, release, results, set_up

from transatlantic.checks.questions import read_questions

ASSIGNMENT = "02_tokenizing"
QUESTIONS = read_questions(ROOT / "exercises" / ASSIGNMENT / "questions.json").values()
POINTS = {question.id: question.points for question in QUESTIONS if question.kind != "text"}

FORGED = {
    # nbgrader takes a number that a cell displays for its points.
    "displayed-points": {
        "count_types": "def count_types(tokens):\n    import sys\n    sys.displayhook(2.0)\n    return -1",
    },
    "equals-everything": {
        "count_types": "class Any(int):\n    def __eq__(self, other): return True\n    __hash__ = int.__hash__\n"
        "def count_types(tokens): return Any()",
    },
    "visible-cases-alone": {
        "count_types": "def count_types(tokens): return {5: 4 if 'US' in tokens else 3, 1: 1}.get(len(tokens), 9)",
    },
    "own-questions": {
        "count_types": "import json, pathlib\n"
        "pathlib.Path('questions.json').write_text(json.dumps({'format': 'transatlantic-questions', 'version': 2, "
        "'questions': []}))\ndef count_types(tokens): return -1",
    },
}

HONEST = {
    "elsewhere": {
        "count_types": "import os\nos.chdir('/')\ndef count_types(tokens):\n    return len({t.lower() for t in tokens})"
    },
    "logs": {
        "count_types": "import logging\nlogging.basicConfig()\n"
        "def count_types(tokens):\n    logging.warning('counting')\n    return len({t.lower() for t in tokens})"
    },
    "warns": {
        "count_types": "import warnings\n"
        "def count_types(tokens):\n    warnings.warn('careful')\n    print(tokens)\n    return len({t.lower() for t in tokens})"
    },
}

LOOP = "def count_types(tokens):\n    while True:\n        pass"


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Each submission is the solution but for what makes it odd."""
    folder = tmp_path_factory.mktemp("hostile")
    set_up(folder)
    _, solved = release(ASSIGNMENT, folder)

    for name, answers in {**FORGED, **HONEST, "loop": {"count_types": LOOP}}.items():
        notebook = copy.deepcopy(solved)
        for question, code in answers.items():
            answer_cell(notebook, question).source = code
        hand_in(folder, ASSIGNMENT, name, notebook)

    shadow = copy.deepcopy(solved)
    answer_cell(shadow, "count_types").source = "def count_types(tokens): return -1"
    package = hand_in(folder, ASSIGNMENT, "shadow-package", shadow) / "transatlantic" / "checks"
    package.mkdir(parents=True)
    (package.parent / "__init__.py").write_text("class resources:\n    use = staticmethod(lambda: None)\n")
    (package / "__init__.py").write_text("grade = lambda *a: None\nopen_exercise = lambda n: (grade, grade, grade)\n")
    (package.parent / "article.py").write_text("class load_article:\n    text = ''\n")

    skipped = copy.deepcopy(solved)
    answer_cell(skipped, "count_types").source = "def count_types(tokens): return -1"
    for cell in skipped.cells:
        cell.metadata["tags"] = ["skip-execution"] if cell.metadata.get("nbgrader", {}).get("grade") else []
    hand_in(folder, ASSIGNMENT, "skipped-tests", skipped)

    deleted = copy.deepcopy(solved)
    deleted.cells = [
        cell for cell in deleted.cells if cell.metadata.get("nbgrader", {}).get("grade_id") != "count_types"
    ]
    hand_in(folder, ASSIGNMENT, "deleted-test", deleted)

    # A copied cell: nbgrader strips its mark and then refuses the notebook, and with it the rest of the class.
    doubled = copy.deepcopy(solved)
    at = next(i for i, cell in enumerate(doubled.cells) if cell is answer_cell(doubled, "count_types"))
    doubled.cells.insert(at + 1, copy.deepcopy(doubled.cells[at]))
    doubled.cells[at + 1].id = "a-copy"
    hand_in(folder, ASSIGNMENT, "doubled-cell", doubled)
    hand_in(folder, ASSIGNMENT, "zz-next-in-line", solved)

    nbgrader(folder, "autograde", ASSIGNMENT, "--Execute.timeout=15")
    return folder, results(folder, ASSIGNMENT)


@pytest.mark.parametrize("name", [*FORGED, "shadow-package", "skipped-tests", "loop"])
def test_a_forged_answer_earns_nothing_and_costs_no_other_question(graded, name):
    scores = graded[1][name].scores
    assert scores["count_types"] == 0
    if name != "own-questions":
        assert scores["tokenize_news"] == POINTS["tokenize_news"]


@pytest.mark.parametrize("name", [*HONEST, "deleted-test", "doubled-cell", "zz-next-in-line"])
def test_an_honest_answer_keeps_all_points(graded, name):
    scores = graded[1][name].scores
    assert {question: scores[question] for question in POINTS} == POINTS


def test_feedback_shows_no_hidden_case(graded):
    folder, _ = graded
    nbgrader(folder, "generate_feedback", ASSIGNMENT, "--student=visible-cases-alone")
    page = (folder / "feedback" / "visible-cases-alone" / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text("utf-8")
    assert "A hidden case fails" in page
    assert "uKRAINE" not in page and "HIDDEN" not in page


def test_validate_tells_a_wrong_exercise_from_a_solved_one(graded):
    """What a learner's Validate button does, by nbgrader's own command."""
    folder, _ = graded
    for name, passes in (("zz-next-in-line", True), ("visible-cases-alone", True), ("equals-everything", False)):
        place = folder / "submitted" / name / ASSIGNMENT
        command = [sys.executable, "-m", "nbgrader", "validate", f"{ASSIGNMENT}.ipynb"]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True)
        assert ("Success" in done.stdout) == passes, (name, done.stdout[-2000:], done.stderr[-2000:])
    (place.parents[1] / "zz-next-in-line" / ASSIGNMENT / "questions.json").unlink()
    done = subprocess.run(
        command, cwd=place.parents[1] / "zz-next-in-line" / ASSIGNMENT, capture_output=True, text=True
    )
    assert "is missing beside this notebook" in done.stdout, "what cannot be checked passes"

"""A real nbgrader course in a temporary folder: every answer of an assignment's bank as a submission of its own."""

from __future__ import annotations

import contextlib
import copy
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import matplotlib.pyplot as plt
import nbformat
import yaml
from nbgrader.api import Gradebook

from transatlantic.authoring.declare import read_declaration
from transatlantic.authoring.sources import read_source
from transatlantic.checks.judge import judge
from transatlantic.checks.questions import Question, read_questions

ROOT = Path(__file__).parents[1]

# A network of its own that has nothing but the way to itself, which kernels need.
UNSHARE = ["unshare", "--net", "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
WITHOUT_NETWORK = (
    UNSHARE
    if shutil.which("unshare") and subprocess.run([*UNSHARE, "true"], capture_output=True).returncode == 0
    else []
)


@dataclass(frozen=True)
class Answer:
    """One answer of the bank, as the student who hands it in: everything else in the notebook is the solution."""

    question: str
    side: str  # right, wrong, or caught: wrong and named by no slip
    name: str
    code: str
    points: float = 0  # of a wrong answer that is partly right; of a text what a person would give
    says: str = ""  # of a caught one: part of what grading says

    @property
    def student(self) -> str:
        return f"{self.question}--{self.side}--{self.name}"


@dataclass
class Graded:
    """What nbgrader made of one submission."""

    scores: dict[str, float] = field(default_factory=dict)
    needs_manual: set[str] = field(default_factory=set)
    checks: dict[str, tuple[str, str]] = field(default_factory=dict)  # question -> status, message


def assignments() -> list[str]:
    """The names of all assignments, in order."""
    return sorted(path.name for path in (ROOT / "exercises").iterdir() if path.is_dir())


def learner_names(assignment: str) -> dict:
    """What a learner's notebook holds before the first answer: the locked cells, run here in the working folder."""
    names: dict = {}
    source = read_source(ROOT / "sources" / "solutions" / f"{assignment}.md")
    with mock.patch("transatlantic.checks.notebook.FOLDER", ROOT / "exercises" / assignment):
        for cell in source.notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("locked") and not cell.metadata["nbgrader"]["grade"]:
                exec(cell.source, names)
    return names


def read_bank(assignment: str) -> list[Answer]:
    path = ROOT / "sources" / "solutions" / f"{assignment}.answers.yml"
    answers = []
    for question, sides in yaml.safe_load(path.read_text(encoding="utf-8")).items():
        for side, named in sides.items():
            for name, answer in named.items():
                entry = answer if isinstance(answer, dict) else {"code": answer}
                points = entry.get("points", 0)
                answers.append(
                    Answer(
                        question,
                        side,
                        name,
                        entry.get("code") or entry["text"],
                        sum(points) if isinstance(points, list) else points,
                        entry.get("says", ""),
                    )
                )
    return answers


def answer_cell(notebook: nbformat.NotebookNode, question: str) -> nbformat.NotebookNode:
    names = (f"answer-{question}", question)
    cells = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}
    return next(cells[name] for name in names if name in cells)


def without_marks(source: str) -> str:
    return "\n".join(line for line in source.split("\n") if not line.strip().startswith("### "))


def set_up(folder: Path) -> None:
    """A course with the kit's folders and configuration, and nobody's work in it."""
    for name in ("solutions", "exercises"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "nbgrader_config.py", folder)


def release(assignment: str, folder: Path) -> tuple[nbformat.NotebookNode, nbformat.NotebookNode]:
    """Release an assignment in a course that is set up; the exercise as handed out, and the same solved."""
    released = folder / "exercises" / assignment / f"{assignment}.ipynb"
    before = released.read_bytes()
    nbgrader(folder, "generate_assignment", assignment, "--force")
    assert released.read_bytes() == before, "exercises/ is not what nbgrader releases from solutions/"

    exercise = nbformat.read(released, as_version=4)
    instructor = nbformat.read(folder / "solutions" / assignment / f"{assignment}.ipynb", as_version=4)
    solved = copy.deepcopy(exercise)
    for cell in solved.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            name = cell.metadata["nbgrader"]["grade_id"].removeprefix("answer-")
            cell.source = without_marks(answer_cell(instructor, name).source)
    return exercise, solved


def deal(bank: list[Answer]) -> dict[str, dict[str, Answer]]:
    """The bank as few submissions, by student and question: each answers every question, and every answer has its turn.

    Neighbouring questions stand at different places of their lists, so that right and wrong answers meet in a notebook.
    """
    lists: dict[str, list[Answer]] = {}
    for answer in bank:
        lists.setdefault(answer.question, []).append(answer)
    rounds = max(map(len, lists.values()))
    return {
        f"mixed-{turn}": {
            question: answers[(turn + place) % len(answers)] for place, (question, answers) in enumerate(lists.items())
        }
        for turn in range(rounds)
    }


def alone(bank: list[Answer]) -> dict[str, dict[str, Answer]]:
    """The bank as one submission an answer, by student and question; the rest of the notebook is the solution."""
    return {answer.student: {answer.question: answer} for answer in bank}


def grade(assignment: str, folder: Path, submissions: dict[str, dict[str, Answer]]) -> dict[str, Graded]:
    """Hand in and autograde, with nbgrader's own command line: `solution`, `untouched`, and the submissions."""
    set_up(folder)
    exercise, solved = release(assignment, folder)
    hand_in(folder, assignment, "untouched", exercise)
    hand_in(folder, assignment, "solution", solved)
    for student, answers in submissions.items():
        hand_in(folder, assignment, student, answered(solved, answers))
    nbgrader(folder, "autograde", assignment)
    return results(folder, assignment)


def answered(solved: nbformat.NotebookNode, answers: dict[str, Answer]) -> nbformat.NotebookNode:
    """A solved notebook with other answers to some questions."""
    notebook = copy.deepcopy(solved)
    for question, answer in answers.items():
        answer_cell(notebook, question).source = answer.code
    return notebook


def faults(answer: Answer, question: Question, made: Graded) -> list[str]:
    """What the check and nbgrader made of an answer that they should not have; nothing where all is as it should be."""
    found = []
    if question.kind == "text":
        if answer.question not in made.needs_manual:
            found.append("false accept: nobody is asked to read it")
        return [f"{answer.student}: {fault}" for fault in found]
    if not question.points and answer.side != "right":
        return []  # a demonstration is locked: nbgrader puts the solution back
    status, message = made.checks[answer.question]
    points = made.scores[answer.question]
    if answer.side == "right":
        if (status, points) != ("correct", question.points):
            found.append(f"false reject: {status}, {points} of {question.points} points: {message}")
    elif status != "incorrect" or points > answer.points:
        found.append(f"false accept: {status}, {points} points in place of {answer.points}")
    elif points < answer.points:
        found.append(f"false reject: {points} points in place of {answer.points}")
    elif (says := sentence(answer, question)) not in message:
        found.append(f"wrong message: {message} instead of {says}")
    return [f"{answer.student}: {fault}" for fault in found]


def misjudged(assignment: str, folder: Path) -> list[str]:
    """Answers of the bank that the page's own check, or grading, judges otherwise than the bank says; in this process.

    The page tries the visible cases alone. It says correct of a wrong answer only where the bank expects a hidden case
    to fail, and else what grading says. folder: an empty one, in which the answers run.
    """
    questions = read_questions(ROOT / "exercises" / assignment / "questions.json")
    hidden = read_declaration(read_source(ROOT / "sources" / "solutions" / f"{assignment}.md")).hidden
    found = []
    with contextlib.chdir(folder):
        setup = learner_names(assignment)
        for answer in read_bank(assignment):
            question = questions[answer.question]
            if question.kind == "text":
                continue
            for made in folder.iterdir():
                made.unlink()
            names = dict(setup)
            exec(answer.code, names)
            shown, graded = (judge(question, names, cases, folder) for cases in (None, hidden[question.id]))
            plt.close("all")
            if answer.side == "right":
                as_said = shown.status == graded.status == "correct"
            else:
                says = sentence(answer, question)
                as_said = graded.status == "incorrect" and says in graded.message and graded.points == answer.points
                as_said &= graded.slip == (answer.name if answer.side == "wrong" else "")
                if "A hidden case fails" not in says:
                    as_said &= (shown.status, shown.slip) == ("incorrect", graded.slip) and says in shown.message
            if not as_said:
                found.append(f"{answer.student}: page {shown}; grading {graded}")
    return found


def sentence(answer: Answer, question: Question) -> str:
    """What grading must say of a wrong answer: the slip's sentence, or the bank's."""
    slips = {slip.name: slip.says for slip in question.slips}
    return slips[answer.name] if answer.side == "wrong" and slips else answer.says


def hand_in(folder: Path, assignment: str, student: str, notebook: nbformat.NotebookNode) -> Path:
    place = folder / "submitted" / student / assignment
    shutil.copytree(folder / "exercises" / assignment, place)
    nbformat.write(notebook, place / f"{assignment}.ipynb")
    return place


def nbgrader(folder: Path, *arguments: str, accept: tuple[int, ...] = (0,)) -> str:
    """Run a command of nbgrader's, where Linux lets us without a network; returns what it prints."""
    # nbgrader calls alembic through PATH.
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [*WITHOUT_NETWORK, sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode in accept, done.stderr[-3000:]
    return done.stdout


def results(folder: Path, assignment: str) -> dict[str, Graded]:
    graded: dict[str, Graded] = {}
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        for submission in book.assignment_submissions(assignment):
            made = graded[submission.student.id] = Graded()
            for item in submission.notebooks[0].grades:
                made.scores[item.name] = item.score
                if item.needs_manual_grade:
                    made.needs_manual.add(item.name)
    for student, made in graded.items():
        path = folder / "autograded" / student / assignment / f"{assignment}.ipynb"
        if not path.exists():  # nbgrader gave this submission up
            continue
        marked = [cell for cell in nbformat.read(path, as_version=4).cells if "nbgrader" in cell.metadata]
        for cell in marked:
            for output in cell.get("outputs", []):
                page = output.get("data", {}).get("text/html", "")
                if status := re.search(r"data-status='([^']*)'", page):
                    made.checks[cell.metadata["nbgrader"]["grade_id"]] = (status[1], output["data"]["text/plain"])
    return graded

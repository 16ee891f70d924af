"""The whole loop of plain nbgrader for all assignments in one course, without a network where Linux lets us.

Release, hand in, validate, autograde, autograde anew in reverse order, feedback, export. Run it by hand; the suite does
it for one assignment, which it grades once.
"""

from __future__ import annotations

import csv
import html
import json
import os
import random
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from course import (
    ROOT,
    WITHOUT_NETWORK,
    answered,
    assignments,
    deal,
    hand_in,
    nbgrader,
    read_bank,
    release,
    results,
    set_up,
)

from transatlantic.checks.questions import read_questions

SEED = os.environ.get("PYTEST_SEED", "loop")


def validated(folder: Path, assignment: str) -> None:
    """*Validate*, in a learner's folder, says Success of what `solution` handed in and failed of `untouched`."""
    expected = {"solution": "Success! Your notebook passes all the tests.", "untouched": "VALIDATION FAILED"}
    for student, says in expected.items():
        place = Path(shutil.copytree(folder / "submitted" / student / assignment, folder / "learner" / student))
        said = nbgrader(place, "validate", f"{assignment}.ipynb")
        shutil.rmtree(place)
        assert says in said, f"{assignment}: validate says of {student}: {said}"


def private_lines(assignment: str) -> set[str]:
    """The lines with hidden cases, without the blanks around them."""
    found = set()
    notebook = json.loads((ROOT / "solutions" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        _, begins, rest = "".join(cell["source"]).partition("### BEGIN HIDDEN TESTS")
        inside = rest.partition("### END HIDDEN TESTS")[0] if begins else ""
        found |= {line.strip() for line in inside.splitlines() if line.strip().startswith(('"', "grade("))}
    return {line for line in found if len(line) > 20}


def feedback(folder: Path, assignment: str) -> None:
    """Write the feedback; no page of it holds a hidden case, though the graded notebooks do."""
    nbgrader(folder, "generate_feedback", assignment)
    private = private_lines(assignment)
    students = sorted(path.name for path in (folder / "submitted").iterdir() if (path / assignment).exists())
    assert private and students
    for student in students:
        graded = nbformat.read(folder / "autograded" / student / assignment / f"{assignment}.ipynb", as_version=4)
        sources = "\n".join(cell.source for cell in graded.cells)
        assert all(line in sources for line in private), f"{assignment}: what is looked for is not in what is graded"
        page = (folder / "feedback" / student / assignment / f"{assignment}.html").read_text(encoding="utf-8")
        read = html.unescape(re.sub(r"<[^>]*>", "", page))
        shown = [line for line in private if line in read or line in html.unescape(page)]
        assert not shown, f"{assignment}: the feedback of {student} shows {shown}"


def exported(folder: Path, scores: dict[str, dict[str, dict[str, float]]]) -> None:
    """Export the grades; every total is the sum of the questions' scores, and the highest one that of their points."""
    nbgrader(folder, "export", "--to=grades.csv")
    with (folder / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["assignment"], row["student_id"]): row for row in csv.DictReader(file)}
    for assignment, students in scores.items():
        worth = sum(q.points for q in read_questions(ROOT / "exercises" / assignment / "questions.json").values())
        for student, score in students.items():
            row = rows[assignment, student]
            assert float(row["score"]) == sum(score.values()), (assignment, student, row["score"], score)
            assert float(row["max_score"]) == worth, (assignment, row["max_score"], worth)


def scored(folder: Path, names: list[str]) -> dict[str, dict[str, dict[str, float]]]:
    """Each question's score, by assignment and student."""
    return {name: {student: made.scores for student, made in results(folder, name).items()} for name in names}


def loop(names: list[str], folder: Path, say: object = lambda step: None) -> dict[str, dict[str, dict[str, float]]]:
    """Go through it with a solution, an untouched exercise and a mixed submission of each assignment.

    folder: an empty one. say: is told each step. Returns the scores; raises AssertionError where something is wrong.
    """
    set_up(folder)
    for name in names:
        say(f"{name}: release and validate")
        exercise, solved = release(name, folder)
        mixed = random.Random(f"{SEED} {name}").choice(list(deal(read_bank(name)).values()))
        for student, notebook in (("untouched", exercise), ("solution", solved), ("mixed", answered(solved, mixed))):
            hand_in(folder, name, student, notebook)
        validated(folder, name)
    for name in names:
        say(f"{name}: autograde")
        nbgrader(folder, "autograde", name)
    first = scored(folder, names)
    for name in reversed(names):
        say(f"{name}: autograde anew")
        nbgrader(folder, "autograde", name, "--force")
    again = scored(folder, names)
    assert first == again, f"seed {SEED}: the second grading differs from the first: {first}, {again}"
    for name, students in first.items():
        questions = read_questions(ROOT / "exercises" / name / "questions.json").values()
        automatic = sum(question.points for question in questions if question.kind != "text")
        assert sum(students["solution"].values()) == automatic, (name, students["solution"])
        assert sum(students["untouched"].values()) == 0, (name, students["untouched"])
    for name in names:
        say(f"{name}: feedback")
        feedback(folder, name)
    say("export")
    exported(folder, first)
    return first


def main() -> None:
    """Print the totals, or what is wrong with exit status 1."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        try:
            scores = loop(assignments(), Path(folder), lambda step: print(step, file=sys.stderr, flush=True))
        except AssertionError as error:
            sys.exit(str(error))
    students = ("solution", "mixed", "untouched")
    print(f"{'assignment':16}" + "".join(f"{student:>12}" for student in students))
    for name, made in scores.items():
        print(f"{name:16}" + "".join(f"{sum(made[student].values()):12g}" for student in students))
    network = "without a network" if WITHOUT_NETWORK else "with a network: `unshare` needs Linux and root"
    print(
        f"The loop ran {network}, seed {SEED}, in {time.perf_counter() - begun:.0f} s: graded twice with equal scores."
    )


if __name__ == "__main__":
    main()

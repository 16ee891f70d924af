"""Every answer of every bank alone, through the immediate check and the real nbgrader. Run it by hand.

Printed is how many answers were tried and how many were judged wrongly; the suite hands in several in one notebook.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from course import ROOT, alone, faults, grade, read_bank

from transatlantic.checks.questions import read_questions


def main() -> None:
    wrong = []
    for exercise in sorted(path for path in (ROOT / "exercises").iterdir() if path.is_dir()):
        questions = read_questions(exercise / "questions.json")
        submissions = alone(read_bank(exercise.name))
        print(f"{exercise.name}: grading {len(submissions)} answers …", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            graded = grade(exercise.name, Path(folder), submissions)
        points = {q.id: q.points for q in questions.values() if q.kind != "text"}
        found = []
        for student, answers in submissions.items():
            (answer,) = answers.values()
            found += faults(answer, questions[answer.question], graded[student])
            others = {name: full for name, full in points.items() if name != answer.question}
            if {name: graded[student].scores[name] for name in others} != others:
                found.append(f"{student}: false reject: it costs another question points")
        kinds = {
            kind: sum(kind in fault for fault in found) for kind in ("false accept", "false reject", "wrong message")
        }
        print("  " + ", ".join(f"{kind} {number}" for kind, number in kinds.items()), *found, sep="\n  ")
        wrong += found
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

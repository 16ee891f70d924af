"""What a teacher reads beside the assignments: the table of all of them, and how texts are marked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from transatlantic.authoring.declare import Declared
from transatlantic.authoring.sources import Source, objectives


def overview(assignments: Iterable[tuple[Source, Declared, Source]]) -> str:
    """All assignments as a Markdown page: counts, points, minutes, and which question tests which objective.

    assignments: each with its declaration and its lesson.
    """
    rows, pages, totals = [], [], [0, 0, 0, 0, 0]
    for source, declared, lesson in assignments:
        asked = [question for question in declared.questions.values() if question.points]
        automatic = [question for question in asked if question.kind != "text"]
        counts = [
            len(declared.questions),
            len(automatic),
            sum(question.points for question in automatic),
            sum(question.points for question in asked),
            sum(question.minutes for question in declared.questions.values()),
        ]
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        stated = objectives(lesson)
        tested = {number for question in asked for number in question.objectives}
        rows.append(f"| `{source.name}` | {' | '.join(map(str, counts))} | {len(tested)} of {len(stated)} |")
        pages += [f"## {source.name}", "", *_matrix(declared, stated), ""]
    return "\n".join(
        [
            "# Assignments",
            "",
            "Built by `make notebooks` from the assignments' sources; the build refuses an assignment that leaves an",
            "objective of its lesson untested. The first question of each is solved as a demonstration.",
            "",
            "| assignment | questions | graded automatically | points for these | points in all | minutes "
            "| objectives tested |",
            "|---|---|---|---|---|---|---|",
            *rows,
            f"| all | {' | '.join(map(str, totals))} | |",
            "",
            *pages,
        ]
    )


def _matrix(declared: Declared, stated: list[str]) -> list[str]:
    asked = [question for question in declared.questions.values() if question.points]
    lines = [
        f"| After the lesson you can | {' | '.join(question.number for question in asked)} |",
        f"|---|{'---|' * len(asked)}",
    ]
    for number, words in enumerate(stated, 1):
        marks = ("×" if number in question.objectives else "" for question in asked)
        lines.append(f"| {words} | {' | '.join(marks)} |")
    kinds = (f"{question.kind}, {question.points}" for question in asked)
    return [*lines, f"| *kind, points* | {' | '.join(kinds)} |"]


def marking(declared: Declared, bank: Path) -> str:
    """How a person marks an assignment's texts: the criteria, and graded examples out of the answer bank.

    bank: NAME.answers.yml; the model answer stands in the solved notebook.
    """
    answers: dict[str, Any] = yaml.safe_load(bank.read_text(encoding="utf-8"))
    lines = [f"# Marking {bank.name.removesuffix('.answers.yml')}", ""]
    for question in declared.questions.values():
        if question.kind != "text":
            continue
        lines += [f"## Question {question.number}: {question.points} points", ""]
        lines += [f"{n}. {item.says} ({item.points})" for n, item in enumerate(question.rubric, 1)]
        for side in ("right", "wrong"):
            for name, example in answers[question.id][side].items():
                quoted = "\n".join(f"> {line}" for line in example["text"].strip().splitlines())
                points = ", ".join(map(str, example["points"]))
                lines += ["", f"**Example {name}**: {points} (in the order of the criteria)", "", quoted]
        lines.append("")
    return "\n".join(lines)

"""An assignment's declaration: its questions' public part, and the hidden cases in the instructor's notebook."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from transatlantic.authoring.sources import Source
from transatlantic.checks.plain import NotPlain, digest, named_types
from transatlantic.checks.questions import (
    FORMAT,
    VERSION,
    DeclarationError,
    Part,
    Question,
    by_part,
    numbered,
    question,
)


@dataclass(frozen=True)
class Declared:
    """One assignment. ``hidden`` holds each question's hidden cases by part, ``lines`` where it is declared."""

    path: Path
    questions: dict[str, Question]
    hidden: dict[str, dict[str, dict[str, str]]]
    lines: dict[str, int]

    def public(self, assignment: str) -> str:
        """The text of ``questions.json``: everything but the hidden cases; a value's answer as a fingerprint."""
        items = [self._public_item(item) for item in self.questions.values()]
        document = {"format": FORMAT, "version": VERSION, "assignment": assignment, "questions": items}
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"

    def _public_item(self, item: Question) -> dict:
        fields: dict = {"id": item.id, "kind": item.kind, "points": item.points, "minutes": item.minutes}
        fields |= {"objectives": list(item.objectives), "hints": list(item.hints)}
        optional = {
            "answer": item.answer,
            "type": item.type,
            "about": item.about,
            "parts": [self._public_part(item, part) for part in item.parts],
            "slips": [asdict(slip) for slip in item.slips],
            "rubric": [asdict(criterion) for criterion in item.rubric],
        }
        return fields | {name: value for name, value in optional.items() if value}

    def _public_part(self, item: Question, part: Part) -> dict:
        fields: dict = {"name": part.name, "points": part.points}
        if item.kind != "value":
            return fields | {"cases": part.cases}
        right = ast.literal_eval(self.hidden[item.id][""][""])
        return fields | {"digest": digest(right[part.name] if part.name else right, f"{item.id}{part.name}")}


def read_declaration(source: Source) -> Declared:
    """Read NAME.questions.yml beside an assignment's source, and the hidden cases in the source itself.

    Raises DeclarationError, with file and line, for a field that is missing, unknown or no Python literal.
    """
    path = source.path.with_name(f"{source.name}.questions.yml")
    if not path.exists():
        raise DeclarationError(f"{path}:1: The declaration is missing: write one entry for each question.")
    text = path.read_text(encoding="utf-8")
    try:
        entries = yaml.safe_load(text) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DeclarationError(f"{path}:{line}: Not YAML ({error.problem}): mend this line.") from None
    questions, lines = {}, {}
    for place, (name, entry) in enumerate(entries.items(), 1):
        lines[name] = next(n for n, line in enumerate(text.splitlines(), 1) if re.match(rf"{re.escape(name)}:", line))
        number = numbered(source.name, place)
        questions[name] = _question(path, lines[name], {"id": name, "number": number, **entry})
    hidden = _hidden(source)
    return Declared(path, questions, {q.id: hidden[q.number] for q in questions.values() if q.number in hidden}, lines)


def _question(path: Path, line: int, entry: dict) -> Question:
    name = entry["id"]
    entry = {"points": 0, "minutes": 0, "hints": [], **entry}
    slips = [
        {"name": slip, "calls": said["calls"] if "calls" in said else {"": said["gives"]}, "says": said["says"]}
        for slip, said in entry.pop("slips", {}).items()
    ]
    cases = by_part(entry.pop("cases")) if "cases" in entry else {}
    points = entry.pop("parts", {} if entry.get("kind") == "text" else {"": entry["points"]})
    parts = [{"name": part, "points": worth, "cases": cases.get(part, {})} for part, worth in points.items()]
    try:
        made = question({**entry, "slips": slips, "parts": parts})
        if made.kind in ("value", "function"):
            named_types(made.type)
        for call, given in [*made.cases.items(), *(pair for slip in made.slips for pair in slip.calls.items())]:
            ast.literal_eval(given)
            if call and made.kind != "file":
                _arguments(call)
    except NotPlain as error:
        raise DeclarationError(f"{path}:{line}: {name} asks for a type that is not plain data: {error}.") from None
    except (KeyError, TypeError) as error:
        raise DeclarationError(
            f"{path}:{line}: {name} lacks or has an unknown field ({error}): compare another."
        ) from None
    except (ValueError, SyntaxError) as error:
        raise DeclarationError(f"{path}:{line}: {name} holds what is no Python literal ({error}): mend it.") from None
    if strange := set(cases) - set(points):
        raise DeclarationError(f"{path}:{line}: {name} has cases of no part, {sorted(strange)}: name its parts.")
    worth = sum(part.points for part in made.parts) + sum(criterion.points for criterion in made.rubric)
    if worth != made.points:
        raise DeclarationError(f"{path}:{line}: {name} has {made.points} points, its parts {worth}: make them agree.")
    return made


def _arguments(call: str) -> None:
    node = ast.parse(call, mode="eval").body
    if not isinstance(node, ast.Call):
        raise ValueError(f"{call} is no call")
    for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
        ast.literal_eval(argument)


def _hidden(source: Source) -> dict[str, dict[str, dict[str, str]]]:
    """The hidden cases of each question number: the third argument of ``grade("02.3", globals(), {...})``."""
    hidden = {}
    for cell, line in zip(source.notebook.cells, source.lines, strict=True):
        if cell.cell_type != "code" or "grade(" not in cell.source:
            continue
        try:
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "grade":
                    hidden[ast.literal_eval(node.args[0])] = by_part(ast.literal_eval(node.args[2]))
        except (SyntaxError, ValueError, IndexError):
            raise DeclarationError(
                f'{source.path}:{line}: The hidden cases are not plain: write grade("02.3", globals(), {{…}}).'
            ) from None
    return hidden

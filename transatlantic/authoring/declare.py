"""An assignment's declaration: its questions' public part, and the hidden cases in the instructor's notebook."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from transatlantic.authoring.sources import Source
from transatlantic.checks.plain import NotPlain, digest, named_type
from transatlantic.checks.questions import FORMAT, VERSION, DeclarationError, Question, question


@dataclass(frozen=True)
class Declared:
    """One assignment. ``hidden`` holds each question's hidden cases, ``lines`` where it is declared."""

    path: Path
    questions: dict[str, Question]
    hidden: dict[str, dict[str, str]]
    lines: dict[str, int]

    def public(self, assignment: str) -> str:
        """The text of ``questions.json``: everything but the hidden cases; a value's answer as a fingerprint."""
        items = [self._public_item(item) for item in self.questions.values()]
        document = {"format": FORMAT, "version": VERSION, "assignment": assignment, "questions": items}
        return json.dumps(document, ensure_ascii=False, indent=1) + "\n"

    def _public_item(self, item: Question) -> dict:
        fields: dict = {"id": item.id, "kind": item.kind, "points": item.points, "minutes": item.minutes}
        fields |= {"hints": list(item.hints)}
        if item.kind != "text":
            fields |= {"answer": item.answer, "type": item.type}
        if item.kind == "value":
            fields["digest"] = digest(ast.literal_eval(self.hidden[item.id][""]), item.id)
        if item.cases:
            fields["cases"] = item.cases
        if item.slips:
            fields["slips"] = [{"name": slip.name, "calls": slip.calls, "says": slip.says} for slip in item.slips]
        return fields


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
    for name, entry in entries.items():
        lines[name] = next(n for n, line in enumerate(text.splitlines(), 1) if re.match(rf"{re.escape(name)}:", line))
        questions[name] = _question(path, lines[name], name, entry)
    return Declared(path, questions, _hidden(source), lines)


def _question(path: Path, line: int, name: str, entry: dict) -> Question:
    entry = {"points": 0, "minutes": 0, "hints": [], **entry}
    slips = [
        {"name": slip, "calls": said["calls"] if "calls" in said else {"": said["gives"]}, "says": said["says"]}
        for slip, said in entry.pop("slips", {}).items()
    ]
    try:
        made = question({"id": name, **entry, "slips": slips})
        if made.kind != "text":
            named_type(made.type)
        for call, given in [*made.cases.items(), *(pair for slip in made.slips for pair in slip.calls.items())]:
            ast.literal_eval(given)
            if call:
                _arguments(call)
    except NotPlain as error:
        raise DeclarationError(f"{path}:{line}: {name} asks for a type that is not plain data: {error}.") from None
    except (KeyError, TypeError) as error:
        raise DeclarationError(
            f"{path}:{line}: {name} lacks or has an unknown field ({error}): compare another."
        ) from None
    except (ValueError, SyntaxError) as error:
        raise DeclarationError(f"{path}:{line}: {name} holds what is no Python literal ({error}): mend it.") from None
    return made


def _arguments(call: str) -> None:
    node = ast.parse(call, mode="eval").body
    if not isinstance(node, ast.Call):
        raise ValueError(f"{call} is no call")
    for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
        ast.literal_eval(argument)


def _hidden(source: Source) -> dict[str, dict[str, str]]:
    """The hidden cases of each question: the third argument of ``grade("question", globals(), {...})``."""
    hidden = {}
    for cell, line in zip(source.notebook.cells, source.lines, strict=True):
        if cell.cell_type != "code" or "grade(" not in cell.source:
            continue
        try:
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "grade":
                    hidden[ast.literal_eval(node.args[0])] = ast.literal_eval(node.args[2])
        except (SyntaxError, ValueError, IndexError):
            raise DeclarationError(
                f'{source.path}:{line}: The hidden cases are not plain: write grade("question", globals(), {{…}}).'
            ) from None
    return hidden

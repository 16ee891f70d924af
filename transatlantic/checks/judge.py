"""Judging one answer against its declaration; nothing here prints or raises at the learner."""

from __future__ import annotations

import ast
import contextlib
import dis
import io
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from transatlantic.checks.picture import drawn_by
from transatlantic.checks.plain import NotPlain, as_first, digest, named_types, plain, same
from transatlantic.checks.questions import Part, Question

MISSING = object()


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    status; message: a sentence for the learner; slip: its name if one was foreseen; points: what the steps that are
    right earn, as far as the cases that were tried show; stopped: whether the answer was interrupted, and may not be
    run again.
    """

    status: Literal["correct", "incorrect", "not attempted"]
    message: str
    slip: str = ""
    points: int = 0
    stopped: bool = False


def judge(
    question: Question,
    namespace: Mapping[str, Any],
    hidden: Mapping[str, Mapping[str, str]] | None = None,
    folder: Path = Path(),
) -> Verdict:
    """Judge an answer by the question's public part and, where given, by hidden cases.

    namespace: the names of the learner's notebook. hidden: for each part calls and what they give, as Python literals;
    for a value its right answer under the part "" and the call "". folder: where a file that is asked for lies.
    Never raises for anything that the answer does, but for memory or a kernel that is gone.
    """
    if question.kind == "text":
        return Verdict("not attempted", "A person reads this answer: write it in the cell below the question.")
    if question.kind == "file":
        return _judge_file(question, folder, hidden or {})
    answer = namespace.get(question.answer, MISSING)
    if answer is MISSING or answer is ... or answer is None:
        return Verdict("not attempted", f"Leave your answer in the name {question.answer}, then check again.")
    if question.kind == "value":
        return _judge_value(question, answer, hidden)
    if not isinstance(answer, Callable):
        return _wrong(
            f"{question.answer} is {_article(type(answer).__name__)}; a function is asked for: def {question.answer} …"
        )
    if _is_untouched(answer):
        return Verdict("not attempted", f"The function {question.answer} has no body yet.")
    return _judge_function(question, answer, hidden or {})


def _judge_value(question: Question, answer: Any, hidden: Mapping[str, Mapping[str, str]] | None) -> Verdict:
    asked = f"{_article(question.type.split(' | ')[0])} is asked for."
    try:
        value = plain(answer)
    except NotPlain as found:
        return _wrong(f"{question.answer} holds {_article(str(found))}; {asked}")
    try:
        typed, fits = as_first(value, named_types(question.type)), True
    except NotPlain:
        typed, fits = value, False
    right = ast.literal_eval(hidden[""][""]) if hidden else MISSING
    earned = [part for part in question.parts if _is_right(question, part, typed, right)]
    for slip in question.slips:
        if any(same(shape, ast.literal_eval(slip.calls[""])) for shape in (value, typed)):
            return _partly(question, earned, slip.says, slip.name)
    if not fits:
        return _wrong(f"{question.answer} holds {_article(_kind(value))}; {asked}")
    return _partly(question, earned, f"{_short(value)} is not it. {_helps(question)}")


def _is_right(question: Question, part: Part, value: Any, right: Any) -> bool:
    """Whether a value, or what it holds under the part's name, is the right one."""
    if part.name:
        if type(value) is not dict or part.name not in value:
            return False
        value = value[part.name]
        right = right if right is MISSING else right[part.name]
    if right is MISSING:
        return digest(value, f"{question.id}{part.name}") == part.digest
    return same(value, right)


def _judge_function(question: Question, function: Callable, hidden: Mapping[str, Mapping[str, str]]) -> Verdict:
    calls = _Calls(question, function)
    earned, faults = [], []
    try:
        slip = next((slip for slip in question.slips if all(calls.gives(*case) for case in slip.calls.items())), None)
        for part in question.parts:
            wrong = next((case for case in part.cases.items() if not calls.gives(*case)), None)
            if wrong:
                faults.append(calls.fault(*wrong))
            elif all(calls.gives(*case) for case in hidden.get(part.name, {}).items()):
                earned.append(part)
    except _Stopped:
        says = f"{question.answer} was stopped before it came to an end: does a loop in it never finish?"
        return Verdict("incorrect", says, stopped=True)
    if slip:
        return _partly(question, earned, slip.says, slip.name)
    said = faults[0] if faults else "A hidden case fails."
    return _partly(question, earned, f"{said} {_helps(question)}")


def _judge_file(question: Question, folder: Path, hidden: Mapping[str, Mapping[str, str]]) -> Verdict:
    from transatlantic.checks.annotation_file import facts  # pandas and the corpus: what no other question needs

    path = folder / question.answer
    if not path.exists():
        return Verdict("not attempted", f"There is no file {question.answer} beside this notebook yet.")
    found, note = facts(question.about, path)

    def holds(given: str) -> bool:
        return all(same(found[name], value) for name, value in ast.literal_eval(given).items())

    earned = [
        part for part in question.parts if all(map(holds, [*part.cases.values(), *hidden.get(part.name, {}).values()]))
    ]
    slip = next((slip for slip in question.slips if all(map(holds, slip.calls.values()))), None)
    if slip:
        return _partly(question, earned, f"{slip.says} {note}", slip.name)
    if len(earned) == len(question.parts):
        return replace(_right(question), message=f"That is it. {note}")
    labelled = f"Cells without a label: {found['missing']}. " if found["readable"] and found["missing"] else ""
    return _partly(question, earned, f"{labelled}{note}")


class _Stopped(Exception):
    """The learner, or nbgrader's time limit, interrupted an answer: no further call is tried."""


class _Sink(io.TextIOBase):
    """Takes whatever is printed, however much, and remembers only that something was."""

    printed = False

    def write(self, text: str) -> int:
        self.printed = True
        return len(text)


@dataclass(frozen=True, eq=False)
class _Outcome:
    """What a call gave. shapes: as plain data, and as the type that comes first; message: "" or what is wrong."""

    shapes: tuple[Any, ...] = ()
    message: str = ""


class _Calls:
    """A learner's function, called once for each call that slips and cases ask for."""

    def __init__(self, question: Question, function: Callable) -> None:
        self.question = question
        self.function = drawn_by(function) if question.kind == "picture" else function
        self.kinds = named_types("dict" if question.kind == "picture" else question.type)
        self.outcomes: dict[str, _Outcome] = {}

    def gives(self, call: str, expected: str) -> bool:
        """Whether a call gives what is expected; of a picture, what is named. Raises _Stopped where interrupted."""
        wanted = ast.literal_eval(expected)
        return any(self._fits(shape, wanted) for shape in self._outcome(call).shapes)

    def _fits(self, shape: Any, wanted: Any) -> bool:
        if self.question.kind == "picture":
            return all(same(shape[name], value) for name, value in wanted.items())
        return same(shape, wanted)

    def fault(self, call: str, expected: str) -> str:
        """A sentence on why a call does not give what is expected."""
        outcome = self._outcome(call)
        if outcome.message:
            return outcome.message
        if self.question.kind != "picture":
            return f"{call} should give {expected}; yours gives {_short(outcome.shapes[0])}."
        shown = outcome.shapes[0]
        name, wanted = next((n, v) for n, v in ast.literal_eval(expected).items() if not same(shown[n], v))
        if wanted is True:
            return f"{call} draws a picture without {_article(name)}."
        return f"{call} should draw the {name} {wanted}; yours are {_short(shown[name])}."

    def _outcome(self, call: str) -> _Outcome:
        if call not in self.outcomes:
            self.outcomes[call] = self._make(call)
        return self.outcomes[call]

    def _make(self, call: str) -> _Outcome:
        node = ast.parse(call, mode="eval").body
        # Read anew for each call, so that a function that changes its argument changes nobody else's.
        arguments = [ast.literal_eval(argument) for argument in node.args]
        named = {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.keywords}
        wanted = "matplotlib Axes" if self.question.kind == "picture" else self.question.type.split(" | ")[0]
        asked = f"{_article(wanted)} is asked for."
        sink = _Sink()
        try:
            with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(_Sink()):
                value = plain(self.function(*arguments, **named))
        except NotPlain as found:
            return _Outcome(message=f"{call} gives {_article(str(found))}; {asked}")
        except KeyboardInterrupt:
            raise _Stopped from None
        except BaseException as error:  # whatever a learner's function does, the learner gets a sentence
            return _Outcome(message=f"{call} stops with {type(error).__name__}: {_message(error)}.")
        if value is None:
            printing = "It prints instead: end the function with return." if sink.printed else "Is a return missing?"
            return _Outcome(message=f"{call} gives None. {printing}")
        try:
            return _Outcome((value, as_first(value, self.kinds)))
        except NotPlain:
            return _Outcome((value,), f"{call} gives {_article(_kind(value))}; {asked}")


def _is_untouched(function: Callable) -> bool:
    """A body of pass, three dots or a docstring alone."""
    if not isinstance(function, types.FunctionType):
        return False
    return {step.opname for step in dis.get_instructions(function)} <= {
        "RESUME",
        "LOAD_CONST",
        "RETURN_VALUE",
        "RETURN_CONST",
        "NOP",
    } and not any(constant not in (None, function.__doc__) for constant in function.__code__.co_consts)


def _kind(value: Any) -> str:
    """A plain value's type as a declaration would write it, by what is first in it: list[tuple[str, int]]."""
    name = type(value).__name__
    if isinstance(value, tuple) and value:
        return f"{name}[{', '.join(map(_kind, value))}]"
    if isinstance(value, list | set) and value:
        return f"{name}[{_kinds(value)}]"
    if isinstance(value, dict) and value:
        return f"{name}[{_kinds(value)}, {_kinds(value.values())}]"
    return name


def _kinds(items: Iterable[Any]) -> str:
    """The type of the first item, and of the first that has another."""
    first, *others = dict.fromkeys(map(_kind, items))
    return f"{first} and {others[0]}" if others else first


def _article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeioA' or noun == 'x label' else 'a'} {noun}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _message(error: BaseException) -> str:
    try:
        return str(error).strip().rstrip(".").split("\n")[0][:200] or "no message"
    except Exception:  # an exception of the learner's own may not even print
        return "no message"


def _helps(question: Question) -> str:
    return f'hint("{question.number}") helps on.'


def _right(question: Question) -> Verdict:
    return Verdict("correct", "That is it.", points=question.points)


def _wrong(message: str, slip: str = "") -> Verdict:
    return Verdict("incorrect", message, slip)


def _partly(question: Question, earned: list[Part], message: str, slip: str = "") -> Verdict:
    """Correct where every part is earned and no slip is met; else what is earned, said before what is wrong."""
    if len(earned) == len(question.parts):
        return _wrong(message, slip) if slip else _right(question)
    steps = ", ".join(part.name for part in earned)
    said = f"Right so far: {steps}. {message}" if steps else message
    return Verdict("incorrect", said, slip, sum(part.points for part in earned))

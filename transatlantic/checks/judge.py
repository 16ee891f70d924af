"""Judging one answer against its declaration; nothing here prints or raises at the learner."""

from __future__ import annotations

import ast
import contextlib
import dis
import io
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from transatlantic.checks.plain import NotPlain, digest, has_type, named_type, plain, same
from transatlantic.checks.questions import Question

MISSING = object()


@dataclass(frozen=True)
class Verdict:
    """What a check found: its status, a sentence for the learner, and the name of the slip if one was foreseen."""

    status: Literal["correct", "incorrect", "not attempted"]
    message: str
    slip: str = ""


def judge(question: Question, namespace: Mapping[str, Any], cases: Mapping[str, str] | None = None) -> Verdict:
    """Judge an answer by the question's public part and, where given, by further cases.

    namespace: the names of the learner's notebook. cases: hidden calls and what they give, as Python literals;
    for a value the right answer under the key "".
    Never raises for anything that the answer does, but for memory or a kernel that is gone.
    """
    if question.kind == "text":
        return Verdict("not attempted", "A person reads this answer: write it in the cell below the question.")
    answer = namespace.get(question.answer, MISSING)
    if answer is MISSING or answer is ... or answer is None:
        return Verdict("not attempted", f"Leave your answer in the name {question.answer}, then check again.")
    if question.kind == "value":
        return _judge_value(question, answer, cases)
    if not isinstance(answer, Callable):
        return _wrong(
            f"{question.answer} is {_article(type(answer).__name__)}; a function is asked for: def {question.answer} …"
        )
    if _is_untouched(answer):
        return Verdict("not attempted", f"The function {question.answer} has no body yet.")
    return _judge_function(question, answer, {**question.cases, **(cases or {})})


def _judge_value(question: Question, answer: Any, cases: Mapping[str, str] | None) -> Verdict:
    try:
        value = plain(answer)
    except NotPlain as found:
        return _wrong(f"{question.answer} holds {_article(str(found))}; {_article(question.type)} is asked for.")
    for slip in question.slips:
        if same(value, ast.literal_eval(slip.calls[""])):
            return _wrong(slip.says, slip.name)
    if not has_type(value, named_type(question.type)):
        return _wrong(f"{question.answer} holds {_article(_kind(value))}; {_article(question.type)} is asked for.")
    right = digest(value, question.id) == question.digest
    if cases is not None:
        right = same(value, ast.literal_eval(cases[""]))
    return _right() if right else _wrong(f'{_short(value)} is not it. hint("{question.id}") helps on.')


def _judge_function(question: Question, function: Callable, cases: Mapping[str, str]) -> Verdict:
    calls = _Calls(question, function)
    try:
        for slip in question.slips:
            if all(calls.outcome(call) == _literal(result) for call, result in slip.calls.items()):
                return _wrong(slip.says, slip.name)
        for call, expected in cases.items():
            outcome, message = calls.outcome(call), calls.messages[call]
            if not message and outcome != _literal(expected):
                message = f"{call} should give {expected}; yours gives {_short(outcome.value)}."
            if message:
                shown = call in question.cases
                return _wrong(f'{message if shown else "A hidden case fails."} hint("{question.id}") helps on.')
    except _Stopped:
        return _wrong(f"{question.answer} was stopped before it came to an end: does a loop in it never finish?")
    return _right()


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
    """Plain data that compares as answers compare."""

    value: Any

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Outcome) and same(self.value, other.value)


def _literal(text: str) -> _Outcome:
    return _Outcome(ast.literal_eval(text))


class _Calls:
    """A learner's function, called once for each call that slips and cases ask for.

    messages: for each call made a sentence on what is wrong with its outcome, whatever was expected; "" for none.
    """

    def __init__(self, question: Question, function: Callable) -> None:
        self.question = question
        self.function = function
        self.kind = named_type(question.type)
        self.outcomes: dict[str, _Outcome | None] = {}
        self.messages: dict[str, str] = {}

    def outcome(self, call: str) -> _Outcome | None:
        """What a call gives; None where it gives no plain data. Raises _Stopped where it is interrupted."""
        if call not in self.outcomes:
            self.outcomes[call], self.messages[call] = self._make(call)
        return self.outcomes[call]

    def _make(self, call: str) -> tuple[_Outcome | None, str]:
        node = ast.parse(call, mode="eval").body
        # Read anew for each call, so that a function that changes its argument changes nobody else's.
        arguments = [ast.literal_eval(argument) for argument in node.args]
        named = {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.keywords}
        asked = f"{_article(self.question.type)} is asked for."
        sink = _Sink()
        try:
            with contextlib.redirect_stdout(sink), contextlib.redirect_stderr(_Sink()):
                value = plain(self.function(*arguments, **named))
        except NotPlain as found:
            return None, f"{call} gives {_article(str(found))}; {asked}"
        except KeyboardInterrupt:
            raise _Stopped from None
        except BaseException as error:  # whatever a learner's function does, the learner gets a sentence
            return None, f"{call} stops with {type(error).__name__}: {_message(error)}."
        if value is None:
            printing = "It prints instead: end the function with return." if sink.printed else "Is a return missing?"
            return None, f"{call} gives None. {printing}"
        if not has_type(value, self.kind):
            return _Outcome(value), f"{call} gives {_article(_kind(value))}; {asked}"
        return _Outcome(value), ""


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
    """A plain value's type as a declaration would write it, by the first thing in it: list[tuple[str, int]]."""
    name = type(value).__name__
    if isinstance(value, tuple) and value:
        return f"{name}[{', '.join(map(_kind, value))}]"
    if isinstance(value, list | set) and value:
        odd = next((item for item in value if _kind(item) != _kind(next(iter(value)))), None)
        return f"{name}[{_kind(next(iter(value)))}{'' if odd is None else f' and {_kind(odd)}'}]"
    if isinstance(value, dict) and value:
        return f"{name}[{', '.join(map(_kind, next(iter(value.items()))))}]"
    return name


def _article(noun: str) -> str:
    return f"{'an' if noun[:1] in 'aeio' else 'a'} {noun}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}…"


def _message(error: BaseException) -> str:
    try:
        return str(error).strip().rstrip(".").split("\n")[0][:200] or "no message"
    except Exception:  # an exception of the learner's own may not even print
        return "no message"


def _right() -> Verdict:
    return Verdict("correct", "That is it.")


def _wrong(message: str, slip: str = "") -> Verdict:
    return Verdict("incorrect", message, slip)

"""How long an immediate check takes beside a bare call of the answer on the same cases. Run it by hand.

Each question's reference solution is checked with the visible cases, as the page does it, and called without a check.
A learner should not wait: a check should take under 0.2 s.
"""

from __future__ import annotations

import ast
import contextlib
import statistics
import time
from collections.abc import Callable

import matplotlib.pyplot as plt
from course import assignments
from prove_mutants import opened

from transatlantic.checks.judge import judge
from transatlantic.checks.questions import Question

MOST = 0.2
ROUNDS = 7


def median(what: Callable[[], object]) -> float:
    """Seconds of the middle one of a few runs, after one that loads what is loaded once."""
    what()
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        what()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def calls(question: Question) -> list[tuple[list, dict]]:
    """What the visible cases call the answer with; the check makes a few more calls to tell the slips."""
    nodes = [ast.parse(text, mode="eval").body for text in question.cases]
    return [
        (
            [ast.literal_eval(argument) for argument in node.args],
            {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.keywords},
        )
        for node in nodes
    ]


def bare(function: Callable, given: list[tuple[list, dict]]) -> None:
    for arguments, named in given:
        function(*arguments, **named)
    plt.close("all")


def main() -> None:
    """Print a line a question, the slowest check, and those that take longer than they should."""
    rows = []
    print(f"{'question':42} {'calls':>6} {'bare':>9} {'check':>9} {'ratio':>7}")
    for name in assignments():
        with opened(name) as assignment:
            for question in assignment.questions.values():
                names = dict(assignment.names)
                exec(assignment.solutions[question.id], names)
                given = calls(question)
                with contextlib.redirect_stdout(None):
                    alone = median(lambda: bare(names[question.answer], given))  # noqa: B023 - called at once
                    checked = median(lambda: judge(question, names))  # noqa: B023
                rows.append((checked, f"{name} {question.number} {question.id}"))
                ratio = f"{checked / alone:6.1f}x"
                print(f"{rows[-1][1]:42} {len(given):6} {alone:8.4f}s {checked:8.4f}s {ratio:>7}")
    slowest, which = max(rows)
    print(f"slowest check: {which}, {slowest:.3f} s")
    print(*(f"slower than {MOST} s: {which}, {seconds:.3f} s" for seconds, which in rows if seconds > MOST), sep="\n")


if __name__ == "__main__":
    main()

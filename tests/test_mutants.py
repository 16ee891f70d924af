"""Whether hidden cases notice a slip: a sample of `prove_mutants.py`, and that it sees what it has to see."""

from __future__ import annotations

import os
import random
from dataclasses import replace

from course import assignments
from prove_mutants import SECONDS, listed, mutated, opened

from transatlantic.checks.questions import Part

SEED = os.environ.get("PYTEST_SEED", "mutants")
QUESTIONS, EACH = 2, 8  # of each assignment, and mutants of each question


def test_changes_of_the_reference_solutions_lose_points():
    chosen, expected, found = random.Random(SEED), listed(), []
    for name in assignments():
        with opened(name) as assignment:
            for question in chosen.sample(sorted(assignment.questions), QUESTIONS):
                mutants = assignment.mutants(question)
                for mutant in chosen.sample(mutants, min(EACH, len(mutants))):
                    if assignment.survives(mutant) != (mutant.key in expected):
                        found.append(mutant)
    assert not found, "\n".join([f"seed {SEED}: survives unlisted, or is listed and killed:", *map(str, found)])


def test_a_solution_is_changed_in_each_way():
    made = set(
        mutated(
            "def f(words, n):\n"
            "    found = []\n"
            "    for word in words:\n"
            "        if word.lower() not in found and n > 1:\n"
            "            found.append('x' + word)\n"
            "    return sorted((w for w in found if w), key=len)[:n]"
        )
    )
    for changed in (
        "    found = []\n    pass\n    return",
        "if word not in found and n > 1",
        "if word.lower() in found and n > 1",
        "if word.lower() not in found or n > 1",
        "if word.lower() not in found and n >= 1",
        "if word.lower() not in found and n > 2",
        "if word.lower() not in found:",
        "if n > 1:",
        "if False:",
        "append('' + word)",
        "append(word)",
        "for w in found), key=len)",
        "return sorted((w for w in found if w))[:n]",
        "return sorted((w for w in found if w), key=len)[:]",
    ):
        assert any(changed in code for code in made), changed


def test_a_mutant_that_never_ends_is_killed_and_a_weak_case_lets_one_live():
    with opened("02_tokenizing") as assignment:
        endless = f"def count_types(tokens):\n    while {SECONDS}:\n        tokens.count('a')"
        assert assignment.points("count_types", endless) == 0
        blind = next(m for m in assignment.mutants("count_types") if ".lower" not in m.code)
        assert not assignment.survives(blind)
        question = assignment.questions["count_types"]
        weak = Part("", question.points, {"count_types(['a', 'b'])": "2"})
        assignment.questions["count_types"] = replace(question, parts=(weak,), slips=())
        assignment.hidden["count_types"] = {"": {"count_types([])": "0"}}
        assert assignment.survives(blind)

"""The checks: a status, a sentence, the foreseen slip; never a traceback, never fooled by an object that lies."""

from __future__ import annotations

import ast
import copy
import json
import shutil
from pathlib import Path

import nltk
import numpy as np
import pytest
from course import ROOT, misjudged

from transatlantic.authoring.declare import read_declaration
from transatlantic.authoring.sources import read_source
from transatlantic.checks import NotCorrect, grade
from transatlantic.checks.judge import judge
from transatlantic.checks.notebook import Exercise
from transatlantic.checks.plain import NotPlain, digest, has_type, named_type, plain, same
from transatlantic.checks.questions import DeclarationError, Part, Question, Slip, read_questions

EXERCISES = sorted((ROOT / "exercises").iterdir())
TOKENIZING = ROOT / "exercises" / "02_tokenizing"

VALUE = Question(
    "n", "09.1", "value", 1, 3, ("Count.",), answer="n", type="int", parts=(Part("", 1, {}, digest(7, "n")),)
)
DOUBLE = Question(
    "double",
    "09.2",
    "function",
    1,
    3,
    ("Times two.",),
    answer="double",
    type="list[int]",
    parts=(Part("", 1, {"double([1, 2])": "[2, 4]"}),),
    slips=(Slip("added", {"double([1, 2])": "[3, 4]"}, "Yours adds two."),),
)


def verdict(code: str, question: Question = DOUBLE, cases: dict | None = None):
    names: dict = {}
    exec(code, names)
    return judge(question, names, cases and {"": cases})


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda path: path.name)
def test_every_answer_of_the_bank_is_judged_as_the_bank_says(exercise: Path, tmp_path):
    """In this process, the demonstration included; test_assignments does it with nbgrader."""
    found = misjudged(exercise.name, tmp_path)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda path: path.name)
def test_no_trifle_earns_a_point(exercise: Path):
    """A constant, the argument itself or something empty earns no part of any function."""
    questions = read_questions(exercise / "questions.json")
    hidden = read_declaration(read_source(ROOT / "sources" / "solutions" / f"{exercise.name}.md")).hidden
    for question in questions.values():
        if question.kind not in ("function", "picture") or not question.points:
            continue
        firsts = [ast.literal_eval(given) for given in question.cases.values()]
        trifles = [lambda *given: given[0], lambda *given: given[-1], len, sorted, list, set]
        trifles += [lambda *_, value=value: value for value in (*firsts, 0, 1, 0.0, True, False, "", [], {}, (), set())]
        for trifle in trifles:
            found = judge(question, {question.answer: trifle}, hidden[question.id])
            assert found.points == 0, (question.id, found)


@pytest.mark.parametrize(
    ("code", "status", "says"),
    [
        ("", "not attempted", "Leave your answer in the name double"),
        ("double = ...", "not attempted", "Leave your answer"),
        ("double = None", "not attempted", "Leave your answer"),
        ("def double(xs):\n    pass", "not attempted", "has no body yet"),
        ("def double(xs):\n    '''Doubles.'''", "not attempted", "has no body yet"),
        ("def double(xs):\n    ...", "not attempted", "has no body yet"),
        ("double = [2, 4]", "incorrect", "double is a list; a function is asked for"),
        ("def double(xs):\n    return [2 * x for x in xs]", "correct", "That is it."),
        ("def double(xs):\n    return [2 + x for x in xs]", "incorrect", "Yours adds two."),
        (
            "def double(xs):\n    return xs * 2",
            "incorrect",
            "double([1, 2]) should give [2, 4]; yours gives [1, 2, 1, 2].",
        ),
        (
            "def double(xs):\n    print([2 * x for x in xs])",
            "incorrect",
            "It prints instead: end the function with return.",
        ),
        ("def double(xs):\n    xs = xs * 2", "incorrect", "gives None. Is a return missing?"),
        (
            "def double(xs):\n    return tuple(2 * x for x in xs)",
            "incorrect",
            "gives a tuple[int, int]; a list[int] is asked for.",
        ),
        (
            "def double(xs):\n    return [str(2 * x) for x in xs]",
            "incorrect",
            "gives a list[str]; a list[int] is asked for.",
        ),
        ("def double(xs):\n    return {1: 'a', 2: None}", "incorrect", "gives a dict[int, str and NoneType]"),
        ("def double(xs):\n    return (2 * x for x in xs)", "incorrect", "gives a generator"),
        ("def double():\n    return []", "incorrect", "stops with TypeError"),
        ("def double(xs):\n    return xs[9]", "incorrect", "stops with IndexError: list index out of range."),
        ("def double(xs):\n    raise SystemExit", "incorrect", "stops with SystemExit"),
        (
            "def double(xs):\n    raise KeyboardInterrupt",
            "incorrect",
            "double was stopped before it came to an end: does a loop in it never finish?",
        ),
        ("def double(xs):\n    return double(xs)", "incorrect", "stops with RecursionError"),
        ("def double(xs):\n    xs.append(xs)\n    return xs", "incorrect", "gives a list; a list[int] is asked for."),
        (
            "class Odd(Exception):\n    def __str__(self): raise ValueError\ndef double(xs):\n    raise Odd",
            "incorrect",
            "stops with Odd: no message.",
        ),
        ("class double:\n    def __init__(self, xs): pass", "incorrect", "gives a double"),
    ],
)
def test_a_function_gets_its_status_and_its_sentence(code: str, status: str, says: str):
    found = verdict(code)
    assert found.status == status
    assert says in found.message


@pytest.mark.parametrize(
    ("code", "status", "says"),
    [
        ("", "not attempted", "Leave your answer in the name n"),
        ("n = 7", "correct", "That is it."),
        ("import numpy; n = numpy.int64(7)", "correct", "That is it."),
        ("n = 8", "incorrect", '8 is not it. hint("09.1") helps on.'),
        ("n = '7'", "incorrect", "n holds a str; an int is asked for."),
        ("n = True", "incorrect", "n holds a bool; an int is asked for."),
        ("n = [7]", "incorrect", "n holds a list[int]; an int is asked for."),
        ("def n(): return 7", "incorrect", "n holds a function; an int is asked for."),
    ],
)
def test_a_value_gets_its_status_and_its_sentence(code: str, status: str, says: str):
    found = verdict(code, VALUE)
    assert found.status == status
    assert says in found.message


LIARS = [
    "class Liar:\n    def __eq__(self, other): return True\n    def __hash__(self): return hash(7)\n    def __call__(self, *a): return self\n",
    "class Liar(int):\n    def __eq__(self, other): return True\n    def __hash__(self): return hash(7)\n    def __repr__(self): return '7'\n",
    "class Liar(list):\n    def __eq__(self, other): return True\n    def __iter__(self): return iter([2, 4])\n    def __len__(self): return 2\n",
    "class Liar:\n    @property\n    def __class__(self): return int\n    def __eq__(self, other): return True\n",
]


@pytest.mark.parametrize("liar", LIARS)
def test_an_object_that_equals_everything_earns_nothing(liar: str):
    assert verdict(f"{liar}\nn = Liar()", VALUE, {"": "7"}).status == "incorrect"
    assert verdict(f"{liar}\ndef double(xs): return Liar()").status == "incorrect"
    assert verdict(f"{liar}\ndef double(xs): return [Liar(), Liar()]").status == "incorrect"


def test_hidden_cases_catch_what_fits_the_visible_ones_alone():
    memorised = "def double(xs):\n    return [2, 4]"
    assert verdict(memorised).status == "correct"
    found = verdict(memorised, cases={"double([5])": "[10]"})
    assert found.status == "incorrect"
    assert "hidden case" in found.message and "10" not in found.message


def test_a_changed_argument_changes_no_other_case():
    mutating = "def double(xs):\n    xs[:] = [2 * x for x in xs]\n    return xs"
    assert verdict(mutating, cases={"double([1])": "[2]", "double([0, 3])": "[0, 6]"}).status == "correct"


def test_a_check_leaves_the_learners_names_as_they_were(said, exercise_folder):
    names: dict = {"tokens": ["The", "US"], "pieces": ["won", "’", "t"], "stop_words": {"the"}}
    exec("def count_types(tokens):\n    tokens.append('x')\n    return len(set(tokens))", names)
    before, kept = {**names}, copy.deepcopy({name: names[name] for name in ("tokens", "pieces", "stop_words")})
    exercise = Exercise(names, exercise_folder)
    for number in ("02.2", "02.4", "02.8", "02.9"):
        exercise.check(number)
    assert names.keys() == before.keys() and all(names[name] is before[name] for name in names)
    assert {name: names[name] for name in kept} == kept
    assert len(said) == 4


def test_grade_raises_for_nbgrader_and_prints_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr("transatlantic.checks.notebook.FOLDER", TOKENIZING)
    monkeypatch.chdir(tmp_path)  # as an answer may do
    with pytest.raises(NotCorrect) as raised:
        grade("02.4", {"count_types": len}, {"count_types(['a', 'A'])": "1"})
    assert raised.value._render_traceback_() == [str(raised.value)]
    grade("02.4", {"count_types": lambda tokens: len({t.lower() for t in tokens})}, {"count_types([])": "0"})


@pytest.fixture
def exercise_folder(tmp_path):
    """A learner's copy: a check keeps progress beside the questions."""
    return Path(shutil.copytree(TOKENIZING, tmp_path / "02_tokenizing"))


@pytest.fixture
def said(monkeypatch):
    """What the exercise shows, as plain text."""
    shown: list[str] = []
    monkeypatch.setattr(
        "transatlantic.checks.notebook.display",
        lambda bundle, raw: shown.append(bundle["text/plain"] + bundle["text/html"]),
    )
    return shown


def test_hints_come_in_steps_and_end_with_the_solution(said, exercise_folder):
    exercise = Exercise({}, exercise_folder)
    hints = read_questions(exercise_folder / "questions.json")["count_types"].hints
    for _ in range(len(hints) + 1):
        exercise.hint("02.4")
    assert all(hint in page for hint, page in zip(hints, said, strict=False))
    assert "Ask your teacher" in said[-1], "an edition for grades promises a solution"


def test_solution_is_shown_where_there_is_one_and_refused_where_not(said, tmp_path, exercise_folder):
    (tmp_path / "questions.json").write_bytes((exercise_folder / "questions.json").read_bytes())
    exercise = Exercise({}, tmp_path)
    exercise.solution("02.4")
    (tmp_path / "solutions.json").write_text(json.dumps({"count_types": "def count_types(tokens): <b>"}))
    exercise.solution("02.4", now=True)
    assert "This edition is for grades" in said[0]
    assert "<pre>def count_types(tokens): &lt;b&gt;</pre>" in said[1]


def test_an_unknown_question_and_missing_or_damaged_questions_are_sentences(said, tmp_path, exercise_folder):
    Exercise({}, exercise_folder).check("02.44")
    exercise = Exercise({}, tmp_path)
    exercise.check("02.4")
    (tmp_path / "questions.json").write_text("{")
    exercise.hint("02.4")
    (tmp_path / "questions.json").write_text('{"format": "transatlantic-questions", "version": 99}')
    exercise.solution("02.4")
    for page, says in zip(
        said, ["The questions here are", "is missing beside", "is damaged", "has version 99"], strict=True
    ):
        assert says in page


def test_under_nbgrader_a_wrong_answer_fails_its_cell_or_gives_its_points(said, monkeypatch, exercise_folder):
    exercise = Exercise({"n_blank": 840}, exercise_folder)
    exercise.check("02.4")
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    assert exercise.check("02.1") is None
    with pytest.raises(NotCorrect, match=r"02\.4: not attempted"):
        exercise.check("02.4")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert exercise.check("02.1") is None
    assert exercise.check("02.4") == 0.0


def test_an_interrupted_answer_is_not_tried_again():
    calls = []

    def double(xs):
        calls.append(xs)
        raise KeyboardInterrupt

    found = judge(DOUBLE, {"double": double}, {"": {"double([5])": "[10]"}})
    assert (found.status, len(calls)) == ("incorrect", 1)


def test_a_hidden_call_is_never_named():
    for body in ("return None", "raise ValueError(xs)", "return 'no'", "return [0]"):
        found = verdict(
            f"def double(xs):\n    if xs == [1, 2]: return [2, 4]\n    {body}", cases={"double([5])": "[10]"}
        )
        assert found.message == 'A hidden case fails. hint("09.2") helps on.'


def test_messages_are_escaped(said, exercise_folder):
    question_file = exercise_folder / "questions.json"
    exercise = Exercise({"pieces": ["<img src=x onerror=alert(1)>"]}, question_file.parent)
    exercise.check("02.2")
    page = said[0].split("<div", 1)[1]
    assert "<img" not in page and "&lt;img" in page


def test_plain_data():
    counted = nltk.FreqDist("aab")
    assert plain(counted) == {"a": 2, "b": 1} and type(plain(counted)) is dict
    assert plain((np.float64(0.5), {1, 2}, None, True)) == (0.5, {1, 2}, None, True)
    for odd in (object(), b"bytes", len, np.array([1]), (i for i in [])):
        with pytest.raises(NotPlain):
            plain(odd)


def test_types_and_equality():
    pairs = named_type("list[tuple[str, int]]")
    assert has_type([("a", 1)], pairs) and not has_type([["a", 1]], pairs) and not has_type([("a", 1.0)], pairs)
    assert has_type(3, named_type("float")) and not has_type(True, named_type("float"))
    assert has_type({"a": {1}}, named_type("dict[str, set[int]]"))
    for bad in ("os.system", "list[", "bytes", "__import__('os')"):
        with pytest.raises(NotPlain):
            named_type(bad)
    assert same(0.1 + 0.2, 0.3) and same(2, 2.0) and not same(1, True) and not same([1], (1,))
    assert not same({"a": 1}, {"a": 2}) and same({1, 2}, {2, 1})
    assert digest(0.1 + 0.2, "q") == digest(0.3, "q") and digest(2, "q") == digest(2.0, "q")
    assert digest([1], "q") != digest((1,), "q") and digest("a", "q") != digest("a", "p")
    assert digest({"b": 1, "a": {2, 1}}, "q") == digest({"a": {1, 2}, "b": 1}, "q")


def test_unreadable_declaration_is_a_declaration_error(tmp_path):
    with pytest.raises(DeclarationError, match="copy the whole exercise folder"):
        read_questions(tmp_path / "questions.json")

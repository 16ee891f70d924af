"""Whether the hidden cases notice a slip: every reference solution is changed in one place, and must lose points.

cosmic-ray changes operators, comparisons, numbers and keywords; `OWN` adds what it lacks. A mutant is killed when the
judge, with visible and hidden cases, gives it less than the question's points. Those that survive stand with a reason
in `survivors.yml`. Run it by hand; the suite judges a sample.
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import resource
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import matplotlib.pyplot as plt
import yaml
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.provider import OperatorProvider
from course import ROOT, answer_cell, assignments, learner_names, without_marks

from transatlantic.authoring.declare import read_declaration
from transatlantic.authoring.sources import read_source
from transatlantic.checks.judge import judge
from transatlantic.checks.questions import Question

LISTED = Path(__file__).parent / "survivors.yml"
LEAST = 0.95  # of the mutants that change behaviour
SECONDS = 2.0  # of the processor, then it counts as a loop without end
MEMORY = 8 << 30

# What `is` makes of equal numbers and strings is CPython's own affair; variables need names as arguments.
SENSELESS = ("_Is", "_IsNot", "VariableReplacer", "VariableInserter")
COSMIC_RAY = [
    operator() for name in OperatorProvider() if not name.endswith(SENSELESS) for operator in [OperatorProvider()[name]]
]

OPPOSITES = {"any": "all", "min": "max", "startswith": "endswith", "find": "rfind", "lstrip": "rstrip"}
OPPOSITES |= {other: one for one, other in OPPOSITES.items()}


@dataclass(frozen=True)
class Mutant:
    """A reference solution that is changed in one place: the lines that were, those that are, and the whole cell."""

    assignment: str
    question: str
    was: str
    now: str
    code: str

    def __str__(self) -> str:
        return f"{self.assignment}, {self.question}: {self.was}\n    became {self.now}"

    @property
    def key(self) -> tuple[str, ...]:
        return self.assignment, self.question, self.was, self.now


def dropped_statement(node: ast.AST) -> Iterator[tuple[str, object]]:
    """A statement left out; a last return and an import would be missed by any case."""
    for name in ("body", "orelse"):
        block = getattr(node, name, None)
        if not isinstance(block, list) or isinstance(node, ast.Module):
            continue
        for place, statement in enumerate(block):
            last = isinstance(node, ast.FunctionDef) and place == len(block) - 1
            if not last and not isinstance(statement, ast.FunctionDef | ast.Import | ast.ImportFrom | ast.Pass):
                yield name, [*block[:place], ast.Pass(), *block[place + 1 :]]


def dropped_piece(node: ast.AST) -> Iterator[tuple[str, object]]:
    """A bound of a slice, a named argument, a filter, an operand of and/or, or something in a list left out."""
    match node:
        case ast.Slice():
            yield from ((name, None) for name in ("lower", "upper", "step") if getattr(node, name))
            return
        case ast.Call():
            name = "keywords"
        case ast.comprehension():
            name = "ifs"
        case ast.BoolOp():
            name = "values"
        case ast.List(ctx=ast.Load()) | ast.Tuple(ctx=ast.Load()) | ast.Set():
            name = "elts"
        case _:
            return
    held = getattr(node, name)
    yield from ((name, held[:place] + held[place + 1 :]) for place in range(len(held)))


def replaced(node: ast.AST) -> Iterator[tuple[str, object]]:
    """What stands in one place of a node replaced by another expression."""
    for name, held in ast.iter_fields(node):
        if name in ("format_spec", "annotation", "returns", "decorator_list"):
            continue
        if isinstance(held, list):
            for place, child in enumerate(held):
                for other in others(node, name, child):
                    yield name, [*held[:place], other, *held[place + 1 :]]
        elif isinstance(held, ast.AST):
            yield from ((name, other) for other in others(node, name, held))


def others(parent: ast.AST, name: str, child: ast.AST) -> Iterator[ast.AST]:
    """A call without its function, half a sum, a choice already made, a text without something, an opposite."""
    match child:
        case ast.Call(func=func, args=args) if not isinstance(parent, ast.Expr):
            if isinstance(func, ast.Attribute):
                yield func.value
            if args and not isinstance(args[0], ast.Starred):
                yield args[0]
        case ast.Constant(value=str() as text) if not isinstance(parent, ast.Expr | ast.FormattedValue):
            yield ast.Constant("" if text else "x")
            if set(text) & {"\\", "["}:  # a pattern, without one of its marks
                yield from (ast.Constant(text[:place] + text[place + 1 :]) for place in range(len(text)))
        case ast.BinOp(left=left, right=right):
            yield left
            yield right
        case ast.In():
            yield ast.NotIn()
        case ast.NotIn():
            yield ast.In()
        case ast.Name(id=called) if called in OPPOSITES and name == "func":
            yield ast.Name(OPPOSITES[called], ast.Load())
        case ast.Attribute(value=value, attr=called) if called in OPPOSITES and name == "func":
            yield ast.Attribute(value, OPPOSITES[called], ast.Load())
    if name == "test":
        yield ast.Constant(False)
        if not isinstance(parent, ast.While):
            yield ast.Constant(True)


OWN = (dropped_statement, dropped_piece, replaced)


def mutated(code: str) -> Iterator[str]:
    """Each way of changing a cell in one place, as `ast.unparse` writes it; some may not be Python."""
    nodes = list(ast_nodes(get_ast(code)))
    for operator in COSMIC_RAY:
        for occurrence in range(sum(len(list(operator.mutation_positions(node))) for node in nodes)):
            with contextlib.suppress(SyntaxError):
                yield ast.unparse(ast.parse(mutate_code(code, operator, occurrence)))
    tree = ast.parse(code)
    for node in list(ast.walk(tree)):
        for name, new in [edit for operator in OWN for edit in operator(node)]:
            old = getattr(node, name)
            setattr(node, name, new)
            yield ast.unparse(tree)
            setattr(node, name, old)


class Assignment:
    """An assignment's reference solutions, and the judge over them; folder: an empty one to work in."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        source = read_source(ROOT / "sources" / "solutions" / f"{name}.md")
        declared = read_declaration(source)
        self.hidden = declared.hidden
        self.questions = {
            question.id: question
            for question in declared.questions.values()
            if question.kind in ("function", "picture") and question.points
        }
        self.solutions = {
            question: ast.unparse(ast.parse(without_marks(answer_cell(source.notebook, question).source)))
            for question in self.questions
        }
        self.names = learner_names(name)

    def mutants(self, question: str) -> list[Mutant]:
        """Every mutant of a question's solution, each text once."""
        solution = self.solutions[question]
        found = {}
        for code in mutated(solution):
            with contextlib.suppress(SyntaxError):
                compile(code, "mutant", "exec")
                if code != solution and code not in found:
                    found[code] = Mutant(self.name, question, *_changed(solution, code), code)
        return list(found.values())

    def points(self, question: str, code: str) -> int:
        """What the judge gives an answer, hidden cases included; one that never comes to an end has none."""
        return _judged(self.questions[question], self.names, code, self.hidden[question], self.folder)

    def survives(self, mutant: Mutant) -> bool:
        return self.points(mutant.question, mutant.code) == self.questions[mutant.question].points


def _changed(solution: str, code: str) -> tuple[str, str]:
    old, new = (text.split("\n") for text in (solution, code))
    blocks = [b for b in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if b[0] != "equal"]
    first, last = blocks[0], blocks[-1]
    return tuple(
        "; ".join(line.strip() for line in lines) for lines in (old[first[1] : last[2]], new[first[3] : last[4]])
    )


def _judged(question: Question, names: dict, code: str, hidden: dict, folder: Path) -> int:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt  # judge takes it for a learner's

    names = dict(names)
    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS, SECONDS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exec(code, names)
            return judge(question, names, hidden, folder).points
    except Exception:  # the cell itself fails
        return 0
    except KeyboardInterrupt:
        return 0
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        plt.close("all")


def listed() -> dict[tuple[str, ...], list[str]]:
    """Survivors by what was changed: of each whether it is `equivalent` or `accepted`."""
    entries: dict[tuple[str, ...], list[str]] = {}
    for assignment, questions in (yaml.safe_load(LISTED.read_text(encoding="utf-8")) or {}).items():
        for question, survivors in questions.items():
            for survivor in survivors:
                kinds = {"equivalent", "accepted"} & set(survivor)
                key = (assignment, question, survivor["was"], survivor["now"])
                assert len(kinds) == 1 and survivor[min(kinds)], f"{key} needs a reason: equivalent, or accepted"
                entries.setdefault(key, []).append(kinds.pop())
    return entries


@contextlib.contextmanager
def opened(name: str) -> Iterator[Assignment]:
    """An assignment in an empty folder of its own."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        yield Assignment(name, Path(folder))


def prove(name: str) -> tuple[int, list[Mutant], float]:
    """How many mutants an assignment has, those that survive, and the seconds that it took."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
    begun = time.perf_counter()
    with opened(name) as assignment:
        for question, solution in assignment.solutions.items():
            assert assignment.points(question, solution) == assignment.questions[question].points, question
        mutants = [mutant for question in assignment.questions for mutant in assignment.mutants(question)]
        return len(mutants), [mutant for mutant in mutants if assignment.survives(mutant)], time.perf_counter() - begun


def main() -> None:
    """Print a line an assignment and what is wrong; exit status 1 where something is."""
    names, entries, rows, wrong = sys.argv[1:] or assignments(), listed(), {}, []
    with ProcessPoolExecutor(2) as pool:
        waiting = {pool.submit(prove, name): name for name in names}
        for done in as_completed(waiting):
            rows[waiting[done]] = done.result()
            print(f"{waiting[done]}: done in {done.result()[2]:.0f} s", file=sys.stderr)
    print(f"\n{'assignment':16} {'mutants':>8} {'killed':>8} {'equivalent':>11} {'accepted':>9} {'share killed':>13}")
    for name in names:
        number, survivors, _ = rows[name]
        kinds = Counter(kind for key, found in entries.items() if key[0] == name for kind in found)
        found, expected = (
            Counter(mutant.key for mutant in survivors),
            {k: v for k, v in entries.items() if k[0] == name},
        )
        wrong += [f"survives and is not listed: {m}" for m in survivors if found[m.key] > len(entries.get(m.key, []))]
        wrong += [f"is listed and does not survive: {key}" for key, said in expected.items() if found[key] < len(said)]
        killed, changing = number - len(survivors), number - kinds["equivalent"]
        share = killed / changing if changing else 1.0
        if share < LEAST:
            wrong.append(f"{name}: {killed} of {changing} killed, fewer than {LEAST:.0%}")
        print(f"{name:16} {number:8} {killed:8} {kinds['equivalent']:11} {kinds['accepted']:9} {share:13.1%}")
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

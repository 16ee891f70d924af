"""The build gives the same bytes twice, nothing derived is out of date, and broken sources are refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from course import ROOT

from transatlantic.authoring.__main__ import differences
from transatlantic.authoring.build import Refused, build

LESSON = """\
# A lesson

**Minutes:** 10. After this lesson you can **read**. **Necessary:** nothing.

## A section (10 min)

Words and a picture: ![A bar for each tokenizer](bars.png). Of the cells 3 of 12 (25 %) are empty.

```python
print("run")
```

NLTK, the Natural Language Toolkit, has [a book](https://www.nltk.org/book/). The US is in NATO, and NLTK counts both.

| mark | in the blue water |
|---|---|
| `a\\|b` |  |

```python
predictions.ask("guess", "How many?")
```

```python
predictions.recall("guess", len("ab"))
```

### Check yourself

### Recap

### Common mistakes

### Try this

### What is next
"""

EXERCISE = """\
# An exercise

**Minutes:** 5 · **Points:** 2

## Question 1: seven

Leave seven in `n`.

```python nbgrader={"grade": false, "grade_id": "answer-seven", "locked": false, "schema_version": 3, "solution": true}
### BEGIN SOLUTION
n = 7
### END SOLUTION
```

```python nbgrader={"grade": true, "grade_id": "seven", "locked": true, "points": 2, "schema_version": 3, "solution": false}
check("00.1")
### BEGIN HIDDEN TESTS
from transatlantic.checks import grade
grade("00.1", globals(), {"": "7"})
### END HIDDEN TESTS
```
"""

QUESTIONS = """\
seven:
  kind: value
  answer: n
  type: int
  points: 2
  minutes: 5
  objectives: [1]
  hints: ["Seven."]
"""


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A small kit that builds."""
    for name in ("notebooks", "solutions"):
        (tmp_path / "sources" / name).mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    (tmp_path / "sources" / "notebooks" / "00_lesson.md").write_text(LESSON, encoding="utf-8")
    (tmp_path / "sources" / "solutions" / "00_lesson.md").write_text(EXERCISE, encoding="utf-8")
    (tmp_path / "sources" / "solutions" / "00_lesson.questions.yml").write_text(QUESTIONS, encoding="utf-8")
    (tmp_path / "sources" / "solutions" / "00_lesson.answers.yml").write_text("seven: {}\n", encoding="utf-8")
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_derived_files_are_those_of_a_fresh_build(tmp_path: Path):
    """The drift test: notebooks/, solutions/ and exercises/ are what the sources give."""
    build(ROOT, tmp_path)
    assert differences(ROOT, tmp_path) == []


def test_a_second_build_changes_no_byte(kit: Path, tmp_path_factory):
    once, twice = tmp_path_factory.mktemp("once"), tmp_path_factory.mktemp("twice")
    files = build(kit, once)
    build(kit, twice)
    assert differences(once, twice) == []
    assert {path.relative_to(once).as_posix() for path in files} == {
        "notebooks/00_lesson.ipynb",
        "solutions/00_lesson/00_lesson.ipynb",
        "solutions/00_lesson/questions.json",
        "exercises/00_lesson/00_lesson.ipynb",
        "exercises/00_lesson/questions.json",
    }


def test_drift_is_seen(kit: Path, tmp_path_factory):
    fresh = tmp_path_factory.mktemp("fresh")
    build(kit, kit)
    build(kit, fresh)
    change(kit / "exercises" / "00_lesson" / "questions.json", "Seven.", "Eight.")
    (kit / "notebooks" / "left_over.ipynb").write_text("{}")
    assert differences(kit, fresh) == ["exercises/00_lesson/questions.json", "notebooks/left_over.ipynb"]


def test_notebooks_are_valid_without_outputs_and_with_ids_of_their_own():
    for path in [*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb"), *ROOT.glob("exercises/*/*.ipynb")]:
        notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
        ids = [cell.id for cell in notebook.cells]
        assert len(ids) == len(set(ids)), path
        assert all(not cell.get("outputs") and cell.get("execution_count") is None for cell in notebook.cells), path


def test_an_inserted_cell_leaves_the_other_ids_alone(kit: Path, tmp_path_factory):
    before, after = tmp_path_factory.mktemp("before"), tmp_path_factory.mktemp("after")
    build(kit, before)
    lesson = kit / "sources" / "notebooks" / "00_lesson.md"
    change(lesson, '```python\nprint("run")', '```python\n1\n```\n\n```python\nprint("run")')
    build(kit, after)
    one, other = (
        [cell.id for cell in nbformat.read(f / "notebooks" / "00_lesson.ipynb", 4).cells] for f in (before, after)
    )
    assert len(other) == len(one) + 1
    assert [name for name in other if name in one] == one


LESSON_FAULTS = {
    "heading level skipped": (
        "## A section (10 min)",
        "### A section (10 min)",
        5,
        "Heading level 3 follows 1: use level 2.",
    ),
    "second title": ("## A section (10 min)", "# A section (10 min)", 5, "A second title of level 1"),
    "no title": ("# A lesson", "A lesson", 1, "The title does not come first"),
    "picture without alternative": ("A bar for each tokenizer", "", 7, "A picture without text alternative"),
    "drawing without alternative": ('print("run")', "plt.plot([1])", 10, "A picture without text alternative"),
    "html picture without alternative": ("Words and", "<img src='a.png'> and", 7, "A picture without text alternative"),
    "bare percentage": ("3 of 12 (25 %)", "25 %", 7, "A bare percentage"),
    "bare per cent": ("3 of 12 (25 %)", "25 per cent", 7, "A bare percentage"),
    "minutes that do not add up": ("(10 min)", "(9 min)", 3, "The sections take 9 minutes, the lesson says 10"),
    "section without minutes": (" (10 min)", "", 5, "A section without minutes"),
    "no minutes": ("**Minutes:** 10", "Short", 1, "No minutes"),
    "title not first": ("# A lesson", "Hello.\n\n# A lesson", 1, "The title does not come first"),
    "no objectives": ("After this lesson you can", "You can", 1, "The first cell has no objectives"),
    "no prerequisites": ("**Necessary:**", "Needed:", 1, "The first cell has no prerequisites"),
    "no recap": ("### Recap", "### Summary", 27, "The end has no section 'Recap'"),
    "no quiz": ("### Check yourself\n\n", "", 27, "The end has no section 'Check yourself'"),
    "prediction without result": ('recall("guess"', 'recall("other"', 20, "The prediction 'guess' is never compared"),
    "result told before": ('len("ab")', 'f"two, {1 + 1}"', 24, "recall('guess') is given its result as a literal"),
    "link without words": ("[a book]", "[here]", 13, "A link that does not say where it leads, 'here'"),
    "link with an invitation": ("[a book]", "[Click here.]", 13, "A link that does not say where it leads"),
    "empty link": ("[a book]", "[ ]", 13, "A link that does not say where it leads"),
    "link named by its address": ("[a book]", "[https://www.nltk.org]", 13, "A link that does not say where it leads"),
    "bare address": ("[a book](https://www.nltk.org/book/)", "https://www.nltk.org/book/", 13, "A bare address"),
    "address in angles": ("[a book](https://www.nltk.org/book/)", "<https://www.nltk.org>", 13, "A bare address"),
    "column without name": ("| mark |", "| |", 15, "A table column without a name"),
    "html table without header": (
        "The US is",
        "<table><tr><td>The US</td></tr></table>",
        13,
        "A table without header cells",
    ),
    "told by colour": ("in the blue water", "the blue bar", 15, "Told by colour alone, 'blue bar'"),
    "marked in colour": ("in the blue water", "what is marked in red", 15, "Told by colour alone, 'in red'"),
    "endless paragraph": ("The US is", "word " * 150 + "The US is", 13, "A paragraph of 167 words"),
    "acronym not written out": (", the Natural Language Toolkit,", "", 13, "NLTK stands here for the first time"),
    "unknown acronym": (
        "NATO",
        "PBS",
        13,
        "PBS stands here for the first time and is not written out: write it out, and add",
    ),
    "too much code": ('print("run")', "\n".join(f"x{i} = {i}" for i in range(16)), 10, "16 lines of code in a cell"),
}


@pytest.mark.parametrize("fault", LESSON_FAULTS)
def test_a_broken_lesson_is_refused_with_place_and_remedy(kit: Path, tmp_path_factory, fault: str):
    old, new, line, message = LESSON_FAULTS[fault]
    source = kit / "sources" / "notebooks" / "00_lesson.md"
    change(source, old, new)
    refused_with(kit, tmp_path_factory.mktemp("target"), f"{source}:{line}: {message}")


SOURCE, DECLARATION = "00_lesson.md", "00_lesson.questions.yml"
EXERCISE_FAULTS = {
    "missing grade_id": (SOURCE, '"grade_id": "answer-seven", ', "", SOURCE, 10, "A cell without grade_id"),
    "duplicate grade_id": (SOURCE, '"grade_id": "answer-seven"', '"grade_id": "seven"', SOURCE, 16, "stands twice"),
    "points apart": (SOURCE, '"points": 2', '"points": 3', SOURCE, 16, "seven has 3 points here and 2 in"),
    "points total": (SOURCE, "**Points:** 2", "**Points:** 4", SOURCE, 3, "add up to 2 points, the page says 4"),
    "minutes total": (SOURCE, "**Minutes:** 5", "**Minutes:** 6", SOURCE, 3, "add up to 5 minutes, the page says 6"),
    "no check": (SOURCE, 'check("00.1")', "print()", SOURCE, 16, "seven has no check"),
    "no graded cell": (SOURCE, '"grade": true', '"grade": false', DECLARATION, 1, "seven has no check"),
    "no hint": (DECLARATION, 'hints: ["Seven."]', "hints: []", DECLARATION, 1, "seven has no hint"),
    "no question minutes": (DECLARATION, "minutes: 5", "minutes: 0", DECLARATION, 1, "seven has no minutes"),
    "open solution": (
        SOURCE,
        "### END SOLUTION\n",
        "",
        SOURCE,
        10,
        "A region that never closes: add ### END SOLUTION.",
    ),
    "open hidden tests": (SOURCE, "### END HIDDEN TESTS\n", "", SOURCE, 17, "never closes: add ### END HIDDEN TESTS."),
    "region without metadata": (
        SOURCE,
        ' nbgrader={"grade": false, "grade_id": "answer-seven", "locked": false, "schema_version": 3, "solution": true}',
        "",
        SOURCE,
        10,
        "A cell with a marked region but without nbgrader metadata",
    ),
    "undeclared question": (DECLARATION, "seven:", "eight:", SOURCE, 16, "seven is graded but not declared"),
    "no hidden case": (SOURCE, 'grade("00.1", globals(), {"": "7"})', "pass", SOURCE, 16, "seven has no hidden case"),
    "hidden case not plain": (SOURCE, '{"": "7"}', '{"": seven()}', SOURCE, 16, "The hidden cases are not plain"),
    "unknown type": (DECLARATION, "type: int", "type: Series", DECLARATION, 1, "a type that is not plain data"),
    "unknown field": (DECLARATION, "kind: value", "kind: value\n  colour: red", DECLARATION, 1, "unknown field"),
    "no yaml": (DECLARATION, "kind: value", "kind: [", DECLARATION, 4, "Not YAML"),
    "skipped heading": (SOURCE, "## Question 1", "### Question 1", SOURCE, 5, "Heading level 3 follows 1"),
}


@pytest.mark.parametrize("fault", EXERCISE_FAULTS)
def test_a_broken_exercise_is_refused_with_place_and_remedy(kit: Path, tmp_path_factory, fault: str):
    changed, old, new, named, line, message = EXERCISE_FAULTS[fault]
    folder = kit / "sources" / "solutions"
    change(folder / changed, old, new)
    refusals = refused_with(kit, tmp_path_factory.mktemp("target"), f"{folder / named}:{line}: ")
    assert message in refusals


def test_an_acronym_is_written_out_once_in_the_first_lesson_that_has_it(kit: Path, tmp_path_factory):
    first = kit / "sources" / "notebooks" / "00_lesson.md"
    second = first.with_name("01_lesson.md")
    second.write_text(LESSON.replace(", the Natural Language Toolkit,", ""), encoding="utf-8")
    build(kit, tmp_path_factory.mktemp("built"))
    second.rename(first.with_name("00_before.md"))
    refused_with(kit, tmp_path_factory.mktemp("target"), f"{first.with_name('00_before.md')}:13: NLTK stands here")


def test_a_missing_declaration_is_refused(kit: Path, tmp_path_factory):
    (kit / "sources" / "solutions" / DECLARATION).unlink()
    refused_with(kit, tmp_path_factory.mktemp("target"), f"{kit / 'sources' / 'solutions' / DECLARATION}:1: ")


def refused_with(kit: Path, target: Path, message: str) -> str:
    with pytest.raises(Refused) as refused:
        build(kit, target)
    assert message in str(refused.value)
    assert list(target.iterdir()) == [], "something was built"
    return str(refused.value)

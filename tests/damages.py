"""What learners do to a notebook, each as a function that does it; `repair` has to undo all of it but the answers."""

from __future__ import annotations

import copy
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

from transatlantic.submission.reading import as_type
from transatlantic.submission.repair import mark_of


def place_of(notebook: NotebookNode, name: str) -> int:
    return next(place for place, cell in enumerate(notebook.cells) if mark_of(cell) == name)


def cell_of(notebook: NotebookNode, name: str) -> NotebookNode:
    return notebook.cells[place_of(notebook, name)]


def delete(name: str) -> Callable:
    return lambda notebook: notebook.cells.pop(place_of(notebook, name))


def twin(name: str, *, after: str | None = None, source: str | None = None) -> Callable:
    """JupyterLab's copy of a cell: the same metadata, an id of its own; after: the cell below which it is pasted."""

    def damage(notebook: NotebookNode) -> None:
        made = copy.deepcopy(cell_of(notebook, name))
        made.id = f"pasted-{len(notebook.cells)}"
        made.source = made.source if source is None else source
        notebook.cells.insert(place_of(notebook, after or name) + 1, made)

    return damage


def retype(name: str, kind: str) -> Callable:
    return lambda notebook: as_type(cell_of(notebook, name), kind)


def move(name: str, to: int) -> Callable:
    return lambda notebook: notebook.cells.insert(to, notebook.cells.pop(place_of(notebook, name)))


def swap(one: str, other: str) -> Callable:
    def damage(notebook: NotebookNode) -> None:
        places = place_of(notebook, one), place_of(notebook, other)
        cells = [notebook.cells[place] for place in places]
        notebook.cells[places[0]], notebook.cells[places[1]] = reversed(cells)

    return damage


def edit(name: str, source: str) -> Callable:
    return lambda notebook: cell_of(notebook, name).update(source=source)


def mark(name: str, **changes: object) -> Callable:
    return lambda notebook: cell_of(notebook, name).metadata.nbgrader.update(changes)


def unmark(name: str) -> Callable:
    return lambda notebook: cell_of(notebook, name).metadata.pop("nbgrader")


def tag(name: str) -> Callable:
    return lambda notebook: cell_of(notebook, name).metadata.update(tags=["mine", "skip-execution"])


def strange_mark(notebook: NotebookNode) -> None:
    made = nbformat.v4.new_code_cell("mine = 1")
    made.metadata["nbgrader"] = {"grade_id": "other", "grade": True, "solution": False, "locked": True, "points": 9}
    notebook.cells.append(made)


def cut_out_answer(notebook: NotebookNode) -> None:
    """The answer is cut and pasted as text into a new cell; the answer cell is deleted."""
    place = place_of(notebook, "answer-count_types")
    notebook.cells[place] = nbformat.v4.new_code_cell(notebook.cells[place].source)


def merge_answers(notebook: NotebookNode) -> None:
    """Two answers in one cell, the other cell deleted."""
    gone = notebook.cells.pop(place_of(notebook, "answer-count_types"))
    cell_of(notebook, "answer-words_with_letters").source += f"\n\n{gone.source}"


def outputs(notebook: NotebookNode) -> None:
    cell_of(notebook, "count_types").outputs = [nbformat.v4.new_output("stream", text="x" * 50_000_000)]


STUB = "def count_types(tokens):\n    # Your code here\n    pass"

# name: what is done to a solved notebook of 02_tokenizing, and a part of each sentence that tells it.
DAMAGES: dict[str, tuple[Callable, list[str]]] = {
    "test cell deleted": (delete("count_types"), ["test cell of question 02.4 is missing: it is put back"]),
    "setup cell deleted": (delete("setup"), ["The setup cell is missing: it is put back"]),
    "answer cell deleted, answer elsewhere": (cut_out_answer, ["answer cell of question 02.4 is missing: the cell"]),
    "answer in another answer's cell": (merge_answers, []),
    "solved cell deleted": (delete("answer-blank_pieces"), ["solved cell of question 02.1 is missing"]),
    "test cell twice": (twin("count_types"), ["test cell of question 02.4 stands there more than once: an untouched"]),
    "test cell pasted at the top": (twin("count_types", after="setup"), ["02.4 stands there more than once"]),
    "answer cell twice": (
        twin("answer-count_types"),
        ["answer cell of question 02.4 stands there more than once: one counts"],
    ),
    "untouched copy below the answer": (
        twin("answer-count_types", source=STUB),
        ["02.4 stands there more than once: an untouched copy is taken out"],
    ),
    "text cell twice": (twin("explain_choice"), ["answer cell of question 02.9 stands there more than once: one"]),
    "test cell made markdown": (retype("count_types", "markdown"), ["02.4 was turned into a markdown cell"]),
    "answer cell made raw": (retype("answer-count_types", "raw"), ["02.4 was turned into a raw cell"]),
    "text cell made code": (retype("explain_choice", "code"), ["02.9 was turned into a code cell: it is a markdown"]),
    "test above its answer": (swap("count_types", "answer-count_types"), ["02.4 stood above its answer"]),
    "setup at the end": (move("setup", 99), ["The setup cell stood below cells that need it"]),
    "answer moved to the end": (move("answer-count_types", 99), ["test cell of question 02.4 stood above its answer"]),
    "test cell emptied": (edit("count_types", ""), ["test cell of question 02.4 was edited: it is put back as"]),
    "test cell edited": (
        edit("count_types", "print('correct')"),
        ["02.4 was edited: it is put back as released, and the edited text stays below it"],
    ),
    "setup cell edited": (edit("setup", "text = 'my own'"), ["The setup cell was edited: it is put back"]),
    "points changed": (mark("count_types", points=20), ["02.4 has changed nbgrader metadata (points)"]),
    "test unlocked": (mark("count_types", locked=False, grade=False), ["changed nbgrader metadata (grade, locked)"]),
    "answer marked as test": (mark("answer-count_types", grade=True, solution=False), ["metadata (grade, solution)"]),
    "mark taken off": (unmark("count_types"), ["02.4 has changed nbgrader metadata"]),
    "mark of another exercise": (strange_mark, ["mark 'other', which this exercise does not know"]),
    "tagged to be skipped": (tag("count_types"), ["02.4 has the tag skip-execution"]),
    "50 MB of outputs": (outputs, ["carries 50 MB of outputs: they are taken out"]),
}


def damaged(notebook: NotebookNode, name: str) -> NotebookNode:
    made = copy.deepcopy(notebook)
    DAMAGES[name][0](made)
    return made

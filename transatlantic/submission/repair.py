"""Put back what a notebook lost since it was released; answers stay letter for letter."""

from __future__ import annotations

import copy
import json
import re

import nbformat
from nbformat import NotebookNode

from transatlantic.submission.reading import as_type
from transatlantic.submission.release import Release

SKIP = "skip-execution"  # nbconvert leaves cells with this tag out
MAX_OUTPUT = 10_000_000  # characters of outputs that a notebook may carry along


def repaired(notebook: NotebookNode, release: Release) -> tuple[NotebookNode, list[str]]:
    """Repair a notebook as it was handed in.

    notebook: it stays as it is. release: the exercise that it was made from.
    Returns a repaired copy, and a sentence for each repair; without one the copy is as good as the notebook. No text
    of an answer cell and of a cell of the learner's own is changed, moved or taken out.
    """
    mending = _Mending(copy.deepcopy(notebook), release)
    mending.recognise()
    mending.part_twins()
    mending.put_back_forms()
    mending.put_back_missing()
    mending.put_in_order()
    mending.drop_outputs()
    return mending.notebook, mending.said


def is_locked(cell: NotebookNode) -> bool:
    """Whether a released cell is the kit's: a test, the setup or a solved answer."""
    return not cell.metadata.nbgrader.solution


def called(name: str, release: Release) -> str:
    """A marked cell in words: "the test cell of question 02.3"."""
    question = release.questions.get(name.removeprefix("answer-"))
    if question is None:
        return f"the {name} cell"
    locked, graded = is_locked(release.marked[name]), release.marked[name].metadata.nbgrader.grade
    kind = "answer" if not locked else "test" if graded else "solved"
    return f"the {kind} cell of question {question.number}"


def mark_of(cell: NotebookNode) -> str | None:
    """A cell's grade_id, or None."""
    mark = cell.metadata.get("nbgrader")
    name = mark.get("grade_id") if isinstance(mark, dict) else None
    return name if isinstance(name, str) else None


class _Mending:
    """One notebook under repair; each step leaves a sentence for what it did."""

    def __init__(self, notebook: NotebookNode, release: Release) -> None:
        self.notebook = notebook
        self.cells = notebook.cells
        self.release = release
        self.released = release.marked
        self.said: list[str] = []

    def tell(self, name: str, what: str) -> None:
        words = called(name, self.release)
        self.said.append(f"{words[0].upper()}{words[1:]} {what}.")

    def find(self, name: str) -> NotebookNode | None:
        return next((cell for cell in self.cells if mark_of(cell) == name), None)

    def recognise(self) -> None:
        """Give cells that lost their mark its name again, and take marks off that this exercise does not know."""
        claimed = {mark_of(cell) for cell in self.cells}
        for cell in self.cells:
            if "nbgrader" not in cell.metadata and cell.get("id") not in self.released:
                continue
            if mark_of(cell) in self.released:
                continue
            if cell.get("id") in self.released and cell.id not in claimed:
                cell.metadata["nbgrader"] = {"grade_id": cell.id}
                claimed.add(cell.id)
            elif "nbgrader" in cell.metadata:
                self.said.append(
                    f"A cell has nbgrader's mark {mark_of(cell)!r}, which this exercise does not know: the mark is "
                    "taken off, and the cell stays."
                )
                _make_ordinary(cell)

    def part_twins(self) -> None:
        """Of several cells with one mark, one keeps it: an answer's last edited, of the kit's own the first."""
        for name, released in self.released.items():
            twins = [cell for cell in self.cells if mark_of(cell) == name]
            if len(twins) < 2:
                continue
            if is_locked(released):
                kept = next((cell for cell in twins if cell.get("id") == name), twins[0])
            else:
                edited = [cell for cell in twins if cell.source != released.source]
                kept = (edited or twins)[-1]
            copies = [cell for cell in twins if cell is not kept]
            untouched = [cell for cell in copies if cell.source == released.source]
            for cell in untouched:
                self._take_out(cell)
            for cell in copies:
                _make_ordinary(cell)
            if untouched:
                self.tell(name, "stands there more than once: an untouched copy is taken out")
            if len(copies) > len(untouched):
                self.tell(name, "stands there more than once: one counts, the other stays as an ordinary cell")

    def _take_out(self, cell: NotebookNode) -> None:
        del self.cells[next(place for place, other in enumerate(self.cells) if other is cell)]

    def put_back_forms(self) -> None:
        """Type, metadata and, of the kit's own cells, the text."""
        for cell in list(self.cells):
            name = mark_of(cell)
            if name is None:
                continue
            released = self.released[name]
            if cell.cell_type != released.cell_type:
                self.tell(name, f"was turned into a {cell.cell_type} cell: it is a {released.cell_type} cell again")
                as_type(cell, released.cell_type)
            self._put_back_metadata(cell, name, released)
            if is_locked(released) and cell.source != released.source:
                self._put_back_text(cell, name, released)

    def _put_back_metadata(self, cell: NotebookNode, name: str, released: NotebookNode) -> None:
        there, wanted = cell.metadata.nbgrader, released.metadata.nbgrader
        changed = sorted(key for key in there.keys() | wanted.keys() if there.get(key) != wanted.get(key))
        if changed:
            what = ", ".join(changed)
            self.tell(name, f"has changed nbgrader metadata ({what}): they are put back as released")
        tags = cell.metadata.get("tags", [])
        if SKIP in tags:
            self.tell(name, f"has the tag {SKIP}, which keeps no cell from being graded: the tag is taken off")
            cell.metadata["tags"] = [tag for tag in tags if tag != SKIP]
        cell.metadata["nbgrader"] = copy.deepcopy(wanted)
        for key in ("deletable", "editable"):
            cell.metadata.pop(key, None)
            if key in released.metadata:
                cell.metadata[key] = released.metadata[key]

    def _put_back_text(self, cell: NotebookNode, name: str, released: NotebookNode) -> None:
        theirs, cell.source = cell.source, released.source
        cell.outputs = []
        known = {line.strip() for line in released.source.splitlines()}
        if all(not line.strip() or line.strip() in known for line in theirs.splitlines()):
            self.tell(name, "was edited: it is put back as released")
            return
        place = next(place for place, other in enumerate(self.cells) if other is cell)
        self.cells.insert(place + 1, nbformat.v4.new_raw_cell(theirs))
        self.tell(
            name,
            "was edited: it is put back as released, and the edited text stays below it in a raw cell, which does not "
            "run (if an answer is in there, move it to the answer cell)",
        )

    def put_back_missing(self) -> None:
        """Each marked cell that is gone comes back where it stood; an answer only where nothing stands in for it."""
        for name, released in self.released.items():
            if self.find(name) is not None:
                continue
            if is_locked(released):
                self.tell(name, "is missing: it is put back")
            elif released.cell_type == "code" and (makers := self._makers(name)):
                own = [cell for cell in makers if mark_of(cell) is None]
                if own:
                    own[-1].metadata["nbgrader"] = copy.deepcopy(released.metadata.nbgrader)
                    self.tell(name, "is missing: the cell that makes its answer takes its place")
                continue  # the answer stands in another answer's cell, and an empty one below would undo it
            else:
                self.tell(name, "is missing: an empty one is put back, for you to write the answer in again")
            fresh = copy.deepcopy(released)
            self.cells.insert(self._home(name), fresh)

    def _makers(self, name: str) -> list[NotebookNode]:
        """The learner's code cells that define or assign the name in which a question's answer is looked for."""
        question = self.release.questions[name.removeprefix("answer-")]
        if question.kind not in ("value", "function", "picture"):
            return []
        word = re.escape(question.answer)
        makes = re.compile(rf"^\s*(async\s+)?def\s+{word}\b|^[^#=\n]*\b{word}\b[^=\n(]*=(?!=)", re.M)
        own = [cell for cell in self.cells if cell.cell_type == "code" and not self._is_kits(cell)]
        return [cell for cell in own if makes.search(cell.source)]

    def _is_kits(self, cell: NotebookNode) -> bool:
        name = mark_of(cell)
        return name is not None and is_locked(self.released[name])

    def _home(self, name: str) -> int:
        """Where a released cell belongs among the cells: below its answer and what follows that, or below the page."""
        answer = self._last_of_answer(name)
        if answer is not None:
            return self._below_own(answer)
        before = []
        for cell in self.release.notebook.cells:
            if mark_of(cell) == name:
                break
            before.append(mark_of(cell) or cell.id)
        for earlier in reversed(before):
            for place, cell in enumerate(self.cells):
                if (mark_of(cell) or cell.get("id")) == earlier:
                    return place + 1
        return 0

    def _last_of_answer(self, name: str) -> int | None:
        """The place of the answer that a test cell is about, or None for another cell."""
        answer = f"answer-{name}"
        if answer not in self.released:
            return None
        found = self.find(answer)
        makers = [found] if found is not None else self._makers(answer)
        places = [place for place, cell in enumerate(self.cells) if any(cell is maker for maker in makers)]
        return max(places, default=None)

    def _below_own(self, place: int) -> int:
        """The place below a cell and the learner's own cells that follow it."""
        pages = {cell.id for cell in self.release.notebook.cells}
        place += 1
        while place < len(self.cells):
            cell = self.cells[place]
            if mark_of(cell) is not None or cell.get("id") in pages or cell.cell_type == "markdown":
                break
            place += 1
        return place

    def put_in_order(self) -> None:
        """The setup comes before all marked cells, a test after its answer; only cells of the kit's own move."""
        first = next(iter(self.released))
        if is_locked(self.released[first]) and next(filter(None, map(mark_of, self.cells))) != first:
            cell = self.find(first)
            self._take_out(cell)
            marked = next(p for p, other in enumerate(self.cells) if mark_of(other) is not None)
            self.cells.insert(min(marked, self._home(first)), cell)
            self.tell(first, "stood below cells that need it: it is moved up")
        for name in self.released:
            answer, test = self._last_of_answer(name), self.find(name)
            if answer is None or next(p for p, cell in enumerate(self.cells) if cell is test) > answer:
                continue
            self._take_out(test)
            self.cells.insert(self._below_own(answer - 1), test)
            self.tell(name, "stood above its answer: it is moved below it")

    def drop_outputs(self) -> None:
        """Outputs are made anew whenever the notebook runs; too many of them only make it heavy."""
        code = [cell for cell in self.cells if cell.cell_type == "code"]
        size = sum(len(json.dumps(cell.outputs, ensure_ascii=False)) for cell in code)
        if size > MAX_OUTPUT:
            for cell in code:
                cell.outputs, cell.execution_count = [], None
            self.said.append(f"The notebook carries {size // 1_000_000} MB of outputs: they are taken out.")


def _make_ordinary(cell: NotebookNode) -> None:
    for key in ("nbgrader", "deletable", "editable"):
        cell.metadata.pop(key, None)

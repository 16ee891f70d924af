"""Every answer of every bank alone: the check as the page shows it, and the real nbgrader. Run it by hand.

Two assignments are graded at a time. What was found of one is kept in `build/` until its sources, the package or what
grades change, so that a run that was stopped goes on where it was; `--fresh` does all anew. The suite samples.
"""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, wait
from pathlib import Path

from course import ROOT, alone, assignments, faults, grade, misjudged, read_bank

from transatlantic.checks.questions import read_questions

KEPT = ROOT / "build" / "prove_answers.json"
KINDS = ("false accept", "false reject", "wrong message")


def fingerprint(name: str) -> str:
    """A hash of all that an assignment's result depends on."""
    paths = [*(ROOT / "sources" / "solutions").glob(f"{name}.*"), *(ROOT / "transatlantic").rglob("*.py")]
    paths += [path for folder in ("exercises", "solutions") for path in (ROOT / folder / name).rglob("*")]
    paths += [Path(__file__), ROOT / "tests/course.py", ROOT / "nbgrader_config.py", ROOT / "requirements.lock"]
    found = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()


def prove(name: str, folder: Path) -> dict:
    """What became of an assignment's answers: how many were tried, how many are partly right, and what is wrong."""
    questions = read_questions(ROOT / "exercises" / name / "questions.json")
    bank = read_bank(name)
    work = folder / "page"
    work.mkdir()
    found = [f"page: {fault}" for fault in misjudged(name, work)]
    submissions = alone(bank)
    graded = grade(name, folder / "course", submissions)
    points = {q.id: q.points for q in questions.values() if q.kind != "text"}
    for student, answers in submissions.items():
        (answer,) = answers.values()
        found += faults(answer, questions[answer.question], graded[student])
        others = {name: full for name, full in points.items() if name != answer.question}
        if {name: graded[student].scores[name] for name in others} != others:
            found.append(f"{student}: false reject: it costs another question points")
    judged = [answer for answer in bank if questions[answer.question].kind != "text"]
    partly = sum(answer.points > 0 for answer in judged if answer.side != "right")
    return {"tried": len(bank), "texts": len(bank) - len(judged), "partly": partly, "faults": found}


def kept() -> dict[str, dict]:
    """What earlier runs found, where nothing has changed since."""
    try:
        results = json.loads(KEPT.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: row for name, row in results.items() if name in assignments() and row["of"] == fingerprint(name)}


def keep(results: dict[str, dict]) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    fresh = KEPT.with_suffix(".new")
    fresh.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(KEPT)


def main() -> None:
    """Print a line an assignment and what is wrong; exit status 1 where something is."""
    results = {} if "--fresh" in sys.argv else kept()
    print(*(f"{name}: nothing has changed since it was proved" for name in results), sep="\n", file=sys.stderr)
    with tempfile.TemporaryDirectory() as root, ProcessPoolExecutor(2) as pool:
        waiting = {}
        for name in assignments():
            if name not in results:
                folder = Path(root) / name
                folder.mkdir()
                waiting[pool.submit(prove, name, folder)] = name, folder, fingerprint(name), len(read_bank(name)) + 2
        while waiting:
            done, _ = wait(waiting, timeout=20)
            for future in done:
                name, _, of, _ = waiting.pop(future)
                results[name] = future.result() | {"of": of}
                keep(results)
            at = [
                f"{name} {len(list(folder.glob('course/autograded/*')))} of {number}"
                for name, folder, _, number in waiting.values()
            ]
            print(f"graded: {len(results)} assignments; {', '.join(at)}", file=sys.stderr, flush=True)
    columns = ("answers", "texts", "partly right", *KINDS, "page")
    print(f"{'assignment':16}" + "".join(f"{column:>15}" for column in columns))
    wrong = []
    for name in assignments():
        row = results[name]
        found = [fault for fault in row["faults"] if not fault.startswith("page: ")]
        counts = [sum(kind in fault for fault in found) for kind in KINDS] + [len(row["faults"]) - len(found)]
        print(f"{name:16}" + "".join(f"{n:15}" for n in (row["tried"], row["texts"], row["partly"], *counts)))
        wrong += [f"{name}: {fault}" for fault in row["faults"]]
    print(*wrong, sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()

"""Every damage of tests/damages.py through the real nbgrader, as it is and repaired. Run it by hand.

Printed are the points of a solved notebook, of each damaged one and of each repaired one; a repaired one that earns
other points than the solved one is a fault.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from course import hand_in, nbgrader, release, results, set_up
from damages import DAMAGES, damaged

from transatlantic.submission.release import released
from transatlantic.submission.repair import repaired

NAME = "02_tokenizing"


def main() -> None:
    exercise = next(one for one in released() if one.name == NAME)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        set_up(folder)
        _, solved = release(NAME, folder)
        hand_in(folder, NAME, "solved", solved)
        for number, name in enumerate(DAMAGES):
            notebook = damaged(solved, name)
            hand_in(folder, NAME, f"damaged-{number}", notebook)
            hand_in(folder, NAME, f"repaired-{number}", repaired(notebook, exercise)[0])
        print(f"{NAME}: grading {2 * len(DAMAGES) + 1} notebooks …", flush=True)
        nbgrader(folder, "autograde", NAME, accept=(0, 1))  # 1: some damages make nbgrader give a submission up
        graded = results(folder, NAME)
    whole = graded["solved"].scores
    print(f"  solved: {sum(filter(None, whole.values())):g} points and {len(graded['solved'].needs_manual)} to be read")
    faults = 0
    for number, name in enumerate(DAMAGES):
        said = []
        for state in ("damaged", "repaired"):
            made = graded.get(f"{state}-{number}")
            points = sum(filter(None, made.scores.values())) if made and made.checks else None
            said.append(f"{state} {'given up' if points is None else format(points, 'g')}")
        made = graded.get(f"repaired-{number}")
        wrong = made is None or made.scores != whole or made.needs_manual != graded["solved"].needs_manual
        faults += wrong
        print(f"  {name}: {', '.join(said)}{' FAULT' if wrong else ''}")
    print(f"  {faults} of {len(DAMAGES)} repaired notebooks earn other points than the solved one")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()

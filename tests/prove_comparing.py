"""What the tests of lesson 07 recover of the corpus's planted differences, and how often they find what is not there.

    python tests/prove_comparing.py [--shuffles 10000] [--groups 500]

It prints a table of planted and recovered leanings, the false alarms on shuffled viewpoints, and those of two random
groups. It fails where false alarms are more frequent than a test at .05 allows.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
import pandas as pd

from transatlantic import comparing


def recovery(shuffles: int) -> pd.DataFrame:
    """For the narrator's and for everybody's stances: planted, found, kept, and findings on shuffled viewpoints."""
    rows = []
    for whose in ("narrator", "everybody"):
        recovered, alarms = comparing.recovered(whose), comparing.false_alarms(shuffles, whose)
        rows.append(
            (
                whose,
                len(recovered),
                int((recovered["p"] < 0.05).sum()),
                int(recovered["kept"].sum()),
                alarms["below .05"].mean(),
                int((alarms["below .05"] > 0).sum()),
                int((alarms["kept"] > 0).sum()),
                shuffles,
            )
        )
    columns = ["stances", "planted", "found", "kept", "found a shuffle", "with a finding", "with one kept", "shuffles"]
    return pd.DataFrame(rows, columns=columns)


def group_alarms(groups: int, sizes: tuple[int, ...] = (1, 2, 3, 4)) -> pd.DataFrame:
    """How often two random groups of shuffled briefs differ: for each size tests, and those below .05."""
    rng = np.random.default_rng(0)
    values = comparing.balances("everybody")
    rows = []
    for size in sizes:
        below = picked = 0
        for _ in range(groups):
            shuffled = values.copy()
            for event in comparing.events():
                names = [f"{viewpoint}_{event}" for viewpoint in comparing.viewpoints()]
                shuffled.loc[names] = values.loc[rng.permutation(names)].to_numpy()
            drawn = rng.permutation(comparing.viewpoints())[: 2 * size].tolist()
            chance = comparing.means_by_chance(shuffled, drawn[:size], drawn[size:])
            below += int((chance.p < 0.05).sum())
            picked += int((chance.highest < 0.05).any())
        rows.append((size, groups * values.shape[1], below, groups, picked))
    return pd.DataFrame(rows, columns=["outlets a group", "tests", "below .05", "pairs of groups", "picked below .05"])


def main() -> int:
    """Print everything; 1 where false alarms are too frequent."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--shuffles", type=int, default=10_000)
    asked.add_argument("--groups", type=int, default=500)
    given = asked.parse_args()
    print(comparing.recovered().round(4).to_string(index=False))
    found = recovery(given.shuffles)
    print(f"\n{found.round(2).to_string(index=False)}")
    groups = group_alarms(given.groups)
    print(f"\n{groups.to_string(index=False)}")
    # Three standard errors above the rate; tests of one pair of groups hang together, so pairs are what is counted.
    allowed = 0.05 + 3 * np.sqrt(0.05 * 0.95 / given.groups)
    too_many = (found["with one kept"] > 0.05 * given.shuffles).any() or (
        groups["picked below .05"] > allowed * given.groups
    ).any()
    print("false alarms: more than a test at .05 allows" if too_many else "false alarms: no more than .05 allows")
    return int(too_many)


if __name__ == "__main__":
    sys.exit(main())

"""``python -m transatlantic.authoring``: build what is derived, or with --check only say whether it is up to date."""

from __future__ import annotations

import argparse
import filecmp
import sys
import tempfile
from pathlib import Path

from transatlantic.authoring.build import DERIVED, OVERVIEW, Refused, build

ROOT = Path(__file__).parents[2]


def differences(root: Path, fresh: Path) -> list[str]:
    """The derived files that differ from a fresh build, are missing or are left over, by their relative path."""

    def derived(folder: Path) -> set[Path]:
        files = (path for name in DERIVED for path in (folder / name).rglob("*") if path.is_file())
        found = {path.relative_to(folder) for path in files if ".ipynb_checkpoints" not in path.parts}
        return found | ({OVERVIEW} if (folder / OVERVIEW).exists() else set())

    ours, theirs = derived(root), derived(fresh)
    changed = {path for path in ours & theirs if not filecmp.cmp(root / path, fresh / path, shallow=False)}
    return sorted(map(str, changed | (ours ^ theirs)))


def main(arguments: list[str] | None = None) -> int:
    """Run the build; 0 when done, 1 when derived files are out of date, 2 when the sources are refused."""
    parser = argparse.ArgumentParser(prog="python -m transatlantic.authoring", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, list derived files that are out of date")
    options = parser.parse_args(arguments)
    try:
        if not options.check:
            print(f"{len(build(ROOT, ROOT))} files built from sources/.")
            return 0
        with tempfile.TemporaryDirectory() as folder:
            build(ROOT, Path(folder))
            stale = differences(ROOT, Path(folder))
    except Refused as refused:
        print(f"{refused}\nNothing was built.", file=sys.stderr)
        return 2
    for path in stale:
        print(f"{path} is out of date: run `make notebooks`.", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())

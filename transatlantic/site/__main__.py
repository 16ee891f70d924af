"""``python -m transatlantic.site``: build the site into build/site."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from transatlantic import resources
from transatlantic.site import pictures
from transatlantic.site.build import build
from transatlantic.site.executing import SiteError

ROOT = Path(__file__).parents[2]
SITE = ROOT / "build" / "site"


def main() -> int:
    """Run the build; 0 when done, 1 when something is in the way."""
    begun = time.monotonic()
    try:
        resources.use()
        notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
        checked = build(ROOT, SITE, ROOT / "build" / "site-work", notebooks, lambda line: print(line, flush=True))
    except (SiteError, resources.ResourceError) as error:
        print(f"{error}\nThe site was not built.", file=sys.stderr)
        return 1
    if not pictures.browser():
        print("No Chromium or Chrome was found: widgets are shown by their tables, without pictures.", file=sys.stderr)
    size = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file()) / 1e6
    print(
        f"{checked.pages} pages, {checked.inside:,} links inside checked, {checked.outside} lead outside, "
        f"{size:.1f} MB, {time.monotonic() - begun:.0f} s. Open {SITE / 'index.html'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())

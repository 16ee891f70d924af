"""Build the site: run the lessons, write the pages, let Sphinx make HTML of them, check every link."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from transatlantic.site import executing, links, pages
from transatlantic.site.executing import SiteError

SITE = Path(__file__).parent


def build(root: Path, out: Path, kept: Path, notebooks: list[Path], say: Callable[[str], None]) -> links.Checked:
    """Build the site of a repository.

    root: the repository. out: where the site goes; it is replaced once the new one is whole and checked. kept: where
    executed lessons and Sphinx's own notes lie for the next build. notebooks: the lessons, in order. say: is told what
    is done.
    Returns what the check of the links counted. Raises SiteError, a sentence, where a lesson fails, a page is faulty
    or a link leads nowhere.
    """
    executed = kept / "executed"
    executed.mkdir(parents=True, exist_ok=True)
    lessons = executing.run_all(notebooks, executed, root / "requirements.lock", say)
    say("Writing the pages …")
    pages.lay(root, lessons, kept / "source")
    new = kept / "html"
    shutil.rmtree(new, ignore_errors=True)
    warnings = io.StringIO()
    with docutils_namespace():
        sphinx = Sphinx(
            kept / "source",
            SITE,
            new,
            kept / "doctrees",
            "html",
            confoverrides={"html_static_path": [str(SITE / "static"), str(kept / "source" / "_static")]},
            status=None,
            warning=warnings,
            freshenv=True,
        )
        sphinx.build()
    told = re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue()).strip()
    if told:
        raise SiteError(f"The pages have faults: mend these places and build again.\n{told}")
    (new / ".nojekyll").touch()  # GitHub Pages would leave out every folder that begins with an underscore
    checked = links.check(new)
    if checked.faults:
        raise SiteError("\n".join(["Links are broken: mend these places and build again.", *checked.faults]))
    shutil.rmtree(out, ignore_errors=True)
    shutil.move(new, out)
    return checked

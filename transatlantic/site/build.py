"""Build the site: run the lessons, write the pages, let Sphinx make HTML of them, check every link."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

import transatlantic
from transatlantic.site import executing, links, pages
from transatlantic.site.executing import SiteError

SETTINGS = {
    "project": "Transatlantic",
    "copyright": "the authors named in LICENSE; lessons and guides CC BY 4.0, code MIT",
    "version": transatlantic.__version__,
    "language": "en-GB",
    "extensions": ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "transatlantic.site.formulas"],
    "exclude_patterns": ["LICENSE*"],
    "html_theme": "furo",
    "html_title": "Transatlantic",
    "html_static_path": ["_static"],
    "html_css_files": ["site.css"],
    "html_copy_source": False,
    "html_show_sourcelink": False,
    "html_math_renderer": "mathml",
    "html_baseurl": "",
    # Asked for by a script, which a browser refuses to a page that it opened from a folder.
    "html_show_search_summary": False,
    "nb_execution_mode": "off",
    "nb_merge_streams": True,
    "myst_heading_anchors": 4,
    "autodoc_typehints": "signature",
    "autosummary_generate": False,
    "python_use_unqualified_type_names": True,
    "python_maximum_signature_line_length": 88,
    "toc_object_entries": False,
}


def build(root: Path, out: Path, kept: Path, notebooks: list[Path], say: Callable[[str], None]) -> links.Checked:
    """Build the site of a repository.

    root: the repository. out: where the site goes; it is replaced once all lessons have run. kept: where executed
    lessons and Sphinx's own notes lie for the next build. notebooks: the lessons, in order. say: is told what is done.
    Returns what the check of the links counted. Raises SiteError, a sentence, where a lesson fails, a page is faulty
    or a link leads nowhere.
    """
    executed = kept / "executed"
    executed.mkdir(parents=True, exist_ok=True)
    lessons = executing.run_all(notebooks, executed, root / "requirements.lock", say)
    say("Writing the pages …")
    pages.lay(root, lessons, kept / "source")
    shutil.rmtree(out, ignore_errors=True)
    warnings = io.StringIO()
    with docutils_namespace():
        sphinx = Sphinx(
            kept / "source",
            None,
            out,
            kept / "doctrees",
            "html",
            confoverrides=SETTINGS,
            status=None,
            warning=warnings,
            freshenv=True,
        )
        sphinx.build()
    if faults := [line for line in re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue()).splitlines() if line.strip()]:
        raise SiteError("\n".join(["The pages have faults: mend these places and build again.", *faults]))
    (out / ".nojekyll").touch()  # GitHub Pages would leave out every folder that begins with an underscore
    checked = links.check(out)
    if checked.faults:
        raise SiteError("\n".join(["Links are broken: mend these places and build again.", *checked.faults]))
    return checked

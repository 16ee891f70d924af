"""A lesson fitted to another article: without what it says about the kit's own."""

from __future__ import annotations

import json
from typing import Any

# The lessons that read the article, and 07, whose practice corpus is compared with it. 00 is about where the kit's own
# comes from, 09 about an archive.
LESSONS = (
    "01_reading",
    "02_tokenizing",
    "03_voices",
    "04_sentiment",
    "05_stance_annotation",
    "06_stance_tagging",
    "07_comparing_coverage",
    "08_own_article",
)

# A cell with this tag speaks of the bundled article alone. Under INSTEAD a cell holds what another article gets.
BUNDLED = "bundled"
INSTEAD = "own"

LEFT_OUT = "*(Left out here: what the lesson says about the kit's own article.)*"
NOTE = """\
> **This copy reads an article of your own: `{article}`.** It is the kit's lesson without what is said of the kit's own
> article; numbers in the questions to predict are for you to find. Where quiz, glossary and recap say *the article*,
> they mean the kit's own. What a finder gets wrong, correct in the sheets in the folder above this one (`README.txt`
> there says how), and run the lesson again. The lesson on the kit's own article is untouched, in your folder
> `notebooks`."""


def fitted(notebook: bytes, article: str) -> bytes:
    """A lesson as an article of one's own gets it.

    notebook: the lesson as JSON. article: the slug.
    Returns the notebook as JSON. Each run of cells tagged *bundled* is one line that says so; a cell with a text for
    another article has that text; a note behind the title names the article.
    """
    content = json.loads(notebook)
    title, *rest = content["cells"]
    cells = [title, _markdown("own-note", NOTE.format(article=article))]
    for cell in rest:
        words = cell["metadata"].pop(INSTEAD, None)
        if words is not None:
            cells.append(cell | {"source": words.splitlines(keepends=True)})
        elif BUNDLED not in cell["metadata"].get("tags", []):
            cells.append(cell)
        elif cells[-1]["source"] != [LEFT_OUT]:
            cells.append(_markdown(f"left-{cell['id']}", LEFT_OUT))
    return (json.dumps(content | {"cells": cells}, ensure_ascii=False, indent=1) + "\n").encode()


def _markdown(name: str, words: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": words.splitlines(keepends=True)}

"""A Sphinx extension: formulas as MathML, which browsers draw themselves; Sphinx's own way fetches MathJax."""

from __future__ import annotations

from docutils.nodes import Element, SkipNode
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator


def _inline(translator: HTML5Translator, node: Element) -> None:
    translator.body.append(tex2mathml(node.astext(), as_block=False))
    raise SkipNode


def _displayed(translator: HTML5Translator, node: Element) -> None:
    translator.body.append(f"<div class='math'>{tex2mathml(node.astext(), as_block=True)}</div>")
    raise SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """What Sphinx calls; the renderer's name is *mathml*."""
    app.add_html_math_renderer("mathml", (_inline, None), (_displayed, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}

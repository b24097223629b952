"""Formulas as MathML, which browsers render without scripts or downloads."""

from __future__ import annotations

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.writers.html5 import HTML5Translator


def visit_inline(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line."""
    translator.body.append(tex2mathml(node.astext(), as_block=False))
    raise nodes.SkipNode


def visit_displayed(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a displayed formula, which scrolls if it is too wide."""
    formula = tex2mathml(node.astext(), as_block=True)
    opened = '<div class="rb-formula" role="group" tabindex="0" aria-label="Formula">'
    translator.body.append(f"{opened}{formula}</div>")
    raise nodes.SkipNode


def depart_nothing(translator: HTML5Translator, node: nodes.Element) -> None:
    """Do nothing: the visit has written the formula."""

"""LaTeX of a page of arithmetic, and of the formulas of the tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rosenblatt.trace.writing.blocks import (
    Block,
    Equation,
    Formula,
    Heading,
    Paragraph,
    Row,
    Rows,
    Title,
    Token,
)
from rosenblatt.trace.writing.text import equation_text, one_line, row_label

ACTIVATIONS: Mapping[str, str] = MappingProxyType(
    {
        "identity": r"z",
        "logistic": r"\frac{1}{1 + e^{-z}}",
        "tanh": r"\tanh(z)",
        "relu": r"\max(0, z)",
        "leaky_relu": r"\max(0, z) + 0.01 \min(0, z)",
        "elu": r"\max(0, z) + e^{\min(0, z)} - 1",
        "selu": r"1.0507 \max(0, z) + 1.7581 \left(e^{\min(0, z)} - 1\right)",
        "gelu": r"\frac{z}{2} \left(1 + \operatorname{erf} \frac{z}{\sqrt{2}}\right)",
        "silu": r"\frac{z}{1 + e^{-z}}",
        "mish": r"z \tanh(\ln(1 + e^{z}))",
        "softplus": r"\ln(1 + e^{z})",
        "exp": r"e^{z}",
        "softmax": r"\frac{e^{z}}{\sum e^{z}}",
        "step": r"\left[ z > 0 \right]",
    }
)
"""The formula of each activation; ``[z > 0]`` is 1 if true, else 0 (Iverson's bracket)."""

LOSSES: Mapping[str, str] = MappingProxyType(
    {
        "log_loss": r"-\sum y \ln a",
        "binary_log_loss": r"-\sum \left( y \ln a + (1 - y) \ln(1 - a) \right)",
        "squared_error": r"\frac{1}{m} \sum \frac{(a - y)^2}{2}",
        "poisson": r"\sum \left( y \ln \frac{y}{a} - y + a \right)",
        "absolute_error": r"\frac{1}{m} \sum |a - y|",
        "huber": r"\frac{1}{m} \sum h \left( |a - y| - \frac{h}{2} \right), \; h = \min(|a - y|, p)",
        "quantile": r"\frac{1}{m} \sum \max(p (y - a), (1 - p) (a - y))",
    }
)
"""The cost of one sample with m outputs."""

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": r"\textless{}",
    ">": r"\textgreater{}", "≈": r"$\approx$", "→": r"$\to$",
}  # fmt: skip
_OPERATORS = {"*": r"\cdot", "->": r"\to", "≈": r"\approx"}
_FUNCTIONS = ("tanh", "exp")
_LINE = 78
"""Characters of an equation as text, after which it continues on the next line."""


def write_latex(blocks: Sequence[Block]) -> str:
    """Return blocks as LaTeX for a document that uses ``amsmath``."""
    return "\n\n".join(map(_block, blocks))


def escaped(text: str) -> str:
    """Return any text in the form that LaTeX shows unchanged."""
    return "".join(_SPECIAL.get(each, each) for each in one_line(text))


def equation_latex(tokens: Equation) -> str:
    """Return an equation in mathematics mode, without delimiters."""
    written = ""
    before: Token | None = None
    for token in tokens:
        beside_word = before is not None and "word" in (token.kind, before.kind)
        between = "" if before is None else r" \; " if beside_word else " "
        written += between + _token(token, before)
        before = token
    return written


def formula_latex(formula: Formula) -> str:
    """Return a formula in mathematics mode; that of an optimizer is a sentence, and text."""
    if formula.table == "activation":
        return f"a = {ACTIVATIONS[formula.name]}"
    if formula.table == "loss":
        _, has_parameter, parameter = formula.text.partition("; p = ")
        return LOSSES[formula.name] + (rf", \; p = {parameter}" if has_parameter else "")
    return rf"\text{{{escaped(formula.text)}}}"


def _block(block: Block) -> str:
    if isinstance(block, Title):
        return rf"\section*{{{escaped(block.text)}}}"
    if isinstance(block, Heading):
        title = rf"\subsection*{{{escaped(block.text)}}}"
        if block.formula is None:
            return title
        name = escaped(block.formula.name)
        if block.formula.table == "other":
            return f"{title}\n{name}: {escaped(block.formula.text)}"
        return f"{title}\n{name}: ${formula_latex(block.formula)}$"
    if isinstance(block, Paragraph):
        text = escaped(block.text)
        return rf"\textbf{{{text}}}" if block.strong else text
    return _rows(block)


def _rows(block: Rows) -> str:
    lines = [line for row in block.rows for line in _row(row)]
    body = " \\\\\n".join(lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _row(row: Row) -> list[str]:
    label = row_label(row)
    begin = rf"\text{{{escaped(label)}}}\quad & " if label else "& "
    lines = []
    for equation in row.equations:
        for number, part in enumerate(_lines(equation)):
            lines.append(begin + (r"\quad " if number else "") + part)
            begin = "& "
    if row.note:
        lines.append(rf"& \text{{{escaped(row.note)}}}")
    return lines


def _lines(tokens: Equation) -> list[str]:
    """Cut an equation into lines, before a relation, a plus or a minus."""
    parts: list[list[Token]] = [[]]
    for token in tokens:
        may_break = token.kind == "relation" or token.text in ("+", "-")
        if may_break and len(equation_text(tuple(parts[-1]))) > _LINE:
            parts.append([])
        parts[-1].append(token)
    return [equation_latex(tuple(part)) for part in parts]


def _token(token: Token, before: Token | None) -> str:
    if token.kind == "word":
        return rf"\text{{{escaped(token.text)}}}"
    if token.kind == "call":
        is_derivative = token.text.endswith("'")
        name = token.text.removesuffix("'")
        function = f"\\{name}" if name in _FUNCTIONS else rf"\operatorname{{{escaped(name)}}}"
        return f"{function}{chr(39) if is_derivative else ''}({_number(token.argument)})"
    if token.kind in ("number", "weight"):
        text = _number(token.text)
        follows = before is not None and before.kind == "operator" and before.text != "->"
        return f"({text})" if follows and text.startswith("-") else text
    return _OPERATORS.get(token.text, token.text)


def _number(text: str) -> str:
    mantissa, e, exponent = text.partition("e")
    if text in ("inf", "-inf"):
        return text.replace("inf", r"\infty")
    if text == "nan":
        return r"\text{nan}"
    return rf"{mantissa} \cdot 10^{{{exponent}}}" if e else text

"""Recipe: which networks a mixture is made of, and how they are trained and chosen; a table of constants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from rosenblatt.errors import require_known
from rosenblatt.tabular.problem import Problem

EncodingName = Literal["standard", "steps"]


@dataclass(frozen=True)
class Kind:
    """One kind of network: a member of the mixture, trained once for each fold.

    Parameters
    ----------
    name : str
    encoding : {"standard", "steps"}
        How it reads the inputs, see :class:`~rosenblatt.network.mixture.Encoding`.
    hidden : tuple of int
        Neurons of each hidden layer.
    activation : str
        Of the hidden layers.
    alpha : float
        Strength of the L2 penalty.
    rate : float
        Learning rate at the start; it falls to 0 along a cosine.
    from_rows : int, default=0
        Tables with fewer rows do without it.
    dropout : float, default=0
        The share of the neurons of each hidden layer that a step leaves out.
    """

    name: str
    encoding: EncodingName
    hidden: tuple[int, ...]
    activation: str
    alpha: float
    rate: float
    from_rows: int = 0
    dropout: float = 0.0


PLAIN = Kind("plain", "standard", (64,), "relu", 0.1, 0.01)
STEPS = Kind("steps", "steps", (64,), "relu", 0.1, 0.01)
LINES = Kind("lines", "steps", (), "relu", 1.0, 0.02)
DEEP = Kind("deep", "standard", (64, 64), "silu", 1e-3, 0.01, from_rows=500)
"""For classes: those that form clusters across columns are learned best by it, others by the next."""
DEEP_STEPS = Kind("deep-steps", "steps", (64, 64), "relu", 1e-3, 0.01, from_rows=500)
"""For numbers, and for classes of tables that are not wide."""
DROPOUT = Kind("dropout", "standard", (128, 128), "relu", 1e-3, 0.005, dropout=0.2)
BROAD = Kind("broad", "steps", (192, 192), "relu", 1e-3, 0.005, from_rows=2000)
"""Both are members of the best quality alone; they take longer than all others together."""


@dataclass(frozen=True)
class Recipe:
    """All constants of a fit, decided before it from the shape of the table alone.

    Parameters
    ----------
    kinds : tuple of Kind
    n_folds : int
        Parts of the rows; a network of each kind is trained without each part, which it then predicts.
    n_repeats : int
        How often the rows are divided into folds, each time by other draws.
    epochs : int
    batch_sizes : tuple of (int, int)
        Rows in a table from which a batch size holds, and the batch size, ascending.
    most_leaves : tuple of (int, int)
        Rows in a table from which a number holds, and the number: leaves of the one-column tree behind the
        steps of an input, ascending.
    most_steps : int
        Steps of all inputs together; wide tables get fewer leaves.
    leaf_rows, leaf_share : int
        A leaf has at least ``max(leaf_rows, n_rows // leaf_share)`` rows.
    rounds : int
        Rounds of the greedy selection, by log loss or mean squared error.
    """

    kinds: tuple[Kind, ...] = (PLAIN, STEPS, LINES, DEEP, DEEP_STEPS)
    n_folds: int = 5
    n_repeats: int = 1
    epochs: int = 60
    batch_sizes: tuple[tuple[int, int], ...] = ((0, 32), (1000, 64), (4000, 128))
    most_leaves: tuple[tuple[int, int], ...] = ((0, 8), (500, 16), (2000, 32))
    most_steps: int = 512
    leaf_rows: int = 4
    leaf_share: int = 128
    rounds: int = 20

    def batch_size(self, n_rows: int) -> int:
        """Rows in a batch for a table of ``n_rows``."""
        return _from_rows(self.batch_sizes, n_rows)

    def leaves(self, n_rows: int, n_columns: int) -> int:
        """Leaves of a one-column tree for a table of ``n_rows`` when ``n_columns`` inputs get steps."""
        return min(_from_rows(self.most_leaves, n_rows), self.most_steps // max(n_columns, 1))

    def min_leaf(self, n_rows: int) -> int:
        """Rows in a leaf at least."""
        return max(self.leaf_rows, n_rows // self.leaf_share)


def _from_rows(numbers: tuple[tuple[int, int], ...], n_rows: int) -> int:
    """Return the number that holds for a table of ``n_rows``."""
    return [number for start, number in numbers if n_rows >= start][-1]


DEFAULT = Recipe()
BEST = Recipe(kinds=(*DEFAULT.kinds, DROPOUT, BROAD), n_repeats=2)
TINY = Recipe(kinds=(replace(PLAIN, alpha=1.0), LINES), n_repeats=2)
RECIPES = {"default": DEFAULT, "best": BEST}

CLASS_EPOCHS = 40
"""Epochs for classes, of which a mixture has two deep members: 60 are no better."""
MOST_INPUTS = 64
"""Tables with more inputs are wide."""
SMALL_ROWS = 500
"""The folds of tables with fewer rows that are not wide are drawn twice as often. It pays where networks of
different rows differ most, and takes little time."""

TINY_ROWS = 50
"""Tables with fewer rows are tiny."""
TINY_CLASS = 10
"""So are tables whose classes have fewer rows in the mean. One rare class beside large ones does not count:
its rows are in few folds, which costs the other classes nothing."""


def recipe_for(problem: Problem, quality: str = "default") -> Recipe:
    """Return the recipe for a table, by its rows and its classes.

    The number of folds of a tiny table is at most the rows of the smallest class, but at least 2.
    """
    require_known("quality", quality, RECIPES)
    recipe = RECIPES[quality]
    counts = [problem.n_rows] if problem.is_regression else problem.class_counts.tolist()
    if problem.n_rows < max(TINY_ROWS, TINY_CLASS * len(counts)):
        n_folds = max(2, min(TINY.n_folds, min(counts), problem.n_rows))
        return replace(TINY, n_repeats=TINY.n_repeats * recipe.n_repeats, n_folds=n_folds)
    is_wide = problem.n_inputs > MOST_INPUTS
    if problem.n_rows < SMALL_ROWS and not is_wide:
        recipe = replace(recipe, n_repeats=2 * recipe.n_repeats)
    if not problem.is_regression:
        recipe = replace(recipe, epochs=CLASS_EPOCHS)
    unfit = DEEP if problem.is_regression else DEEP_STEPS if is_wide else None
    kinds = (kind for kind in recipe.kinds if kind != unfit and problem.n_rows >= kind.from_rows)
    return replace(recipe, kinds=tuple(kinds))

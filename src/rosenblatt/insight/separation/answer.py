"""Does a plane separate the classes? An exact answer, with its proof."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.separation.certificate import Certificate, Contradiction, Plane
from rosenblatt.insight.separation.input import check_question
from rosenblatt.insight.separation.words import answer

WIDTH = 80


@dataclass(frozen=True, repr=False)
class Separability:
    """Whether planes separate the classes, with the proof; ``str()`` says it in words.

    Attributes
    ----------
    classes : tuple
        The labels, sorted.
    feature_names : tuple of str
        A table's own, else x1, x2, ...
    by_class : mapping of label to Certificate
        Two classes: one certificate, for the second of them, which is the class that a perceptron's single
        neuron answers to. More: one for each class, against all the rest.
    """

    classes: tuple[object, ...]
    feature_names: tuple[str, ...]
    by_class: Mapping[object, Certificate]

    @property
    def separable(self) -> bool:
        """Whether every class has a plane that tells it from the rest, strictly."""
        return all(each.separable for each in self.by_class.values())

    @property
    def margin(self) -> float:
        """The largest distance that a plane can keep from all samples; of several classes the least.

        0 if the classes are not separable.
        """
        return min(each.margin for each in self.by_class.values())

    @property
    def plane(self) -> Plane | None:
        """The plane with that margin; of several classes the one with the least margin.

        None if the classes are not separable.
        """
        least = min(self.by_class.values(), key=lambda each: each.margin)
        return least.plane

    @property
    def mistake_bound(self) -> float:
        """Mistakes that the perceptron rule makes at most, over all its neurons; infinity without a bound."""
        return sum(each.mistake_bound for each in self.by_class.values())

    @property
    def contradiction(self) -> Contradiction | None:
        """Samples that cannot all be right, of the first class that has such; None if separable."""
        found = (each.contradiction for each in self.by_class.values())
        return next((each for each in found if each is not None), None)

    def __str__(self) -> str:
        texts = []
        if len(self.by_class) > 1:
            able = [str(label) for label, each in self.by_class.items() if each.separable]
            rest = [str(label) for label, each in self.by_class.items() if not each.separable]
            summary = f"Separable from all the rest: {', '.join(able) or 'no class'}."
            texts.append(f"{summary} Not separable: {', '.join(rest)}." if rest else summary)
        for label, each in self.by_class.items():
            head = f"{label}: " if len(self.by_class) > 1 else ""
            texts.append(head + answer(each, self.feature_names))
        return "\n".join(textwrap.fill(text, WIDTH) for text in texts)

    def __repr__(self) -> str:
        able = sum(each.separable for each in self.by_class.values())
        what = "separable" if self.separable else "not separable"
        if len(self.by_class) > 1 and not self.separable:
            what = f"{able} of them separable from the rest"
        margin = f", margin {self.margin:.3g}" if self.separable else ""
        return f"<Separability of {len(self.classes)} classes: {what}{margin}>"


def separability(
    X: object, y: object, *, rows: Sequence[int] | NDArray[np.integer] | None = None
) -> Separability:
    """Tell whether planes separate the classes, exactly, and prove it.

    Of two classes the question is whether a plane has all samples of the one strictly on its one side, and
    all of the other on its other. Of more classes it is asked for each class and all the rest, as a
    perceptron learns them.

    Parameters
    ----------
    X : array-like, sparse matrix or table of shape (n_samples, n_features)
        The samples. Separability does not depend on the features' units; the margin does.
    y : array-like of shape (n_samples,)
        Labels of any kind, of at least two classes.
    rows : sequence of int of shape (n_samples,), optional
        The samples' numbers in words and in ``contradiction.rows``. Default: counted from 1.

    Returns
    -------
    Separability
        If separable, with the plane of the largest margin and a bound on the perceptron's mistakes; if not,
        with samples that contradict each other.

    Raises
    ------
    TableError
        If there is one class only, X and y differ in length, or a value is missing or infinite.
    ValueError
        If ``X`` has not two dimensions or holds text, or ``y`` holds no labels.
    RosenblattError
        If the classes come so near to each other that double precision cannot tell.

    Notes
    -----
    Linear programming (HiGHS) decides: it yields a plane, or by duality the weights of a contradiction
    (Gordan's theorem). A plane is believed when every sample lies further from it than rounding can account
    for; a contradiction when its two points are the same up to 1e-12 of the features' range. Classes that
    touch (a plane exists only with samples of both on it) are not separable.

    The margin is a distance in the features' units; the plane with the largest stands half-way between the
    nearest points of the two classes' convex hulls, which are found by Wolfe's method (1976). The bound
    counts the bias in: a perceptron learns it as the weight of an input that is always 1, so that its samples
    are (x, 1), R is the longest of them, and the margin that counts is their own. It holds for zero initial
    weights, without penalty and class weights, in any order; not for a sparse ``X`` in a perceptron, whose
    bias then moves a hundred times slower (as in scikit-learn).

    References
    ----------
    A. Novikoff, "On convergence proofs on perceptrons", Symposium on the Mathematical Theory of Automata 12
    (1962).
    M. Minsky and S. Papert, "Perceptrons" (1969).

    Examples
    --------
    >>> from rosenblatt.insight import separability
    >>> rows = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> separability(rows, [0, 0, 0, 1])
    <Separability of 2 classes: separable, margin 0.354>
    >>> print(separability(rows, [0, 1, 1, 0]))
    Not separable: no straight line tells 1 from 0. Rows 1, 2, 3 and 4 contradict
    each other: 1/2 row 2 + 1/2 row 3 (both 1) gives the same point as 1/2 row 1 +
    1/2 row 4 (both 0), namely (x1 = 0.5, x2 = 0.5), which would have to lie on both
    sides of the straight line.
    """
    from rosenblatt.insight.separation.proof import Question

    seen = check_question(X, y, rows)
    classes = seen.classes
    asked = classes[1:] if len(classes) == 2 else classes
    other = classes[0] if len(classes) == 2 else None
    by_class = {
        label: Question(seen.X, np.asarray(seen.y == label), seen.rows, label, other).answer()
        for label in asked
    }
    return Separability(classes, seen.names, by_class)

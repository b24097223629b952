"""separability: whether planes separate the classes, with an exact proof."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rosenblatt.insight.separation.certificate import Certificate, Contradiction, Plane
from rosenblatt.insight.separation.proof import Question
from rosenblatt.insight.separation.samples import LabelledSamples
from rosenblatt.insight.separation.texts import answer

WIDTH = 80


@dataclass(frozen=True, repr=False)
class Separability:
    """Whether planes separate the classes, with the proofs; ``print`` it to read it.

    Attributes
    ----------
    classes : tuple
        The labels, sorted.
    feature_names : tuple of str
        The names of the table, or x1, x2, ...
    by_class : mapping of label to Certificate
        For two classes one certificate, for the second of them, which is the class of a perceptron's single
        neuron. For more classes one for each, against all the rest.
    """

    classes: tuple[object, ...]
    feature_names: tuple[str, ...]
    by_class: Mapping[object, Certificate]

    @property
    def separable(self) -> bool:
        """Whether every class is strictly separated from the rest by a plane."""
        return all(each.separable for each in self.by_class.values())

    @property
    def margin(self) -> float:
        """Largest distance of a plane from all samples (minimum over the classes); 0 if not separable."""
        return min(each.margin for each in self.by_class.values())

    @property
    def plane(self) -> Plane | None:
        """The plane with that margin, the smallest of several classes; None if not separable."""
        return min(self.by_class.values(), key=lambda each: each.margin).plane

    @property
    def mistake_bound(self) -> float:
        """Upper bound on the mistakes of the perceptron rule, over all neurons; infinite if not separable."""
        return sum(each.mistake_bound for each in self.by_class.values())

    @property
    def contradiction(self) -> Contradiction | None:
        """The contradiction of the first class that is not separable; None if all are."""
        found = (each.contradiction for each in self.by_class.values())
        return next((each for each in found if each is not None), None)

    def __str__(self) -> str:
        texts = []
        if len(self.by_class) > 1:
            able = [str(label) for label, each in self.by_class.items() if each.separable]
            rest = [str(label) for label, each in self.by_class.items() if not each.separable]
            summary = f"Separable from the rest: {', '.join(able) or 'no class'}."
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
    """Decide exactly whether planes separate the classes, with a proof.

    Two classes are separable if a plane has all samples of the one strictly on one side, and all samples of
    the other on the other side. More classes are separable if each is separable from all the rest, as a
    perceptron learns them.

    Parameters
    ----------
    X : array-like, sparse matrix or table of shape (n_samples, n_features)
        The samples. Separability does not depend on the features' units; the margin does.
    y : array-like of shape (n_samples,)
        Labels of any kind, of at least two classes.
    rows : sequence of int of shape (n_samples,), optional
        The numbers of the samples in texts and in ``contradiction.rows``. Default: counted from 1.

    Returns
    -------
    Separability
        With the plane of the largest margin and a bound on the perceptron's mistakes, or with samples that
        contradict separability.

    Raises
    ------
    TableError
        If ``X`` is not a table of finite numbers, ``y`` does not hold labels of at least two classes, or
        their lengths differ.
    RosenblattError
        If the classes are so close to each other that it cannot be decided in double precision.

    Notes
    -----
    Linear programming (HiGHS) yields a plane, or by duality the weights of a contradiction (Gordan's
    theorem). A plane is accepted if every sample is further from it than its rounding error; a contradiction
    if its two points are equal up to 1e-12 of the features' range. Classes that touch are not separable.

    The margin is a distance in the units of the features; the plane with the largest margin lies half-way
    between the nearest points of the convex hulls, which are found by Wolfe's method (1976). The bound
    includes the bias, which a perceptron learns as the weight of an input that is always 1: R is the length
    of the longest sample (x, 1), and the margin is that of these samples. The bound holds for zero initial
    weights, without penalty and class weights, in any order; not for a perceptron trained on a sparse ``X``,
    whose bias is updated with a hundredth of the learning rate (as in scikit-learn).

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
    Not separable: no straight line separates 1 from 0. Rows 1, 2, 3 and 4
    contradict each other: 1/2 row 2 + 1/2 row 3 (both 1) is the same point as 1/2
    row 1 + 1/2 row 4 (both 0), namely (x1 = 0.5, x2 = 0.5), which would have to lie
    on both sides of the straight line.
    """
    seen = LabelledSamples.of(X, y, rows)
    classes = seen.classes
    asked = classes[1:] if len(classes) == 2 else classes
    other = classes[0] if len(classes) == 2 else None
    by_class = {
        label: Question(seen.X, np.asarray(seen.y == label), seen.rows, label, other).answer()
        for label in asked
    }
    return Separability(classes, seen.names, by_class)

"""How samples with many features lie in a flat picture, and which sample each place of it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from rosenblatt.errors import PlanError, nearest
from rosenblatt.views.words import count, listing, share, short, some

Feature = str | int
"""A feature by its name, or by its place counted from 0."""


@dataclass(frozen=True)
class Plane:
    """A flat cut through the space of the inputs, through ``middle`` along two orthonormal directions.

    The directions have shape (2, n_inputs); ``shares`` are the shares of the inputs' variance along each.
    """

    middle: NDArray[np.float64]
    directions: NDArray[np.float64]
    shares: tuple[float, float]

    @classmethod
    def of_inputs(cls, inputs: NDArray[np.float64]) -> Self:
        """Lay the plane through the inputs' mean along the two directions in which they vary most.

        Principal components (Pearson, 1901) of at least two inputs by singular values. The largest entry of
        each direction is positive, so that the picture is not mirrored from one machine to the next.
        """
        middle = inputs.mean(axis=0)
        _, sizes, directions = np.linalg.svd(inputs - middle, full_matrices=False)
        if len(directions) < 2:
            directions, sizes = np.eye(2, inputs.shape[1]), np.zeros(2)
        leading = directions[:2][np.arange(2), np.abs(directions[:2]).argmax(axis=1)]
        variances = sizes**2
        total = float(variances.sum()) or 1.0
        shares = (float(variances[0]) / total, float(variances[1]) / total)
        return cls(middle, directions[:2] * np.where(leading < 0, -1.0, 1.0)[:, None], shares)

    def project(self, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Places on the plane, shape (n_samples, 2), of samples in the inputs' space."""
        return (inputs - self.middle) @ self.directions.T

    def lift(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Points in the inputs' space, shape (n_places, n_inputs), of places on the plane."""
        return self.middle + places @ self.directions


@dataclass(frozen=True)
class View:
    """What the axes of a picture are.

    One or two features are the axes themselves; of more, two are ``chosen`` and the others held fixed, or the
    plane of the two main components is laid through them. ``units``, shape (n_features, 2), convert each
    feature to its own unit: value * times + add, stored as (add, times). ``held`` are the fixed values in
    their own units; ``n_given`` of them are given, the others are means.
    """

    names: tuple[str, ...]
    units: NDArray[np.float64]
    chosen: tuple[int, ...]
    held: NDArray[np.float64]
    n_given: int
    plane: Plane | None

    @classmethod
    def of(
        cls,
        samples: NDArray[np.float64],
        names: tuple[str, ...],
        units: NDArray[np.float64],
        features: Sequence[Feature] | None = None,
        fixed: Mapping[Feature, float] | None = None,
    ) -> Self:
        """Choose the view of samples, shape (n_samples, n_features), with ``fixed`` in their own units.

        Raises PlanError if a feature is unknown, there are not two axes, or one of them is held fixed.
        """
        n = samples.shape[1]
        if fixed and features is None:
            raise PlanError("fixed holds features that are no axis: say by features=(..., ...) which two are")
        own = samples * units[:, 1] + units[:, 0]
        held = own.mean(axis=0)
        if features is None:
            plane = Plane.of_inputs(samples) if n > 2 else None
            return cls(names, units, () if plane else tuple(range(n)), held, 0, plane)
        first, second = two_places(features, names)
        for feature, value in (fixed or {}).items():
            place = place_of(feature, names)
            if place in (first, second):
                raise PlanError(f"{names[place]!r} is an axis of the picture: leave it out of fixed")
            if not np.isfinite(value):
                raise PlanError(f"fixed must hold numbers, got {value!r} for {names[place]!r}")
            held[place] = value
        return cls(names, units, (first, second), held, len(fixed or {}), None)

    @property
    def is_cut(self) -> bool:
        """Whether samples lie before and behind what is shown."""
        return self.plane is not None or len(self.chosen) < len(self.names)

    @property
    def n_axes(self) -> int:
        """1 or 2."""
        return 2 if self.plane is not None else len(self.chosen)

    @property
    def axis_names(self) -> tuple[str, ...]:
        """What the axes are called."""
        if self.plane is None:
            return tuple(self.names[place] for place in self.chosen)
        return tuple(
            f"main component {place} ({share(part, 1)} of the variance)"
            for place, part in enumerate(self.plane.shares, 1)
        )

    def places(self, samples: NDArray[np.float64]) -> NDArray[np.float64]:
        """Where samples lie in the picture, shape (n_samples, n_axes)."""
        if self.plane is not None:
            return self.plane.project(samples)
        return (samples * self.units[:, 1] + self.units[:, 0])[:, self.chosen]

    def samples_at(self, places: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the samples that places of the picture stand for, shape (n_places, n_features)."""
        if self.plane is not None:
            return self.plane.lift(places)
        own = np.tile(self.held, (len(places), 1))
        own[:, self.chosen] = places
        return (own - self.units[:, 0]) / self.units[:, 1]

    @property
    def where(self) -> str:
        """Where the picture cuts through the features, for a title."""
        others = self._others()
        if self.plane is not None:
            return "the plane of the two main components"
        if len(others) <= 2:
            return listing(f"{self.names[place]} = {short(self.held[place])}" for place in others)
        how = "their mean" if not self.n_given else "fixed values"
        return f"{how} of the other {count(len(others), 'feature')}"

    @property
    def description(self) -> str:
        """What the cut holds, in a sentence; empty where nothing is cut."""
        if not self.is_cut:
            return ""
        if self.plane is None:
            others = self._others()
            said = some([f"{self.names[place]} at {short(self.held[place])}" for place in others], 12)
            means = len(others) - self.n_given
            which = "" if not means else ", its mean" if len(others) == 1 else f", {self._which(means)} means"
            return f"Held fixed: {said}{which}."
        follows = []
        for place, direction in enumerate(self.plane.directions, 1):
            first = np.argsort(-np.abs(direction), kind="stable")[:2]
            follows.append(
                f"component {place} depends most on {listing(self.names[column] for column in first)}"
            )
        held = share(sum(self.plane.shares), 1)
        return f"The plane explains {held} of the variance of the inputs; {listing(follows)}."

    def _which(self, means: int) -> str:
        return "their" if not self.n_given else f"where not given ({means})"

    def _others(self) -> list[int]:
        return [place for place in range(len(self.names)) if place not in self.chosen]


def two_places(features: Sequence[Feature], names: Sequence[str]) -> tuple[int, int]:
    """Return the places of two different known features, or raise PlanError."""
    if isinstance(features, str) or len(features) != 2:
        raise PlanError(f"features must name two of the {len(names)} features, got {features!r}")
    first, second = (place_of(each, names) for each in features)
    if first == second:
        raise PlanError(f"features must be two different ones, got {names[first]!r} twice")
    return first, second


def place_of(feature: Feature, names: Sequence[str]) -> int:
    """Return the place of a feature given by name or place; PlanError for an unknown one suggests others."""
    if isinstance(feature, str):
        if feature in names:
            return names.index(feature)
        near = nearest(feature, names)
        raise PlanError(f"there is no feature {feature!r}{near or '; there are ' + some(list(names), 12)}")
    if not 0 <= int(feature) < len(names):
        raise PlanError(f"features are counted from 0 to {len(names) - 1}, got {feature}")
    return int(feature)

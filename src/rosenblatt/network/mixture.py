"""Mixture: a bag of networks that answer together, as a value.

A member of a mixture is several networks of one kind, trained on different parts of a table; its answer is
their mean. The mixture's answer is the mean of its members', weighted. Every network reads the same inputs
through an encoding of its own.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import rosenblatt._core as _core
from rosenblatt._typing import FloatArray, IntArray
from rosenblatt.errors import PlanError
from rosenblatt.network.native import architecture, available_threads, single_threaded_blas
from rosenblatt.network.network import Network

_BLOCK = 2**18  # outputs of members at a time


@dataclass(frozen=True, eq=False)
class Encoding:
    """How a network of a mixture reads the inputs: standardised, and as steps between neighbouring edges.

    The encoded values of a row x are ``(x - mean) / scale``, followed by
    ``clip((x[columns] - lows) / (highs - lows), 0, 1)``: a step is 0 below its lower edge, 1 above its upper
    edge, and linear in between (piecewise linear encoding: Gorishniy, Rubachev & Babenko, "On embeddings for
    numerical features in tabular deep learning", 2022).

    Parameters
    ----------
    mean, scale : array-like of shape (n_inputs,)
        The scale is above 0.
    columns : array-like of int, shape (n_steps,)
        The input that each step reads, ascending.
    lows, highs : array-like of shape (n_steps,)
        The edges of each step, in the units of its input; the lower one is below the upper one. A step begins
        where the one before it on the same input ends.

    Raises
    ------
    PlanError
        If the arrays do not fit together, or a number in them is not finite.
    """

    mean: NDArray[np.float64]
    scale: NDArray[np.float64]
    columns: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    lows: FloatArray = field(default_factory=lambda: np.empty(0))
    highs: FloatArray = field(default_factory=lambda: np.empty(0))

    def __post_init__(self) -> None:
        for name in ("mean", "scale", "lows", "highs"):
            value = _numbers(f"{name} of an encoding", getattr(self, name))
            object.__setattr__(self, name, value)
        columns = np.asarray(self.columns)
        if columns.ndim != 1 or (columns.size and columns.dtype.kind not in "iu"):
            raise PlanError(f"columns of an encoding must be integers, got {columns.dtype} {columns.shape}")
        object.__setattr__(self, "columns", columns.astype(np.int64))
        if len(self.mean) != len(self.scale) or not len(self.columns) == len(self.lows) == len(self.highs):
            raise PlanError(
                "an encoding needs a mean and a scale for each input, and a column and two edges for each "
                f"step; got {len(self.mean)}, {len(self.scale)}, {len(self.columns)}, {len(self.lows)} and "
                f"{len(self.highs)}"
            )
        if not (self.scale > 0).all():
            raise PlanError(f"the scales of an encoding must be above 0, got {self.scale.min()}")
        if not (self.lows < self.highs).all():
            raise PlanError("the lower edge of every step of an encoding must be below its upper edge")
        if self.n_steps and not 0 <= self.columns.min() <= self.columns.max() < self.n_inputs:
            raise PlanError(
                f"the columns of an encoding must be in 0..{self.n_inputs - 1}, got {self.columns.min()}.."
                f"{self.columns.max()}"
            )

        joined = self.columns[1:] == self.columns[:-1]
        if (np.diff(self.columns) < 0).any() or (self.lows[1:] != self.highs[:-1])[joined].any():
            raise PlanError("the steps of an encoding must be sorted by column and join their neighbours")

    @property
    def n_inputs(self) -> int:
        """Numbers of a row before it is encoded."""
        return len(self.mean)

    @property
    def n_steps(self) -> int:
        """Number of steps."""
        return len(self.columns)

    @property
    def n_outputs(self) -> int:
        """Numbers of an encoded row."""
        return self.n_inputs + self.n_steps

    def encode(self, X: FloatArray, dtype: np.dtype[np.floating]) -> FloatArray:
        """Return rows (n_rows, n_inputs) encoded, (n_rows, n_outputs), computed in float64, then cast."""
        encoded = np.empty((len(X), self.n_outputs), dtype)
        np.divide(X - self.mean, self.scale, out=encoded[:, : self.n_inputs], casting="same_kind")
        if self.n_steps:
            shares = X[:, self.columns]
            shares -= self.lows
            shares /= self.highs - self.lows
            np.clip(shares, 0, 1, out=encoded[:, self.n_inputs :], casting="same_kind")
        return encoded

    @cached_property
    def step_starts(self) -> IntArray:
        """The first step of each input that has steps, and the number of all, (n_stepped + 1,)."""
        firsts = np.flatnonzero(np.diff(self.columns, prepend=-1))
        return np.append(firsts, self.n_steps)

    @cached_property
    def edges(self) -> tuple[IntArray, IntArray, NDArray[np.float64]]:
        """The inputs that have steps, the place of each one's first edge, and the edges of all."""
        starts = self.step_starts
        edges = [np.append(self.lows[a:b], self.highs[b - 1]) for a, b in pairwise(starts)]
        edge_starts = np.cumsum([0, *map(len, edges)], dtype=np.int64)
        return self.columns[starts[:-1]], edge_starts, np.concatenate([np.empty(0), *edges])

    def compact(self, X: FloatArray, dtype: np.dtype[np.floating]) -> FloatArray:
        """Return rows encoded with one number for all steps of an input: its position on them.

        ``(n_rows, n_inputs + n_stepped)``; ``training.data.expand_steps`` gives :meth:`encode`. A position is
        the number of steps below the value and the share of its own, so 2.5 is halfway on the third step.
        """
        if not self.n_steps:
            return self.encode(X, dtype)
        columns, edge_starts, edges = self.edges
        compact = np.empty((len(X), self.n_inputs + len(columns)), dtype)
        np.divide(X - self.mean, self.scale, out=compact[:, : self.n_inputs], casting="same_kind")
        for place, (column, first, last) in enumerate(
            zip(columns, edge_starts, edge_starts[1:], strict=False)
        ):
            # Linear in between, constant beyond the ends: the position itself.
            compact[:, self.n_inputs + place] = np.interp(
                X[:, column], edges[first:last], np.arange(last - first)
            )
        return compact

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Encoding):
            return NotImplemented
        names = ("mean", "scale", "columns", "lows", "highs")
        return all(np.array_equal(getattr(self, name), getattr(other, name)) for name in names)

    __hash__ = None  # type: ignore[assignment]  # it holds arrays


@dataclass(frozen=True, eq=False)
class Member:
    """Networks of one kind, each trained on another part of the rows.

    Parameters
    ----------
    name : str
        Its kind: ``plain``, ``steps``, ``lines``, ``deep``, ``deep-steps``.
    weight : float
        Its share of the mixture's answer, above 0; all of them sum to 1.
    score : float
        Accuracy or R² of its out-of-fold predictions: for each row, of networks that were not trained on it.
    loss : float
        Log loss, or mean squared error in the target's units, of the same predictions.
    networks : tuple of Network
    encodings : tuple of int
        For each network the index of its encoding in ``Mixture.encodings``.
    """

    name: str
    weight: float
    score: float
    loss: float
    networks: tuple[Network, ...]
    encodings: tuple[int, ...]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Member):
            return NotImplemented
        return vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]  # networks are mutable


@dataclass(frozen=True, eq=False)
class Mixture:
    """A weighted mean of members, which are networks; it predicts like one network.

    Parameters
    ----------
    n_inputs : int
        Numbers of a row: the prepared inputs, before any encoding.
    n_outputs : int
        For classes as many outputs as a single network has: the probability of the second of two classes, or
        those of three and more. 1 for regression.
    encodings : tuple of Encoding
    members : tuple of Member
        Empty for a constant model.
    target_mean, target_scale : float, optional
        Regression: what turns the networks' outputs into the target's units. None for classes.
    lowest, highest : float, optional
        Regression: the range of the training targets, to which predictions are clipped.
    constant : ndarray of shape (n_outputs,), optional
        The outputs of a constant model, whatever the row; None if there are members.

    Raises
    ------
    PlanError
        If the parts do not fit together; the message names the part.
    """

    n_inputs: int
    n_outputs: int
    encodings: tuple[Encoding, ...] = ()
    members: tuple[Member, ...] = ()
    target_mean: float | None = None
    target_scale: float | None = None
    lowest: float | None = None
    highest: float | None = None
    constant: FloatArray | None = None

    def __post_init__(self) -> None:
        if self.n_inputs < 1 or self.n_outputs < 1:
            raise PlanError(
                f"a mixture needs inputs and outputs, got {self.n_inputs} inputs and {self.n_outputs} outputs"
            )
        if (self.constant is None) == (not self.members):
            raise PlanError("a mixture needs either members or constant outputs")
        if self.constant is not None:
            constant = _numbers("constant outputs", self.constant)
            if len(constant) != self.n_outputs:
                raise PlanError(f"constant outputs must be {self.n_outputs} numbers, got {len(constant)}")
            object.__setattr__(self, "constant", constant)
        for place, encoding in enumerate(self.encodings):
            if encoding.n_inputs != self.n_inputs:
                raise PlanError(
                    f"encoding {place} reads {encoding.n_inputs} inputs, the mixture has {self.n_inputs}"
                )
        for member in self.members:
            self._check_member(member)
        if self.members and not np.isclose(total := sum(member.weight for member in self.members), 1):
            raise PlanError(f"the weights of the members must sum to 1, got {total}")
        self._check_target()

    def _check_member(self, member: Member) -> None:
        what = f"member {member.name!r:.40}"
        if not member.networks or len(member.networks) != len(member.encodings):
            raise PlanError(
                f"{what} needs networks and an encoding for each, got {len(member.networks)} networks and "
                f"{len(member.encodings)} encodings"
            )
        if not member.weight > 0 or not np.isfinite(member.weight):
            raise PlanError(f"the weight of {what} must be above 0, got {member.weight}")
        for network, place in zip(member.networks, member.encodings, strict=True):
            if network.dtype != (first := self.members[0].networks[0].dtype):
                raise PlanError(
                    f"the networks of a mixture must have one type, got {first} and {network.dtype}"
                )
            if not 0 <= place < len(self.encodings):
                raise PlanError(f"{what} has encoding {place}, there are {len(self.encodings)}")
            n_encoded = self.encodings[place].n_outputs
            if network.cell is not None or (network.n_inputs, network.n_outputs) != (
                n_encoded,
                self.n_outputs,
            ):
                raise PlanError(
                    f"{what} has {network!r}; it must be feed-forward, read the {n_encoded} numbers of its "
                    f"encoding and have {self.n_outputs} outputs"
                )

    def _check_target(self) -> None:
        given = [self.target_mean, self.target_scale, self.lowest, self.highest]
        numbers = [each for each in given if each is not None]
        if numbers and len(numbers) < len(given):
            raise PlanError("target_mean, target_scale, lowest and highest must be given together")
        if not np.isfinite(numbers).all():
            raise PlanError(f"the mean, scale and range of the target must be finite, got {numbers}")
        if self.target_scale is not None and not self.target_scale > 0:
            raise PlanError(f"target_scale must be above 0, got {self.target_scale}")
        if self.lowest is not None and self.highest is not None and self.lowest > self.highest:
            raise PlanError(f"lowest must be at most highest, got {self.lowest} and {self.highest}")

    @property
    def is_regression(self) -> bool:
        """Whether it predicts numbers."""
        return self.target_mean is not None

    @property
    def networks(self) -> tuple[tuple[Network, int, float], ...]:
        """All networks: each with the index of its encoding and its share of the answer."""
        return tuple(
            (network, place, member.weight / len(member.networks))
            for member in self.members
            for network, place in zip(member.networks, member.encodings, strict=True)
        )

    @property
    def n_networks(self) -> int:
        """Number of networks of all members."""
        return len(self.networks)

    @property
    def n_parameters(self) -> int:
        """Number of parameters of all networks."""
        return sum(network.n_parameters for network, _, _ in self.networks)

    def outputs(self, X: ArrayLike, n_threads: int | None = None) -> NDArray[np.float64]:
        """Return the outputs for rows of prepared inputs, computed by the core.

        Parameters
        ----------
        X : array-like of shape (n_rows, n_inputs)
            Finite numbers.
        n_threads : int, optional
            Threads; the result does not depend on them. Default: all cores.

        Returns
        -------
        ndarray of float64, shape (n_rows, n_outputs)
            The weighted mean of the members' outputs: probabilities, or predictions in the target's units,
            clipped to the range of the training targets. Rows are processed in blocks, so the memory used
            beside the result is bounded.

        Raises
        ------
        PlanError
            If X has another number of columns.
        """
        rows = self._checked(X)
        if self.constant is not None:
            return np.tile(self.constant.astype(np.float64), (len(rows), 1))
        n_members, threads = len(self.members), n_threads or available_threads()
        length = max(256, _BLOCK // (n_members * self.n_outputs))
        total = np.zeros((len(rows), self.n_outputs))
        with nullcontext() if len(rows) == 1 else single_threaded_blas():
            for start in range(0, len(rows), length):
                block = rows[start : start + length]
                sums = np.empty((n_members, len(block), self.n_outputs))
                self._native.sums(block, sums, threads)
                for member, own in zip(self.members, sums, strict=True):
                    total[start : start + length] += member.weight * (own / len(member.networks))
        return self._in_units(total)

    def member_outputs(self, X: ArrayLike) -> NDArray[np.float64]:
        """Return each member's own outputs, (n_members, n_rows, n_outputs), computed by NumPy.

        Their mean, weighted by the members' weights, is the mixture's answer, for regression before it is
        clipped. Parameters as for `outputs`.
        """
        rows = self._checked(X)
        found = np.zeros((len(self.members), len(rows), self.n_outputs))
        for votes, member in zip(found, self.members, strict=True):
            for network, place in zip(member.networks, member.encodings, strict=True):
                votes += network.forward(self.encodings[place].encode(rows, network.dtype))
            votes /= len(member.networks)
        if self.target_mean is not None and self.target_scale is not None:
            found = self.target_mean + self.target_scale * found
        return found

    @cached_property
    def _native(self) -> _core.MixtureOutputs:
        """The core's view of the mixture, which reads the parameters of its networks in place."""
        native = _core.MixtureOutputs(self.n_inputs, self.n_outputs)
        for each in self.encodings:
            native.add_encoding(each.mean, each.scale, *each.edges, each.step_starts)
        for place, member in enumerate(self.members):
            for network, encoding in zip(member.networks, member.encodings, strict=True):
                native.add_network(architecture(network), network.parameters, encoding, place)
        return native

    def _in_units(self, total: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.target_mean is None or self.target_scale is None:
            return total
        numbers = self.target_mean + self.target_scale * total
        return np.clip(numbers, self.lowest, self.highest)

    def _checked(self, X: ArrayLike) -> NDArray[np.float64]:
        rows: NDArray[np.float64] = np.ascontiguousarray(X, np.float64)
        if rows.ndim != 2 or rows.shape[1] != self.n_inputs:
            raise PlanError(
                f"the mixture has {self.n_inputs} inputs, got samples of shape {rows.shape}: give an array "
                f"of shape (n_samples, {self.n_inputs})"
            )
        return rows

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mixture):
            return NotImplemented
        mine, theirs = self.__getstate__(), other.__getstate__()
        return np.array_equal(_or_empty(mine.pop("constant")), _or_empty(theirs.pop("constant"))) and bool(
            mine == theirs
        )

    __hash__ = None  # type: ignore[assignment]  # networks are mutable

    def __getstate__(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}


def _numbers(what: str, values: ArrayLike) -> FloatArray:
    numbers: FloatArray = np.asarray(values, np.float64)
    if numbers.ndim != 1 or not np.isfinite(numbers).all():
        raise PlanError(f"the {what} must be finite numbers in one dimension, got shape {numbers.shape}")
    return numbers


def _or_empty(values: FloatArray | None) -> FloatArray:
    return np.empty(0) if values is None else values

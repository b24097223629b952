"""What a run is asked to do, and how the unasked is filled in."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from rosenblatt.data.missing import MISSING, Missing
from rosenblatt.data.task import TASKS, Task
from rosenblatt.errors import PlanError, require_known
from rosenblatt.training.snapshots import Moments

if TYPE_CHECKING:
    from rosenblatt.data import Table

MODELS = ("perceptron", "mlp")

_ANYWAY: Mapping[str, object] = {"model": "mlp", "test_size": 0.25, "seed": 0, "missing": "error"}
_ABOUT_THE_DATA = ("test_size", "seed")


@dataclass(frozen=True)
class RunSettings:
    """What a run is asked to do; None stands for "not asked".

    :meth:`resolved` fills in what a table recommends and then the general defaults. What stays None after
    that is left to the estimator's own default.

    Parameters
    ----------
    table : str
        A built-in table's name, the path of a .csv, .tsv or .parquet file, or ``"-"`` for CSV on standard
        input.
    target : str, optional
        The column to predict; default the last one.
    features : tuple of str, optional
        The columns to predict it from; default all others.
    model : {"mlp", "perceptron"}, optional
        Default ``"mlp"``.
    hidden : tuple of int, optional
        Neurons in each hidden layer; ``()`` for none.
    activation : str or tuple of str, optional
        The activation of the hidden layers, or one for each.
    solver : str, optional
        How the weights are updated.
    max_iter : int, optional
        The most epochs to train.
    learning_rate : float, optional
        The size of an update.
    alpha : float, optional
        The penalty on large weights.
    batch_size : int, optional
        Samples in a batch.
    test_size : float, optional
        The share of the rows held out, from 0 (none) to below 1. Default 0.25.
    seed : int, optional
        Seeds the split and the training. Default 0.
    task : {"classification", "regression"}, optional
        Default: told from the target's values (:func:`rosenblatt.data.infer_task`).
    repeats : int, optional
        On how many other random splits the score's spread is measured; default as many as two seconds allow,
        100 at most.
    missing : {"error", "drop", "mean", "most-frequent"}, optional
        What to do about missing values. Default ``"error"``.
    options : mapping, optional
        Any other parameter of the estimator by name.
    record : {"epochs", "steps", "log"} or int, optional
        When snapshots of the training are taken into the run's recording; default never.
    """

    table: str
    target: str | None = None
    features: tuple[str, ...] | None = None
    model: str | None = None
    hidden: tuple[int, ...] | None = None
    activation: str | tuple[str, ...] | None = None
    solver: str | None = None
    max_iter: int | None = None
    learning_rate: float | None = None
    alpha: float | None = None
    batch_size: int | None = None
    test_size: float | None = None
    seed: int | None = None
    task: Task | None = None
    repeats: int | None = None
    missing: Missing | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    record: str | int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))
        for what, known in (("model", MODELS), ("task", TASKS), ("missing", MISSING)):
            value = getattr(self, what)
            if value is not None:
                require_known(what, value, known)
        if self.test_size is not None and not 0 <= self.test_size < 1:
            raise PlanError(
                f"test_size must be a share from 0 to below 1, got {self.test_size}: "
                "0.3 holds out three rows in ten, 0 holds out nothing"
            )
        if self.repeats is not None and self.repeats < 0:
            raise PlanError(f"repeats must be 0 or more, got {self.repeats}: 0 measures no spread")
        if self.record is not None:
            Moments.of(self.record, 1)  # refuses what is no way to record
        if self.seed is not None and not 0 <= self.seed < 2**32:
            raise PlanError(f"seed must be from 0 to {2**32 - 1}, got {self.seed}")

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> RunSettings:
        """Make settings of what a file or a command line gave.

        Parameters
        ----------
        values : mapping
            Settings by name; a list stands for a tuple.

        Returns
        -------
        RunSettings

        Raises
        ------
        PlanError
            If a name is unknown, or a value impossible.
        """
        names = [each.name for each in dataclasses.fields(cls)]
        for name in values:
            require_known("setting", name, names)
        plain = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        try:
            return cls(**plain)  # type: ignore[arg-type]  # a value of the wrong type is caught here
        except TypeError as error:
            raise PlanError(f"settings are impossible: {error}") from None

    def resolved(self, table: Table) -> RunSettings:
        """Return these settings with the unasked filled in.

        First comes what was asked, then what the table recommends (for a model other than the one recommended
        only its split), then the general defaults.
        """
        recommended = dict(table.recommended)
        if self.model not in (None, recommended.get("model")):
            recommended = {name: recommended[name] for name in _ABOUT_THE_DATA if name in recommended}
        names = {each.name for each in dataclasses.fields(self)}
        filled = {**_ANYWAY, **{name: value for name, value in recommended.items() if name in names}}
        filled |= {name: value for name in names if (value := getattr(self, name)) is not None}
        beside = {name: value for name, value in recommended.items() if name not in names}
        filled["options"] = {**beside, **self.options}
        filled["target"], filled["features"] = table.target, table.features
        return RunSettings.from_dict(filled)

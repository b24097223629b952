"""What a run is asked to do, and how the unasked is filled in."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from rosenblatt.data.preparation.missing import MISSING, Missing
from rosenblatt.data.reading import Reading
from rosenblatt.data.task import TASKS, Task
from rosenblatt.errors import PlanError, require_known
from rosenblatt.fitting.kinds import DEFAULTS
from rosenblatt.formulas.activations import HIDDEN_ACTIVATIONS
from rosenblatt.formulas.optimizers import OPTIMIZERS
from rosenblatt.network.checks import CELLS
from rosenblatt.storage import fields
from rosenblatt.training.snapshots import Moments

if TYPE_CHECKING:
    from rosenblatt.data import Table
    from rosenblatt.data.sources.frames import Source
    from rosenblatt.data.table_source import TableSource

RECURRENT = "recurrent"
TABULAR = "tabular"
MODELS = ("perceptron", "mlp", RECURRENT, TABULAR)
RANDOM, STRATIFIED = "random", "stratified"
SPLITS = (RANDOM, STRATIFIED)

_ANYWAY: Mapping[str, object] = {"test_size": 0.25, "seed": 0, "missing": "fill"}
_OF_A_MIXTURE: Mapping[str, object] = {"test_size": 0.0}
"""Defaults for a mixture, whose rows are predicted out of fold, so that none need be held out."""
MIXTURE: Mapping[str, object] = {
    "quality": "default",
    "time_limit": None,
    "random_state": None,
    "n_threads": None,
    "class_weight": None,
}
"""Parameters of a mixture's training with their defaults: those of TabularClassifier."""
_OF_A_NETWORK = ("hidden", "activation", "solver", "max_iter", "learning_rate", "alpha", "batch_size")
"""Settings that only one network has: they imply it."""
NETWORK = frozenset((*DEFAULTS["MLPClassifier"], *DEFAULTS["MLPRegressor"]))
_READING = tuple(each.name for each in dataclasses.fields(Reading))
_WINDOW_BYTES, _WINDOW_ROWS = 2**26, 131_072
"""The ``shuffle_window`` with ``memory``: the rows that take so many bytes, at most so many."""
_TIMES_ROW = 12
"""Memory that a mixture takes for a row, in rows of floats: prepared, encoded, copied; measured."""
_ABOUT_THE_DATA = ("test_size", "seed")


@dataclass(frozen=True)
class RunSettings:
    """The settings of a run; None means "not set".

    :meth:`resolved` fills in what a table recommends and then the general defaults. ``features`` stays None
    where all columns are features; what else stays None is left to the estimator's own default.

    Parameters
    ----------
    table : str
        A built-in table's name, the path of a file (text, Parquet or a workbook), or ``"-"`` for text on
        standard input.
    target : str or tuple of str, optional
        The column to predict, or several; default the last one, of a built-in table its own.
    features : tuple of str, optional
        The columns to predict it from; default all others.
    ignore : tuple of str, optional
        Columns to leave out.
    keep : tuple of str or True, optional
        Features that would be left out otherwise, such as identifiers; True keeps all columns.
    sequence : str, optional
        The column whose values cut the rows into sequences, for a recurrent network.
    stream : bool, optional
        Whether the whole table is one sequence, for a recurrent network.
    model : {"tabular", "mlp", "perceptron", "recurrent"}, optional
        Default ``"tabular"``, a mixture of networks; where rows form sequences ``"recurrent"``; of a built-in
        table its own, and where a setting of one network is given ``"mlp"``: see :meth:`implied_model`.
    hidden : tuple of int, optional
        Neurons in each hidden layer; ``()`` for none.
    activation : str or tuple of str, optional
        The activation of the hidden layers, or one for each.
    solver : str, optional
        How the weights are updated.
    max_iter, batch_size : int, optional
        The most epochs to train, and the samples in a batch.
    learning_rate, alpha : float, optional
        The size of an update, and the penalty on large weights.
    cell : {"elman", "jordan"}, optional
        What the context neurons of a recurrent network keep.
    backprop_steps, update_steps : int, optional
        Steps of a recurrent network's backpropagation through time, and between updates of its weights.
    test_size : float, optional
        The share of the rows held out, from 0 (none) to below 1; of whole sequences, or the end of a stream.
        Default 0.25.
    split : {"random", "stratified"}, optional
        How the rows to hold out are drawn; ``"stratified"`` gives both parts rows of every class. Default
        ``"stratified"`` for the classes of a table of one's own, else ``"random"``.
    seed : int, optional
        Seeds the split (a stream's draws nothing) and the training. Default 0.
    task : {"classification", "regression"}, optional
        Default: inferred from the target's values (:func:`rosenblatt.data.infer_task`).
    repeats : int, optional
        On how many other random splits the score's spread is measured (of a stream, with how many other
        seeds); default 20 where a training is cheap, 5 where it is dearer, else none, by counted operations.
    missing : {"fill", "error", "drop", "mean", "most-frequent"}, optional
        What to do about missing values, as for `rosenblatt.data.Preparation`. ``"drop"`` takes whole
        sequences out. Default ``"fill"``.
    options : mapping, optional
        Any other parameter of the estimator by name.
    record : {"epochs", "steps", "log"} or int, optional
        When snapshots of the training are taken into the run's recording; default never.
    reading : Reading, optional
        How the text of a file is read: lines to skip, a header or none, missing markers, signs in numbers.
    memory : int, optional
        Bytes of memory for a table that is larger: it is read in batches, and a network reads the prepared
        rows from a file. A mixture is trained on a uniform sample that fits.
    """

    table: str
    target: str | tuple[str, ...] | None = None
    features: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    keep: tuple[str, ...] | bool | None = None
    sequence: str | None = None
    stream: bool | None = None
    model: str | None = None
    hidden: tuple[int, ...] | None = None
    activation: str | tuple[str, ...] | None = None
    solver: str | None = None
    max_iter: int | None = None
    learning_rate: float | None = None
    alpha: float | None = None
    batch_size: int | None = None
    cell: str | None = None
    backprop_steps: int | None = None
    update_steps: int | None = None
    test_size: float | None = None
    split: str | None = None
    seed: int | None = None
    task: Task | None = None
    repeats: int | None = None
    missing: Missing | None = None
    options: Mapping[str, object] = field(default_factory=dict)
    record: str | int | None = None
    reading: Reading = field(default_factory=Reading)
    memory: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", MappingProxyType(dict(self.options)))
        choices: tuple[tuple[str, Sequence[str]], ...] = (
            ("model", MODELS),
            ("task", TASKS),
            ("missing", MISSING),
            ("split", SPLITS),
            ("cell", CELLS),
            ("solver", (*OPTIMIZERS, "lbfgs")),
            ("activation", HIDDEN_ACTIVATIONS),
        )
        for what, known in choices:
            value = getattr(self, what)
            for each in value if isinstance(value, tuple) else () if value is None else (value,):
                require_known(what, each, known)
        if self.sequence is not None and self.stream:
            raise PlanError(
                f"rows form sequences by the column {self.sequence!r} (--sequence), or all of them are one "
                "(--stream): give one of the two"
            )
        if self.test_size is not None and not 0 <= self.test_size < 1:
            raise PlanError(
                f"test_size must be a share from 0 to below 1, got {self.test_size}: "
                "0.3 holds out three rows in ten, 0 holds out nothing"
            )
        if self.memory is not None and self.memory <= 0:
            raise PlanError(f"memory must be a positive number of bytes, got {self.memory}: --memory 2GB")
        if self.repeats is not None and self.repeats < 0:
            raise PlanError(f"repeats must be 0 or more, got {self.repeats}: 0 measures no spread")
        if self.record is not None:
            Moments.of(self.record, 1)  # refuses what is no way to record
        if self.seed is not None and not 0 <= self.seed < 2**32:
            raise PlanError(f"seed must be from 0 to {2**32 - 1}, got {self.seed}")

    def __reduce__(self) -> tuple[Callable[[], RunSettings], tuple[()]]:
        """Pickle the values; a read-only mapping cannot be pickled itself."""
        values = {each.name: getattr(self, each.name) for each in dataclasses.fields(self)}
        return partial(RunSettings, **{**values, "options": dict(self.options)}), ()

    @classmethod
    def stored(cls, values: Mapping[str, object]) -> RunSettings:
        """Make settings of a run's file, also of one that version 0.1.0 wrote before it knew all of them.

        Without the key ``split`` the split is random, missing values are an error, no column is left out, and
        values are read without forms of numbers and dates.

        Parameters
        ----------
        values : mapping
            As for `from_dict`.

        Returns
        -------
        RunSettings

        Raises
        ------
        PlanError
            If a name is unknown, or a value impossible.
        """
        if "split" not in values:
            values = {**values, "split": "random", "missing": values.get("missing") or "error", "keep": True}
            values["reading"] = Reading(forms=False)
        return cls.from_dict(values)

    @classmethod
    def from_dict(cls, values: Mapping[str, object]) -> RunSettings:
        """Make settings of what a file or a command line gave.

        Parameters
        ----------
        values : mapping
            Settings by name; a list represents a tuple.

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
        if isinstance(reading := plain.get("reading"), Mapping):
            plain["reading"] = fields.read(Reading, dict(reading), "reading", optional=_READING)
        try:
            return cls(**plain)  # type: ignore[arg-type]  # a value of the wrong type is caught here
        except TypeError as error:
            raise PlanError(f"settings are impossible: {error}") from None

    def load(self, source: Source | None = None) -> Table:
        """Load the table that is named, or one that is opened already, with the columns asked for."""
        from rosenblatt.data import load_table
        from rosenblatt.data.sequences import order_of_dates

        if self.memory is not None and source is None:
            return self._load_mapped(self.memory)
        table = load_table(
            self.table if source is None else source,
            target=self.target,
            features=self.features,
            ignore=self.ignore or (),
            keep=True if self.keep is True else self.keep or (),
            sequence=self.sequence,
            reading=self.reading,
        )
        if self.stream and order_of_dates(table.frame, table.features) is not None:
            note = "the rows of the stream are taken in the order of their dates, not of the file"
            table = dataclasses.replace(table, notes=(*table.notes, note))
        return table

    def _load_mapped(self, memory: int) -> Table:
        """Load a table that need not fit in memory; of one that a mixture learns, a sample."""
        from rosenblatt.large.mapped import mapped_table, sampled

        if self.sequence is not None or self.stream or self.model == RECURRENT:
            raise PlanError(
                "a recurrent network reads its sequences as a whole, which --memory does not keep: omit "
                "--memory, or use --model mlp"
            )
        table = mapped_table(self.open())
        if self.resolved(table).model != TABULAR:
            return table
        n_rows = memory // (_TIMES_ROW * 8 * (len(table.features) + len(table.targets)))
        return sampled(table, max(1, n_rows), self.seed or 0)

    def open(self) -> TableSource:
        """Open the table that is named as a source, with the columns asked for and the notes of `load`."""
        from rosenblatt.large.tables import open_table

        return open_table(
            self.table,
            target=self.target,
            features=self.features,
            ignore=self.ignore or (),
            keep=True if self.keep is True else self.keep or (),
            reading=self.reading,
            with_notes=True,
        )

    def resolved(self, table: Table) -> RunSettings:
        """Return these settings with the unasked filled in.

        First comes what was asked, then what the table recommends (for a model other than the one recommended
        only its split), then the general defaults.

        Raises
        ------
        PlanError
            If a recurrent network is asked for and not which rows form sequences, or the other way round.
        """
        names = [each.name for each in dataclasses.fields(self)]
        asked = {name: value for name in names if (value := getattr(self, name)) is not None}
        if (implied := self.implied_model(table)) is not None:
            asked["model"] = implied[0]
        recommended = _recommended(table, asked)
        model = asked.get("model", recommended.get("model", "mlp" if table.is_built_in else TABULAR))
        anyway = {**_ANYWAY, "model": model, **(_OF_A_MIXTURE if model == TABULAR else {})}
        filled = {**anyway, **{name: value for name, value in recommended.items() if name in names}, **asked}
        beside = {name: value for name, value in recommended.items() if name not in names}
        if self.memory is not None and model in ("mlp", "perceptron"):
            window = min(_WINDOW_ROWS, _WINDOW_BYTES // (8 * len(table.features)))
            if window < table.n_rows:
                beside["shuffle_window"] = window
        filled["options"] = {**beside, **self.options}
        filled["target"] = table.targets if table.other_targets else table.target
        settings = RunSettings.from_dict(filled)
        settings._require_sequences()
        if settings.model == TABULAR and settings.repeats:
            raise PlanError(
                f"repeats are of one network, and the spread of a mixture is that of its folds, got "
                f"{settings.repeats}: omit --repeats, or use --model mlp"
            )
        return settings

    def for_task(self, table: Table, task: Task) -> RunSettings:
        """Return resolved settings with the task, and the split that suits it.

        Raises
        ------
        PlanError
            If a stratified split is asked for and there are no classes to draw by.
        """
        has_classes = task == "classification" and not self.is_recurrent and not table.other_targets
        if self.split == STRATIFIED and not has_classes:
            what = "whole sequences are split" if self.is_recurrent else "the target has no classes"
            if table.other_targets and not self.is_recurrent:
                what = "there are several targets"
            raise PlanError(
                f"a stratified split gives both parts rows of every class of one target, and {what}: use "
                "--split random"
            )
        default = STRATIFIED if has_classes and not table.is_built_in else RANDOM
        return dataclasses.replace(self, task=task, split=self.split or default)

    def implied_model(self, table: Table) -> tuple[str, str] | None:
        """Return a model that was not asked for but follows from other settings, and from which, in words.

        Parameters
        ----------
        table : Table
            Already loaded; one with several targets implies one network.

        Returns
        -------
        (str, str) or None
            Such as ``("mlp", "--hidden")``; None where the model is asked for or nothing implies one.
        """
        if self.model is not None:
            return None
        if self.sequence is not None or self.stream:
            return RECURRENT, "--stream" if self.stream else "--sequence"
        if table.is_built_in:
            return None
        given = [f"--{name.replace('_', '-')}" for name in _OF_A_NETWORK if getattr(self, name) is not None]
        given += [f"--set {name}" for name in self.options if name in NETWORK and name not in MIXTURE]
        given += ["several targets"] if table.other_targets else []
        return ("mlp", given[0]) if given else None

    def of_one_network(self, table: Table) -> RunSettings:
        """Return the settings for what needs one network: an mlp where a mixture would be trained by default.

        Raises
        ------
        PlanError
            If a mixture is asked for.
        """
        if self.model == TABULAR:
            raise PlanError(
                "one network is trained here, and --model tabular is a mixture of several: omit it, or use "
                "--model mlp"
            )
        is_mixture = self.resolved(table).model == TABULAR
        return dataclasses.replace(self, model="mlp") if is_mixture else self

    @property
    def is_recurrent(self) -> bool:
        """Whether a network with context neurons is trained, on sequences."""
        return self.model == RECURRENT

    def _require_sequences(self) -> None:
        given = f"--sequence {self.sequence}" if self.sequence is not None else "--stream"
        forms = self.sequence is not None or bool(self.stream)
        if forms and not self.is_recurrent:
            what = {"mlp": "an mlp", TABULAR: "a tabular model"}.get(str(self.model), f"a {self.model}")
            raise PlanError(
                f"{what} treats each row independently, got {given}: omit it, or use --model recurrent"
            )
        if self.is_recurrent and not forms:
            raise PlanError(
                "a recurrent network learns from sequences of rows: name the column that identifies them "
                "(--sequence COLUMN), or take the whole table as one (--stream)"
            )


def _recommended(table: Table, asked: Mapping[str, object]) -> dict[str, object]:
    """What a table recommends beside what was asked."""
    found = dict(table.recommended)
    if asked.get("model", found.get("model")) != found.get("model"):
        return {name: found[name] for name in _ABOUT_THE_DATA if name in found}
    if "sequence" in asked or "stream" in asked:
        found = {name: value for name, value in found.items() if name not in ("sequence", "stream")}
    return found

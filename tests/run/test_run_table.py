import dataclasses

import numpy as np
import polars
import pytest
from sklearn.linear_model import Perceptron as TheirPerceptron
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from rosenblatt.data import TableWarning, load_table
from rosenblatt.errors import DivergedError, RosenblattError, TableError
from rosenblatt.fitting import Fit
from rosenblatt.history import History
from rosenblatt.run import Run, RunSettings, Watcher, run_table
from rosenblatt.trial.parts import Prepared
from rosenblatt.trial.trial import Trial

WEATHER = polars.DataFrame(
    {
        "city": ["Berlin", "Köln", "Berlin", "Ulm", "Köln", "Ulm", "Berlin", "Köln", "Ulm", "Berlin"] * 4,
        "rain": [0.0, 3.5, None, 8.0, 1.0, 9.5, 0.5, None, 7.0, 2.0] * 4,
        "windy": [True, False, True, None, False, True, True, False, False, True] * 4,
        "mood": ["good", "bad", "good", "bad", "good", "bad", "good", "bad", "bad", "good"] * 4,
    }
)


def test_xor_gives_the_tutorials_table_to_eight_digits(xor: Run) -> None:
    assert len(xor.history) == 2055
    assert xor.stopped_by == "converged"
    probabilities = xor.evaluation.probabilities
    assert probabilities is not None
    assert np.round(probabilities[:, 1], 8).tolist() == [0.09175764, 0.91716798, 0.95430494, 0.04269456]
    assert np.round(probabilities[:, 0], 8).tolist() == [0.90824236, 0.08283202, 0.04569506, 0.95730544]


def test_iris_over_other_splits_is_what_scikit_learn_gives(iris: Run) -> None:
    X, y = load_table("iris").arrays()

    def score(seed: int) -> float:
        train_X, test_X, train_y, test_y = train_test_split(X, y, test_size=0.3, random_state=seed)
        scaler = StandardScaler().fit(train_X)
        theirs = TheirPerceptron(max_iter=50, eta0=1, tol=None).fit(scaler.transform(train_X), train_y)
        return theirs.score(scaler.transform(test_X), test_y)

    assert iris.evaluation.score == score(0)
    np.testing.assert_array_equal(iris.evaluation.repeats, [score(seed) for seed in range(1, 13)])


def test_a_run_says_what_was_asked_and_with_what(iris: Run) -> None:
    assert (iris.settings.model, iris.settings.seed, iris.settings.task) == (
        "perceptron",
        0,
        "classification",
    )
    assert iris.parameters["tol"] is None
    assert iris.table_summary.classes == (("setosa", 50), ("versicolor", 50), ("virginica", 50))
    assert iris.table_summary.first_rows[0] == (5.1, 3.5, 1.4, 0.2, "setosa")
    assert len(iris.table_summary.digest) == 64
    assert {"rosenblatt", "python", "numpy", "scikit-learn", "polars"} <= set(iris.versions)
    assert iris.created.endswith("+00:00")
    assert (iris.n_training, iris.n_test) == (105, 45)


def test_the_same_settings_give_the_same_model(iris: Run) -> None:
    again = run_table(dataclasses.replace(iris.settings, repeats=0))
    assert again.model == iris.model


def test_samples_are_the_prepared_rows_of_both_parts(iris: Run) -> None:
    samples = iris.samples
    assert samples.inputs.shape == (150, 4)
    assert (samples.part == "training").sum() == 105
    np.testing.assert_allclose(samples.inputs[samples.part == "training"].mean(axis=0), 0, atol=1e-12)
    predicted = iris.model.decide(iris.model.outputs(samples.inputs[samples.part == "test"]))
    np.testing.assert_array_equal(predicted, iris.evaluation.predicted)


def test_of_many_rows_six_hundred_samples_are_kept() -> None:
    run = run_table(RunSettings("digits", hidden=(), max_iter=2, repeats=0))
    assert run.samples.inputs.shape == (600, 64)
    assert 100 < (run.samples.part == "test").sum() < 200


@pytest.mark.parametrize("missing", ["drop", "mean", "most-frequent"])
def test_text_and_missing_values_go_all_the_way(missing: str) -> None:
    settings = RunSettings("weather", hidden=(4,), missing=missing, max_iter=30, repeats=2)  # type: ignore[arg-type]
    run = run_table(settings, table=load_table(WEATHER))
    assert run.model.classes == ("bad", "good")
    assert run.n_training + run.n_test == (28 if missing == "drop" else 40)
    truth = WEATHER["mood"].to_numpy()[run.evaluation.rows - 1]
    np.testing.assert_array_equal(truth, run.evaluation.truth)
    assert len(run.evaluation.repeats) == 2


def test_missing_values_without_a_way_on_are_an_error() -> None:
    with pytest.raises(TableError, match=r"'rain' \(8 of 40 rows\).*--missing fill"):
        run_table(RunSettings("weather", missing="error"), table=load_table(WEATHER))


def test_the_stages_pass_in_order() -> None:
    class Recorder(Watcher):
        def __init__(self) -> None:
            self.stages: list[str] = []

        def loaded(self, *_: object) -> None:
            self.stages.append("loaded")

        def prepared(self, preparation: object, n_training: int, n_test: int) -> None:
            self.stages.append(f"prepared {n_training} {n_test}")

        def started(self, max_iter: int) -> None:
            self.stages.append(f"started {max_iter}")

        def advanced(self, history: History) -> None:
            if self.stages[-1] != "advanced":
                self.stages.append("advanced")

        def trained(self, history: History, stopped_by: str) -> None:
            self.stages.append(f"trained {len(history)} {stopped_by}")

        def repeated(self, done: int, at_most: int) -> None:
            self.stages.append(f"repeated {done}/{at_most}")

    watcher = Recorder()
    run_table(RunSettings("iris", repeats=2), watcher=watcher)
    assert watcher.stages == [
        "loaded", "prepared 105 45", "started 50", "advanced", "trained 50 max_iter",
        "repeated 1/2", "repeated 2/2",
    ]  # fmt: skip


class Interrupting(Watcher):
    """Presses Ctrl-C once so many epochs, or so many repeats, have passed."""

    def __init__(self, epochs: int = 10**9, repeats: int = 10**9) -> None:
        self.epochs, self.repeats, self.heard = epochs, repeats, 0

    def advanced(self, history: History) -> None:
        if len(history) >= self.epochs:
            raise KeyboardInterrupt

    def interrupted(self) -> None:
        self.heard += 1


def test_ctrl_c_keeps_what_was_trained() -> None:
    watcher = Interrupting(epochs=1)
    run = run_table(RunSettings("digits", max_iter=5000, options={"tol": 0.0}), watcher=watcher)
    assert run.stopped_by == "interrupt"
    assert run.interrupted
    assert watcher.heard == 1
    assert 0 < len(run.history) < 5000
    assert not len(run.evaluation.repeats)
    assert run.evaluation.score > 0.1
    assert "interrupted" in [finding.kind for finding in run.findings]


def test_ctrl_c_while_the_spread_is_measured_keeps_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    fits = []
    begin = Trial.begin

    def interrupted_in_the_third(self: Trial, prepared: Prepared) -> Fit:
        fits.append(1)
        if len(fits) == 3:
            raise KeyboardInterrupt
        return begin(self, prepared)

    monkeypatch.setattr(Trial, "begin", interrupted_in_the_third)
    watcher = Interrupting()
    run = run_table(RunSettings("moons", max_iter=3), watcher=watcher)
    assert (run.interrupted, run.stopped_by, watcher.heard) == (True, "max_iter", 1)
    assert len(run.evaluation.repeats) == 1


def test_warnings_about_the_table_become_findings() -> None:
    rare = WEATHER.with_columns(city=polars.Series([f"town {row}" for row in range(40)]))
    run = run_table(
        RunSettings("rare", hidden=(2,), max_iter=2, missing="drop", repeats=0),
        table=load_table(rare, keep="city"),
    )
    (finding,) = (each for each in run.findings if each.kind == "about the table")
    assert "city" in finding.text


def test_a_fit_that_diverges_is_an_error_that_names_epoch_and_layer() -> None:
    with pytest.raises(DivergedError, match=r"after epoch \d+"):
        run_table(RunSettings("diabetes", solver="sgd", learning_rate=1e6, repeats=0))


def test_one_class_only_is_an_error_of_a_network() -> None:
    table = load_table(polars.DataFrame({"x": [1, 2, 3, 4], "y": ["a"] * 4}))
    with pytest.raises(RosenblattError, match="only one class, 'a'"):
        run_table(RunSettings("t", model="mlp"), table=table)


def test_no_warning_leaves_a_run() -> None:
    assert issubclass(TableWarning, UserWarning)  # warnings are errors in these tests
    run_table(RunSettings("moons", max_iter=2, repeats=1))

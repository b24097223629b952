"""What a run tells of its perceptron: a plane with its bound, or a contradiction and going in circles."""

import json
import pickle

import numpy as np
import polars
import pytest
from tests.run.folder.test_document import read_back

from rosenblatt.data import load_table
from rosenblatt.insight.separation.perceptron import QUICK, Separations, examine_perceptron
from rosenblatt.run import Finding, Run, RunSettings, run_table
from rosenblatt.run.folder.document import to_document, to_json
from rosenblatt.trial.prepare import prepare
from rosenblatt.trial.trial import Trial


def examined(table: str | polars.DataFrame, **settings: object) -> Run:
    loaded = None if isinstance(table, str) else load_table(table)
    asked = {"model": "perceptron", "repeats": 0, "test_size": 0, **settings}
    return run_table(RunSettings(table if loaded is None else "t", **asked), table=loaded)  # type: ignore[arg-type]


def known(run: Run) -> Separations:
    assert run.separability is not None
    return run.separability


def found(run: Run) -> Finding | None:
    kinds = ("going in circles", "still making mistakes")
    return next((each for each in run.findings if each.kind in kinds), None)


def test_a_separable_gate_has_margin_bound_and_the_mistakes_made() -> None:
    run = examined("and")
    made = int(run.history["mistakes"].sum())
    assert known(run).text == f"Separable: margin 0.354, at most 51 mistakes (made {made})."
    assert 0 < made <= 51
    assert not known(run).cycling
    assert known(run).separable
    assert found(run) is None


def test_xor_is_contradicted_by_its_four_rows_and_goes_round() -> None:
    run = examined("xor")
    last = run.history["mistakes"][-10:]
    assert known(run).text == (
        "Not separable: rows 1, 2, 3 and 4 contradict each other. The perceptron cycles: "
        f"{last.min():.0f} to {last.max():.0f} mistakes in each of its last {len(last)} epochs."
    )
    assert known(run).cycling
    assert known(run).returns_after is None
    (neuron,) = known(run).neurons
    assert (neuron.separable, neuron.margin, neuron.most_mistakes) == (False, 0, None)
    assert sorted(neuron.rows) == [1, 2, 3, 4]
    assert neuron.shares == pytest.approx([0.25] * 4)
    finding = found(run)
    assert finding is not None
    assert finding.kind == "going in circles"
    assert finding.text.startswith("No plane separates the classes, so every epoch has a mistake")
    assert "--set average=True" in finding.remedy


def test_without_shuffling_a_true_cycle_is_seen_in_the_weights() -> None:
    run = examined("xor", options={"shuffle": False})
    # From the weights 0 on, every epoch corrects all four rows, and the corrections cancel.
    assert run.history["mistakes"].tolist() == [4] * len(run.history)
    assert known(run).returns_after == 1
    assert known(run).text.endswith("epochs, and its weights are the same again after every epoch.")


def test_a_cycle_of_several_epochs_is_told_with_its_length() -> None:
    corners = [[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    rows = polars.DataFrame(corners, schema=["x1", "x2", "x3"], orient="row")
    rows = rows.with_columns(y=polars.Series([1, 1, 0, 0, 0, 0, 1, 0]))
    options = {"shuffle": False, "tol": None}
    run, again = (examined(rows, options=options, max_iter=epochs) for epochs in (50, 53))
    assert run.history["mistakes"][-6:].tolist() == [5, 2, 3, 5, 2, 3]
    assert known(run).returns_after == 3
    assert known(run).text.endswith("and its weights are the same again after every 3 epochs.")
    assert np.array_equal(run.model.network.parameters, again.model.network.parameters)


def test_watching_for_a_cycle_leaves_the_perceptron_as_it_was() -> None:
    settings = RunSettings("xor", model="perceptron", options={"shuffle": False}).resolved(load_table("xor"))
    trained = Trial.of(settings, "classification").train(
        prepare(load_table("xor"), np.arange(1, 5), settings, "classification", 0)
    )
    before = pickle.dumps(trained.fit)
    part = trained.prepared.training
    given = trained.fit, trained.model.classes, part.inputs, part.truth, part.rows
    first, second = examine_perceptron(*given), examine_perceptron(*given)  # type: ignore[arg-type]
    assert first == second
    assert first is not None
    assert first.returns_after == 1
    assert pickle.dumps(trained.fit) == before


def test_iris_tells_of_each_class_with_the_rows_of_the_table(iris: Run) -> None:
    seen = {each.label: each for each in known(iris).neurons}
    assert seen["setosa"].separable
    assert not seen["versicolor"].separable
    table = load_table("iris").frame
    rows = np.array(seen["versicolor"].rows) - 1
    labels = table["species"].to_numpy()[rows]
    assert {"versicolor"} < set(labels.tolist())
    inputs = table.select(table.columns[:4]).to_numpy()[rows]
    signs = np.where(labels == "versicolor", 1, -1)
    shares = np.array(seen["versicolor"].shares)
    # The contradiction of the prepared inputs is one of the table's own numbers.
    assert (shares * signs) @ np.column_stack([inputs, np.ones(len(rows))]) == pytest.approx(0, abs=1e-9)
    assert "setosa (margin 0.699, at most 51 mistakes, made 3)" in known(iris).text
    assert "Not separable: versicolor (rows " in known(iris).text
    finding = found(iris)
    assert finding is not None
    assert finding.text.startswith("No plane separates versicolor from the rest, so")


def test_a_plane_not_yet_found_asks_for_more_epochs() -> None:
    rows = polars.DataFrame(
        {"x": [1.0, 1.1, 5.0, 5.1], "z": [0.2, 0.3, 0.25, 9.0], "y": ["a", "b", "b", "a"]}
    )
    run = next(run for seed in range(20) if found(run := examined(rows, max_iter=1, seed=seed)))
    finding = found(run)
    assert known(run).separable
    assert finding is not None
    assert finding.kind == "still making mistakes"
    assert finding.text.startswith("A plane separates the classes, but in its last epoch")
    assert "--max-iter 2 " in finding.remedy


def test_averaged_weights_are_not_told_to_be_averaged() -> None:
    finding = found(examined("xor", options={"average": True}))
    assert finding is not None
    assert finding.remedy == "Use --model mlp."


@pytest.mark.parametrize("options", [{"fit_intercept": False}, {"early_stopping": True}])
def test_another_question_is_not_answered(options: dict[str, object]) -> None:
    rows = polars.DataFrame({"x": [0, 1, 2, 3] * 10, "y": ["a", "b", "b", "a"] * 10})
    run = examined(rows, options=options)
    assert run.separability is None
    finding = found(run)
    assert finding is None or "it has found no plane" in finding.text


@pytest.mark.parametrize("options", [{"penalty": "l2"}, {"class_weight": "balanced"}])
def test_where_the_bound_does_not_hold_none_is_given(options: dict[str, object]) -> None:
    assert known(examined("and", options=options)).text == "Separable: margin 0.354."


def test_a_network_with_a_hidden_layer_is_not_examined(xor: Run) -> None:
    assert xor.separability is None


def wide(n: int) -> polars.DataFrame:
    """Too many numbers for a quick answer; two clouds."""
    generator = np.random.default_rng(0)
    values = generator.normal(size=(n, QUICK // n + 1))
    values[::2, 0] += 20
    frame = polars.DataFrame({f"x{k}": column for k, column in enumerate(values.T)})
    return frame.with_columns(y=polars.Series(["far", "near"] * (n // 2)))


def test_in_a_large_table_the_perceptrons_own_weights_are_the_proof() -> None:
    run = examined(wide(1000))
    text = known(run).text
    assert text.startswith("Separable, as its own weights prove: margin ")
    (neuron,) = known(run).neurons
    assert not neuron.largest
    assert neuron.most_mistakes is not None
    assert neuron.mistakes <= neuron.most_mistakes
    outputs = run.samples.inputs @ run.model.network.weights[0][:, 0] + run.model.network.biases[0]
    assert np.array_equal(outputs > 0, run.samples.labels == "near")


def test_of_a_large_table_nothing_is_said_without_a_proof() -> None:
    frame = wide(1000)
    shuffled = frame.with_columns(y=polars.Series(["far", "far", "near", "near"] * 250))
    assert examined(shuffled, max_iter=2).separability is None


def test_in_a_large_table_classes_without_a_proof_are_named() -> None:
    generator = np.random.default_rng(0)
    rows = generator.normal(size=(6000, 3))
    rows[::3] += 30
    frame = polars.DataFrame({f"x{k}": column for k, column in enumerate(rows.T)})
    run = examined(frame.with_columns(y=polars.Series(["far", "b", "c"] * 2000)), max_iter=20)
    assert known(run).unknown == ("b", "c")
    assert not known(run).separable
    assert known(run).text.startswith("Separable from the rest: far (margin ")
    assert known(run).text.endswith("Not examined, because it would take too long: b, c.")


@pytest.mark.parametrize("table", ["and", "xor", "iris"])
def test_it_comes_back_from_the_document(table: str) -> None:
    run = examined(table, options={"shuffle": False})
    document = json.loads(to_json(to_document(run)))
    assert read_back(run, document).separability == run.separability


def test_a_run_from_before_it_was_asked_is_read(iris: Run) -> None:
    document = to_document(iris)
    del document["separability"]
    assert read_back(iris, document).separability is None

"""A recurrent model's answers to the rows of a sequence, in the table's own words."""

import numpy as np
import polars as pl
import pytest
from tests.trace.recurrent import adder, drawn

from rosenblatt.data import Preparation
from rosenblatt.errors import PlanError, TableError
from rosenblatt.model import Model
from rosenblatt.network import Network
from rosenblatt.plan import Plan
from rosenblatt.trace import explain_sequence

TABLE = pl.DataFrame({"letter": ["b", "a", "d", "i"], "next": ["vowel", "consonant", "vowel", "consonant"]})


def letters():
    """A model over a text column with its preparation."""
    preparation = Preparation.fit(TABLE, target="next", features=["letter"], task="classification")
    network = drawn((4, 3, 1), ("tanh", "logistic"), "elman")
    return Model(
        "recurrent", "classification", network, preparation, ("consonant", "vowel"), predict_at="every"
    )


def test_each_row_is_prepared_traced_and_decided():
    model = letters()
    told = explain_sequence(model, TABLE, loss="binary_log_loss")
    inputs = model.inputs(TABLE)
    np.testing.assert_array_equal(told.trace.outputs, model.network.forward(inputs))
    assert list(told.predictions) == model.predict(TABLE).tolist()
    assert told.truths == tuple(TABLE["next"])
    assert not np.isnan(told.trace.errors).any()
    text = told.to_text()
    assert max(map(len, text.splitlines())) <= 80
    assert f"Step 3: the answer is {told.predictions[2]}" in text
    assert "letter  d -> letter=d is 1" in text
    assert "h1.1 before  = 0.5" in text
    wrong = [place for place in range(4) if told.predictions[place] != told.truths[place]]
    assert wrong, "this network is not trained"
    assert f"(the row says {told.truths[wrong[0]]})" in text
    for written in (told.to_html(page=True), told.to_latex()):
        assert "The answers" in written


def test_what_training_on_the_rows_would_change():
    told = explain_sequence(letters(), TABLE)
    assert np.isnan(told.trace.errors).all()
    update = told.update(Plan("binary_log_loss", "sgd"))
    assert update.windows[0].n_targets == 4
    page = told.page(update=update, notes=["As it stands."]).to_text()
    assert "The update after step 4" in page
    assert "As it stands." in page
    one = told.update(Plan("binary_log_loss", "sgd"), [None, None, None, "vowel"])
    assert one.windows[0].n_targets == 1


def test_rows_without_names_and_numbers_as_answers():
    model = Model("recurrent", "regression", adder(), predict_at="every")
    assert explain_sequence(model, np.array([[3.0], [4.0]])).predictions == (3.0, 7.0)
    assert explain_sequence(model, [{"x1": 1}, {"x1": 1}, {"x1": 1}]).predictions == (1.0, 2.0, 3.0)


def test_a_long_sequence_is_folded():
    text = explain_sequence(
        Model("recurrent", "regression", adder(), predict_at="every"), np.ones((50, 1))
    ).to_text()
    assert text.count("38 more steps") == 2
    assert "step 50  50" in text


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([], "needs at least one row, got none"),
        ([[1], [1, 2]], r"step 2: the model knows 1 features \('x1'\), got a row of 2 values"),
        ("rows", "a sequence of rows can be explained, got 'rows'"),
        (5, "got 5: give a list of rows"),
    ],
)
def test_rows_that_do_not_fit_are_named(rows, message):
    with pytest.raises(TableError, match=message):
        explain_sequence(Model("recurrent", "regression", adder(), predict_at="every"), rows)


def test_a_class_that_the_model_does_not_know_is_named_with_its_step():
    told = explain_sequence(letters(), TABLE)
    with pytest.raises(TableError, match="step 2: "):
        told.update(Plan("binary_log_loss"), ["vowel", "stop", None, None])
    without = explain_sequence(letters(), TABLE.drop("next"))
    with pytest.raises(TableError, match="no row contains its target"):
        without.update(Plan("binary_log_loss"))


def test_a_model_without_context_neurons_is_refused():
    with pytest.raises(PlanError, match="without context neurons has no sequences"):
        explain_sequence(Model("mlp", "regression", Network((1, 1), ("identity",))), [[1]])

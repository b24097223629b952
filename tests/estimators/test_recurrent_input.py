"""Sequences that people pass in: all forms are read alike, and what is wrong is named by its place."""

import pickle
import re

import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.exceptions import ConvergenceWarning

from rosenblatt import RecurrentClassifier, RecurrentRegressor

RANDOM = np.random.RandomState(0)
BLOCK = RANDOM.randn(6, 4, 2)
LISTED = list(BLOCK)
ROWS = BLOCK.reshape(6, 8)
LAST = np.array([0, 1, 0, 1, 1, 0])
EVERY = RANDOM.randint(2, size=(6, 4))
UNEVEN = [BLOCK[0], BLOCK[1, :2], BLOCK[2, :1], BLOCK[3]]
UNEVEN_Y = [EVERY[0], EVERY[1, :2], EVERY[2, :1], EVERY[3]]


def classifier(**parameters):
    return RecurrentClassifier((3,), random_state=0, **parameters)


def regressor(**parameters):
    return RecurrentRegressor(hidden_layer_sizes=(3,), random_state=0, **parameters)


# ---- Forms -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 6])
def test_arrays_of_a_list_may_lie_column_by_column(n):
    """As polars and a transposed array have them."""
    turned = [np.asfortranarray(each) for each in LISTED[:n]]
    learned, expected = (
        classifier(predict_at="every").partial_fit(X, EVERY[:n], classes=[0, 1]) for X in (turned, LISTED[:n])
    )
    assert learned.network_ == expected.network_
    assert_array_equal(learned.predict(turned), expected.predict(LISTED[:n]))


@pytest.mark.parametrize(
    ("form", "parameters"),
    [
        (LISTED, {}),
        (tuple(LISTED), {}),
        (BLOCK.tolist(), {}),
        (BLOCK, {}),
        (ROWS, {"step_size": 2}),
        (ROWS.tolist(), {"step_size": 2}),
        (pd.DataFrame(ROWS), {"step_size": 2}),
        ([pd.DataFrame(each) for each in LISTED], {}),
        ([pl.DataFrame(each) for each in LISTED], {}),
        (np.asfortranarray(BLOCK), {}),
    ],
)
def test_all_forms_of_the_same_sequences_say_the_same(form, parameters):
    expected = classifier().initialize(BLOCK, LAST).predict_proba(BLOCK)
    model = classifier(**parameters).initialize(form, LAST)
    assert model.network_.n_inputs == 2
    assert_array_equal(model.predict_proba(form), expected)


def test_sequences_of_different_lengths_may_come_in_an_array_of_objects():
    box = np.empty(4, dtype=object)
    box[:] = UNEVEN
    model = classifier().initialize(UNEVEN, LAST[:4])
    assert_array_equal(model.predict(box), model.predict(UNEVEN))


def test_a_sequence_says_the_same_alone_and_among_longer_ones():
    model = classifier().initialize(UNEVEN, LAST[:4])
    together = model.predict_proba(UNEVEN)
    for k, each in enumerate(UNEVEN):
        assert_allclose(model.predict_proba([each])[0], together[k], rtol=1e-13)


def test_outputs_are_those_of_the_network():
    model = regressor(predict_at="every").initialize(UNEVEN, UNEVEN_Y)
    for steps, predicted in zip(UNEVEN, model.predict(UNEVEN), strict=True):
        assert_allclose(predicted, model.network_.forward(steps)[:, 0], rtol=1e-13)
    last = regressor().initialize(UNEVEN, LAST[:4])
    ends = [last.network_.forward(steps)[-1, 0] for steps in UNEVEN]
    assert_allclose(last.predict(UNEVEN), ends, rtol=1e-13)


@pytest.mark.parametrize(
    ("kind", "targets", "shape"),
    [
        (classifier, EVERY, ()),
        (regressor, EVERY + 0.5, ()),
        (regressor, np.stack([EVERY, EVERY], axis=2) + 0.5, (2,)),
        (classifier, np.stack([EVERY, 1 - EVERY], axis=2), (2,)),
        (classifier, np.stack([EVERY + 1, EVERY * 2], axis=2), (2,)),
    ],
)
def test_predictions_at_every_step_have_the_form_of_the_targets(kind, targets, shape):
    model = kind(predict_at="every").initialize(BLOCK, targets)
    assert model.predict(BLOCK).shape == (6, 4, *shape)
    listed = model.predict(LISTED)
    assert isinstance(listed, list)
    assert_array_equal(np.stack(listed), model.predict(BLOCK))
    assert [each.shape for each in model.predict(UNEVEN)] == [(len(each), *shape) for each in UNEVEN]
    assert model.score(LISTED, list(targets)) == model.score(BLOCK, targets)


def test_rows_of_a_matrix_have_targets_for_every_step_too():
    model = classifier(predict_at="every", step_size=2).initialize(ROWS, EVERY)
    assert model.predict(ROWS).shape == (6, 4)
    assert model.n_features_in_ == 8


def test_probabilities_at_every_step_have_a_column_for_each_class():
    model = classifier(predict_at="every").initialize(UNEVEN, UNEVEN_Y)
    for steps, probabilities, logarithms in zip(
        UNEVEN, model.predict_proba(UNEVEN), model.predict_log_proba(UNEVEN), strict=True
    ):
        assert probabilities.shape == (len(steps), 2)
        assert_allclose(probabilities.sum(axis=1), 1)
        assert_array_equal(logarithms, np.log(probabilities))


def test_several_targets_with_classes_of_their_own_have_probabilities_each():
    targets = np.stack([EVERY + 1, EVERY * 2], axis=2)
    model = classifier(predict_at="every").initialize(BLOCK, targets)
    first, second = model.predict_proba(BLOCK)
    assert first.shape == second.shape == (6, 4, 2)
    logarithms = model.predict_log_proba(BLOCK)
    assert_array_equal(logarithms[1], np.log(second))


def test_one_feature_a_step_is_what_rows_hold_by_default():
    model = classifier().initialize(ROWS, LAST)
    assert (model.network_.n_inputs, model.n_features_in_) == (1, 8)
    assert_array_equal(model.predict(ROWS), model.predict(ROWS[:, :, None]))


def test_single_precision_stays_single_precision():
    model = regressor().initialize([each.astype(np.float32) for each in UNEVEN], LAST[:4])
    assert model.network_.dtype == np.float32
    assert model.predict(UNEVEN).dtype == np.float32
    mixed = regressor().initialize([UNEVEN[0].astype(np.float32), UNEVEN[1]], LAST[:2])
    assert mixed.network_.dtype == np.float64


def test_hidden_activations_are_told_of_every_step_in_the_form_of_the_sequences():
    model = classifier().initialize(UNEVEN, LAST[:4])
    hidden, outputs = model.hidden_activations(UNEVEN)
    for steps, of_hidden, of_outputs in zip(UNEVEN, hidden, outputs, strict=True):
        expected = model.network_.layer_values(steps)
        assert_allclose(of_hidden, expected[1], rtol=1e-13)
        assert_allclose(of_outputs, expected[2], rtol=1e-13)
    assert model.hidden_activations(BLOCK)[0].shape == (6, 4, 3)


# ---- Names of features -------------------------------------------------------------------------------


def named(steps, names=("x", "y")):
    return pd.DataFrame(steps, columns=list(names))


def test_names_of_features_are_those_of_the_tables():
    model = classifier().initialize([named(each) for each in UNEVEN], LAST[:4])
    assert_array_equal(model.feature_names_in_, ["x", "y"])
    assert model.n_features_in_ == 2
    rows = classifier(step_size=2).initialize(named(ROWS, "abcdefgh"), LAST)
    assert_array_equal(rows.feature_names_in_, list("abcdefgh"))
    again = model.initialize(UNEVEN, LAST[:4])
    assert not hasattr(again, "feature_names_in_")


def test_tables_with_other_columns_are_refused():
    with pytest.raises(
        ValueError,
        match="sequence 1 has the columns y, x, sequence 0 has x, y: every step must have the same",
    ):
        classifier().initialize([named(UNEVEN[0]), named(UNEVEN[1], ("y", "x"))], LAST[:2])
    with pytest.raises(ValueError, match="sequence 1 has the columns no names, sequence 0 has x, y"):
        classifier().initialize([named(UNEVEN[0]), UNEVEN[1]], LAST[:2])
    model = classifier().initialize([named(each) for each in UNEVEN], LAST[:4])
    with pytest.raises(ValueError, match="feature names should match"):
        model.predict([named(UNEVEN[0], ("x", "z"))])


# ---- What is wrong -----------------------------------------------------------------------------------

HOLE = [each.copy() for each in UNEVEN]
HOLE[1][1, 0] = np.nan
EDGE = BLOCK.copy()
EDGE[4, 2, 1] = np.inf
HOLED_ROWS = ROWS.copy()
HOLED_ROWS[3, 5] = np.nan
TEXT = np.array([["a", "b"]])

WRONG = {
    "an empty sequence": (
        [UNEVEN[0], np.empty((0, 2))],
        LAST[:2],
        {},
        "sequence 1 has no step: leave empty sequences out",
    ),
    "an empty list as a sequence": ([UNEVEN[0].tolist(), []], LAST[:2], {}, "sequence 1 has no step"),
    "an empty sequence first": ([np.empty((0, 2)), UNEVEN[0]], LAST[:2], {}, "sequence 0 has no step"),
    "no steps in an array": (np.empty((2, 0, 3)), LAST[:2], {}, "sequence 0 has 0 steps of 3 features"),
    "no sequences in an array": (np.empty((0, 2, 3)), LAST[:0], {}, "0 sample"),
    "another width": (
        [UNEVEN[0], np.ones((3, 3))],
        LAST[:2],
        {},
        "sequence 1 has 3 features, sequence 0 has 2: every step must have the same ones",
    ),
    "sequences without features": (
        [np.ones(3), np.ones(2)],
        LAST[:2],
        {},
        "sequence 0 has the shape (3,), (n_steps, n_features) is needed, for a single feature use x.reshape",
    ),
    "steps of two dimensions": (
        [np.ones((3, 2, 2)), np.ones((1, 2, 2))],
        LAST[:2],
        {},
        "sequence 0 has the shape (3, 2, 2), (n_steps, n_features) is needed",
    ),
    "text": ([UNEVEN[0], TEXT], LAST[:2], {}, "sequence 1 is no array of numbers (n_steps, n_features): "),
    "complex numbers": ([UNEVEN[0] + 1j], LAST[:1], {}, "sequence 0 is no array of numbers"),
    "a row that is no whole number of steps": (
        ROWS,
        LAST,
        {"step_size": 3},
        "step_size must divide the 8 features of a row, got 3",
    ),
    "NaN in a list": (HOLE, LAST[:4], {}, "X contains NaN: sequence 1, step 1, feature 0 is nan"),
    "infinity in an array": (EDGE, LAST, {}, "X contains infinity: sequence 4, step 2, feature 1 is inf"),
    "NaN in a row": (
        HOLED_ROWS,
        LAST,
        {"step_size": 2},
        "X contains NaN: sequence 3, step 2, feature 1 is nan: fill it in, or omit the sequence",
    ),
    "NaN in a stream": (
        HOLED_ROWS,
        LAST,
        {"stateful": True},
        "X contains NaN: step 3, feature 5 is nan",
    ),
    "too few targets": (UNEVEN, LAST[:3], {}, "y has 3 targets, X has 4 sequences: give one for each"),
    "targets of every step where the last is judged": (
        UNEVEN,
        UNEVEN_Y,
        {},
        "sequence 0 has 4 targets, where one a sequence is taken: predict_at='every' takes one for each step",
    ),
    "an array of them": (
        BLOCK,
        EVERY[:, :, None],
        {},
        "sequence 0 has 4 targets, where one a sequence is taken",
    ),
    "a target too few": (
        UNEVEN,
        [EVERY[0], EVERY[1, :1], EVERY[2, :1], EVERY[3]],
        {"predict_at": "every"},
        "sequence 1 has 2 steps and 1 targets: give one a step",
    ),
    "targets of too few sequences": (
        UNEVEN,
        UNEVEN_Y[:3],
        {"predict_at": "every"},
        "y holds the targets of 3 sequences, X has 4",
    ),
    "one target where every step is judged": (
        UNEVEN,
        LAST[:4],
        {"predict_at": "every"},
        "sequence 0 has 4 steps and one target: predict_at='every' needs a target for each step",
    ),
    "targets of other columns": (
        LISTED[:2],
        [np.ones((4, 2)), np.ones((4, 3))],
        {"predict_at": "every"},
        "the targets of sequence 1 have the shape (4, 3), those of sequence 0 (4, 2)",
    ),
    "a number for all targets": (
        UNEVEN,
        1,
        {"predict_at": "every"},
        "y must hold the targets of 4 sequences, got int",
    ),
    "no targets": (UNEVEN, None, {}, "requires y to be passed, but the target y is None"),
    "several targets a step of a stream": (
        ROWS,
        [[1, 2], [1], [1], [1], [1], [1]],
        {"stateful": True},
        "step 0 has 2 targets, where one a step is taken",
    ),
}


@pytest.mark.parametrize("kind", [classifier, regressor])
@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named_with_its_place(name, kind):
    X, y, parameters, message = WRONG[name]
    model = kind(**parameters)
    for call in (model.fit, model.initialize):
        with pytest.raises(ValueError, match=re.escape(message)):
            call(X, y)


@pytest.mark.parametrize("kind", [classifier, regressor])
@pytest.mark.parametrize(
    ("X", "message"),
    [
        (scipy.sparse.csr_array(ROWS), r"X is sparse, dense sequences are needed: use X\.toarray"),
        ([scipy.sparse.csr_array(BLOCK[0])], r"sequence 0 is sparse.*use sequence\.toarray"),
    ],
)
def test_sparse_sequences_are_refused(X, message, kind):
    with pytest.raises(TypeError, match=message):
        kind().initialize(X, LAST[: len(X) if isinstance(X, list) else 6])


def test_a_fitted_network_takes_steps_of_its_own_width_only():
    model = classifier().initialize(UNEVEN, LAST[:4])
    message = "X has steps of 3 features, the network was fitted to steps of 2"
    with pytest.raises(ValueError, match=message):
        model.predict([np.ones((2, 3))])
    with pytest.raises(ValueError, match=message):
        model.predict(np.ones((2, 2, 3)))
    rows = classifier(step_size=2).initialize(ROWS, LAST)
    assert_array_equal(rows.predict(BLOCK), rows.predict(ROWS))
    assert_array_equal(rows.predict(LISTED), rows.predict(ROWS))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"cell": "elmann"}, "did you mean 'elman'"),
        ({"predict_at": "first"}, "predict_at"),
        ({"step_size": 0}, "step_size"),
        ({"backprop_steps": 0}, "backprop_steps"),
        ({"update_steps": 2}, "update_steps=2 needs backprop_steps"),
        ({"backprop_steps": 2, "update_steps": 3}, "update_steps must be at most backprop_steps=2"),
        ({"initial_context": "learnt"}, "did you mean 'learned'"),
        ({"initial_context": np.inf}, "initial_context"),
        ({"hidden_layer_sizes": ()}, "use cell='jordan'"),
        ({"solver": "lbfgs", "backprop_steps": 2}, "lbfgs needs the gradient through all steps"),
        ({"predict_at": "every", "stratified": True}, "stratified=True needs one target a sequence"),
        ({"stateful": True, "stratified": True}, "stratified=True needs one target a sequence"),
    ],
)
def test_impossible_parameters_are_refused(parameters, message):
    targets = EVERY if parameters.get("predict_at") == "every" else LAST
    with pytest.raises(ValueError, match=message):
        RecurrentClassifier(**parameters).fit(BLOCK, targets)


SERIES = np.sin(np.arange(60) / 5)


@pytest.mark.parametrize(
    "X",
    [SERIES[:, None], SERIES[:, None, None], list(SERIES[:, None, None]), pd.DataFrame({"x": SERIES})],
    ids=["rows", "array", "list", "table"],
)
def test_sequences_of_one_step_are_warned_of_with_what_may_have_been_meant(X):
    model = RecurrentRegressor(hidden_layer_sizes=(2,), solver="lbfgs", max_iter=1, random_state=0)
    with (
        pytest.warns(UserWarning, match="60 sequences has one step.*stateful=True.*step_size"),
        pytest.warns(ConvergenceWarning),
    ):
        model.fit(X, SERIES)


@pytest.mark.parametrize(
    ("X", "parameters"),
    [
        (SERIES[:, None], {"stateful": True}),
        (SERIES.reshape(30, 2), {"step_size": 1}),
        (SERIES.reshape(30, 2, 1), {}),
        ([SERIES[:1, None], SERIES[:2, None]], {}),
    ],
    ids=["a stream", "rows of two steps", "an array", "one longer"],
)
def test_where_something_is_carried_over_there_is_no_warning(X, parameters):
    RecurrentRegressor(hidden_layer_sizes=(2,), **parameters).initialize(X, SERIES[: len(X)])


@pytest.mark.parametrize("fitted", ["array", "list"])
def test_a_matrix_is_refused_by_a_network_fitted_to_sequences_with_both_meanings(fitted):
    windows = SERIES.reshape(6, 10, 1)
    model = RecurrentRegressor(hidden_layer_sizes=(2,), random_state=0)
    model.initialize(windows if fitted == "array" else list(windows), SERIES[:6])
    one = windows[0]
    for matrix in (one, one.tolist(), pd.DataFrame(one, columns=["x"])):
        with pytest.raises(ValueError, match=r"one sequence give \[X\].*one step, give X\[:, None\]"):
            model.predict(matrix)
    with pytest.raises(ValueError, match="two dimensions"):
        model.score(one, SERIES[:10])
    with pytest.raises(ValueError, match="two dimensions"):
        model.partial_fit(one, SERIES[:10])
    assert model.predict([one]) == model.predict(one[None]) == model.predict(windows)[:1]
    assert model.predict(one[:, None]).shape == (10,)


def test_a_stream_and_rows_with_step_size_stay_as_they_are():
    stream = RecurrentRegressor(hidden_layer_sizes=(2,), stateful=True).initialize(
        SERIES[None, :, None], [SERIES]
    )
    assert len(stream.predict(SERIES[:, None])) == 60
    rows = RecurrentRegressor(hidden_layer_sizes=(2,), step_size=1).initialize(
        SERIES.reshape(6, 10), SERIES[:6]
    )
    assert rows.predict(SERIES.reshape(6, 10)).shape == (6,)
    again = pickle.loads(pickle.dumps(rows))
    assert_array_equal(again.predict(SERIES.reshape(6, 10)), rows.predict(SERIES.reshape(6, 10)))

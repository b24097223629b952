import pickle

import pytest

from rosenblatt.errors import (
    DivergedError,
    ModelFileError,
    PlanError,
    RosenblattError,
    TableError,
    nearest,
    require_known,
)


@pytest.mark.parametrize("error", [TableError, PlanError, ModelFileError, DivergedError])
def test_every_error_is_a_rosenblatt_error_and_a_value_error(error):
    assert issubclass(error, RosenblattError)
    assert issubclass(error, ValueError)


def test_diverged_error_names_epoch_layer_and_remedy():
    error = DivergedError(3, 2, "hidden layer 2")
    assert (error.epoch, error.layer, error.layer_name) == (3, 2, "hidden layer 2")
    for words in ("hidden layer 2", "after epoch 3", "smaller learning rate", "standardise", "max_grad_norm"):
        assert words in str(error)


def test_diverged_error_survives_a_process_border():
    error = DivergedError(3, 2, "hidden layer 2")
    again = pickle.loads(pickle.dumps(error))
    assert (again.epoch, again.layer, again.layer_name, str(again)) == (3, 2, "hidden layer 2", str(error))


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("rellu", ", did you mean 'relu'?"),
        ("ReLU", ", did you mean 'relu'?"),
        ("tahn", ", did you mean 'tanh'?"),
        ("qqqq", ""),
        (7, ""),
        (None, ""),
    ],
)
def test_nearest_proposes_the_name_that_was_meant_and_nothing_far_off(given, text):
    assert nearest(given, ("relu", "tanh", "identity")) == text


def test_nothing_is_near_to_what_is_no_name():
    assert nearest(None, ("not", "nor")) == ""
    assert nearest(1, ("1",)) == ""


def test_nearest_keeps_the_case_of_the_known_name():
    assert nearest("sepal length", ["Sepal_Length"]) == ", did you mean 'Sepal_Length'?"


def test_require_known_accepts_what_is_known():
    require_known("solver", "adam", ("sgd", "adam"))


@pytest.mark.parametrize("value", ["adm", 3, None, ["adam"], ("adam",)])
def test_require_known_names_parameter_value_and_choices(value):
    with pytest.raises(PlanError) as caught:
        require_known("solver", value, iter(("sgd", "adam")))
    assert str(caught.value).startswith(f"solver must be one of sgd, adam; got {value!r}")


def test_require_known_raises_the_kind_of_error_it_is_told_to():
    with pytest.raises(ModelFileError, match="did you mean 'adam'"):
        require_known("solver", "adm", ("sgd", "adam"), ModelFileError)

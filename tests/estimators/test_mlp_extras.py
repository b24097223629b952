"""Every keyword beyond scikit-learn's does what it says, in numbers that can be checked by hand."""

import warnings

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import log_loss
from sklearn.utils import compute_sample_weight

from rosenblatt import MLPClassifier, MLPRegressor, Network
from rosenblatt.errors import PlanError
from rosenblatt.estimators.fits import fit_of
from rosenblatt.formulas.activations import HIDDEN_ACTIVATIONS

IRIS = load_iris(return_X_y=True)
RANDOM = np.random.RandomState(0)
X = RANDOM.standard_normal((60, 3))
CLASSES = (X[:, 0] + 0.3 * RANDOM.standard_normal(60) > 0).astype(int)
NUMBERS = X[:, 0] - 2 * X[:, 1]

ONE = np.ones((1, 1))
"""A single sample with a single feature."""

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")


def one_step(y=3.0, **parameters):
    """A regressor of one weight and one bias, both 0, after one step on the sample 1 -> y."""
    settings = {"hidden_layer_sizes": (), "init": "zeros", "max_iter": 1, "alpha": 0.0, **parameters}
    return MLPRegressor(**settings).fit(ONE, [y])


# ---- Activations and starting weights ------------------------------------------------------------


def test_activation_may_be_named_for_each_layer():
    network = MLPClassifier((4, 3), ["leaky_relu", "tanh"], max_iter=1).fit(X, CLASSES).network_
    assert network.activations == ("leaky_relu", "tanh", "logistic")


def test_a_list_of_equal_activations_is_one_activation():
    one = MLPClassifier((4, 3), "tanh", max_iter=5, random_state=0).fit(X, CLASSES)
    many = MLPClassifier((4, 3), ["tanh", "tanh"], max_iter=5, random_state=0).fit(X, CLASSES)
    assert one.network_ == many.network_


@pytest.mark.parametrize("activation", HIDDEN_ACTIVATIONS)
def test_every_activation_learns(activation):
    curve = MLPRegressor(
        hidden_layer_sizes=(8,), activation=activation, learning_rate_init=0.01, max_iter=60, random_state=1
    )
    curve.fit(X, NUMBERS)
    assert curve.loss_ < 0.5 * curve.loss_curve_[0]


def test_initialize_gives_the_weights_fit_would_start_from_and_trains_nothing():
    made = MLPClassifier((4,), random_state=5).initialize(X, CLASSES)
    random = np.random.RandomState(5)
    bound = np.sqrt(6 / (3 + 4))
    assert_array_equal(made.coefs_[0], random.uniform(-bound, bound, (3, 4)))
    assert_array_equal(made.intercepts_[0], random.uniform(-bound, bound, 4))
    assert (made.n_iter_, made.t_, len(made.history_)) == (0, 0, 0)
    assert made.predict(X).shape == (60,)
    assert_allclose(made.predict_proba(X).sum(axis=1), 1)


def test_training_goes_on_from_initialized_weights_that_were_changed():
    made = MLPRegressor(hidden_layer_sizes=(), solver="sgd", momentum=0, alpha=0, learning_rate_init=0.5)
    made.initialize(ONE, [3.0])
    made.coefs_[0][:] = 1.0
    made.intercepts_[0][:] = 1.0
    made.partial_fit(ONE, [3.0])
    # Error 2 - 3 = -1, so weight and bias each go up by 0.5.
    assert (made.coefs_[0].item(), made.intercepts_[0].item()) == (1.5, 1.5)


@pytest.mark.parametrize("form", ["pair", "network"])
def test_init_takes_given_weights_and_leaves_them_alone(form):
    weights, biases = [np.array([[2.0]]), np.array([[-1.0]])], [np.array([1.0]), np.array([0.5])]
    init = (weights, biases)
    if form == "network":
        init = Network((1, 1, 1), ("relu", "identity"), [2, -1, 1, 0.5])
    made = MLPRegressor(hidden_layer_sizes=(1,), init=init).initialize(ONE, [0.0])
    assert made.predict(ONE) == -2.5  # -relu(2 * 1 + 1) + 0.5
    made.fit(ONE, [7.0])
    assert weights[0].item() == 2.0
    assert form == "pair" or init.parameters[0] == 2.0


@pytest.mark.parametrize(
    ("scheme", "bound"), [("he_uniform", np.sqrt(6 / 3)), ("lecun_uniform", 1.0), ("zeros", 0.0)]
)
def test_init_takes_a_scheme_by_name(scheme, bound):
    made = MLPClassifier((400,), init=scheme, random_state=0).initialize(X, CLASSES)
    assert bound * 0.98 <= np.abs(made.coefs_[0]).max() <= bound
    assert not made.intercepts_[0].any()


@pytest.mark.parametrize(
    ("init", "words"),
    [
        (([np.ones((2, 4)), np.ones((4, 1))], [np.ones(4), np.ones(1)]), r"\(2, 4\).*\(3, 4, 1\)"),
        (Network((3, 4, 1), ("tanh", "logistic")), r"'tanh', 'logistic'.*'relu', 'logistic'"),
        ([1, 2, 3], "a scheme, a Network, or a pair"),
    ],
)
def test_init_that_does_not_fit_is_refused_with_both_shapes(init, words):
    with pytest.raises(PlanError, match=words):
        MLPClassifier((4,), init=init).fit(X, CLASSES)


# ---- Steps ---------------------------------------------------------------------------------------


def test_max_grad_norm_shortens_a_long_gradient():
    # The gradient is (-3, -3), of length sqrt(18); shortened to 1 it is -1 / sqrt(2) each.
    clipped = one_step(solver="sgd", momentum=0, learning_rate_init=1, max_grad_norm=1.0)
    assert_allclose([clipped.coefs_[0].item(), clipped.intercepts_[0].item()], np.sqrt(0.5))
    assert_allclose(clipped.history_["gradient_norm"], np.sqrt(18))
    free = one_step(solver="sgd", momentum=0, learning_rate_init=1, max_grad_norm=5.0)
    assert free.coefs_[0].item() == 3.0


def test_adamw_shrinks_weights_and_not_biases():
    given = ([np.array([[4.0]])], [np.array([4.0])])
    step = one_step(y=0.0, solver="adamw", alpha=0.5, learning_rate_init=0.1, init=given)
    # Adam's first step is the learning rate against the gradient's sign: 4 * 0.95 - 0.1, and 4 - 0.1.
    assert_allclose([step.coefs_[0].item(), step.intercepts_[0].item()], [3.7, 3.9], rtol=1e-7)
    assert step.loss_ == 32.0  # without a penalty


def test_rmsprops_first_step_is_the_rate_over_the_root_of_one_minus_beta_2():
    step = one_step(solver="rmsprop", learning_rate_init=0.01, beta_2=0.75)
    assert_allclose(step.coefs_[0].item(), 0.02, rtol=1e-6)


def test_cosine_falls_over_the_planned_epochs():
    model = MLPClassifier((2,), learning_rate="cosine", learning_rate_init=0.1, max_iter=4, tol=0).fit(
        X, CLASSES
    )
    assert_allclose(
        model.history_["learning_rate"],
        [0.1, 0.1 * (1 + np.sqrt(0.5)) / 2, 0.05, 0.1 * (1 - np.sqrt(0.5)) / 2],
    )


def test_onecycle_rises_and_falls():
    model = MLPClassifier((2,), learning_rate="onecycle", learning_rate_init=0.1, max_iter=10, tol=0)
    rates = model.fit(X, CLASSES).history_["learning_rate"]
    assert_allclose(rates[0], 0.1 / 25)
    assert rates.argmax() == 3
    assert_allclose(rates[3], 0.1)
    assert (np.diff(rates[3:]) < 0).all()


# ---- Dropout -------------------------------------------------------------------------------------


def test_a_silenced_neuron_learns_nothing_in_that_step():
    given = ([np.array([[1.0]]), np.array([[1.0]])], [np.zeros(1), np.zeros(1)])
    seen = set()
    for seed in range(8):
        model = MLPRegressor(
            hidden_layer_sizes=(1,),
            activation="identity",
            solver="sgd",
            momentum=0,
            alpha=0,
            learning_rate_init=0.1,
            init=given,
            dropout=0.5,
            max_iter=1,
            random_state=seed,
        ).fit(ONE, [4.0])
        seen.add((round(model.loss_, 12), round(model.coefs_[0].item(), 12)))
    # Silenced: output 0, loss 16 / 2, first weight as it was. Kept: doubled to 2, loss 4 / 2, first weight
    # up by 0.1 * 2 (error) * 2 (doubled).
    assert seen == {(8.0, 1.0), (2.0, 1.4)}


def test_no_dropout_is_the_default_and_predicting_never_drops():
    plain = MLPClassifier((8,), max_iter=5, random_state=0).fit(X, CLASSES)
    none = MLPClassifier((8,), max_iter=5, random_state=0, dropout=[0.0]).fit(X, CLASSES)
    some = MLPClassifier((8,), max_iter=5, random_state=0, dropout=[0.3]).fit(X, CLASSES)
    assert plain.network_ == none.network_
    assert plain.network_ != some.network_
    assert_array_equal(some.predict_proba(X), some.predict_proba(X))


# ---- Losses of the regressor ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parameters", "loss", "slope"),
    [
        ({"loss": "squared_error"}, 4.5, -3.0),
        ({"loss": "absolute_error"}, 3.0, -1.0),
        ({"loss": "huber"}, 2.5, -1.0),
        ({"loss": "huber", "huber_delta": 2.0}, 4.0, -2.0),
        ({"loss": "huber", "huber_delta": 5.0}, 4.5, -3.0),
        ({"loss": "quantile"}, 1.5, -0.5),
        ({"loss": "quantile", "quantile": 0.9}, 2.7, -0.9),
        ({"loss": "poisson"}, 3 * np.log(3) - 2, -2.0),
    ],
)
def test_losses_by_hand(parameters, loss, slope):
    model = one_step(solver="sgd", momentum=0, learning_rate_init=1, **parameters)
    assert_allclose(model.loss_, loss)
    assert_allclose(model.coefs_[0].item(), -slope)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [({"loss": "absolute_error"}, 3.0), ({"loss": "quantile", "quantile": 0.75}, 4.0)],
)
def test_an_outlier_does_not_move_the_median_nor_a_quantile(parameters, expected):
    y = [1.0, 2.0, 3.0, 4.0, 1000.0]
    model = MLPRegressor(
        hidden_layer_sizes=(),
        learning_rate_init=0.05,
        alpha=0,
        max_iter=4000,
        tol=0,
        n_iter_no_change=4000,
        learning_rate="cosine",
        init="zeros",
        **parameters,
    ).fit(np.zeros((5, 1)), y)
    assert_allclose(model.predict([[0.0]]), expected, atol=0.01)


# ---- Weights of classes --------------------------------------------------------------------------


def fitted(**parameters):
    sample_weight = parameters.pop("sample_weight", None)
    y = parameters.pop("y", CLASSES)
    return MLPClassifier((4,), max_iter=8, random_state=0, **parameters).fit(X, y, sample_weight).network_


def test_class_weight_is_a_sample_weight():
    weight = np.where(CLASSES == 1, 3.0, 0.5)
    assert fitted(class_weight={0: 0.5, 1: 3.0}) == fitted(sample_weight=weight)
    assert fitted(class_weight={0: 0.5, 1: 3.0}, sample_weight=2 * weight) == fitted(
        sample_weight=2 * weight**2
    )
    names = np.array(["no", "yes"])[CLASSES]
    assert fitted(class_weight={"no": 0.5, "yes": 3.0}, y=names) == fitted(sample_weight=weight)


def test_balanced_classes_count_the_same_in_total():
    weight = compute_sample_weight("balanced", CLASSES)
    assert_allclose(weight[CLASSES == 0].sum(), weight[CLASSES == 1].sum())
    assert fitted(class_weight="balanced") == fitted(sample_weight=weight)


def test_class_weight_may_differ_for_each_label():
    y = np.column_stack([CLASSES, 1 - CLASSES])
    each = [{0: 1.0, 1: 2.0}, {0: 1.0, 1: 5.0}]
    assert fitted(class_weight=each, y=y) == fitted(sample_weight=np.where(CLASSES == 1, 2.0, 5.0), y=y)


@pytest.mark.parametrize(
    ("class_weight", "words"),
    [
        ({0: 1.0, 1: -2.0}, r"must not be negative, got \{0: 1.0, 1: -2.0\}"),
        ({0: 1.0, 7: 2.0}, r"\[1\], are not in"),
    ],
)
def test_class_weights_that_cannot_be_are_refused(class_weight, words):
    with pytest.raises(ValueError, match=words):
        MLPClassifier(class_weight=class_weight).fit(X, CLASSES)


def test_partial_fit_weighs_classes_but_cannot_balance_them():
    model = MLPClassifier((4,), class_weight={1: 2.0}, random_state=0).partial_fit(X, CLASSES, classes=[0, 1])
    weighed = MLPClassifier((4,), random_state=0).partial_fit(X, CLASSES, 1.0 + CLASSES, classes=[0, 1])
    assert model.network_ == weighed.network_
    with pytest.raises(ValueError, match=r"class_weight='balanced' needs all samples at once.*give a dict"):
        MLPClassifier(class_weight="balanced").partial_fit(X, CLASSES, classes=[0, 1])


# ---- Judging -------------------------------------------------------------------------------------


def test_validation_data_is_judged_after_every_epoch():
    held_out = X[40:], CLASSES[40:], np.linspace(1, 2, 20)
    model = MLPClassifier((4,), max_iter=6, random_state=0).fit(
        X[:40], CLASSES[:40], validation_data=held_out
    )
    for epochs in (1, 3, 6):
        then = MLPClassifier((4,), max_iter=epochs, random_state=0).fit(X[:40], CLASSES[:40])
        expected = log_loss(CLASSES[40:], then.predict_proba(X[40:]), sample_weight=held_out[2])
        assert_allclose(model.validation_loss_curve_[epochs - 1], expected)
        assert_allclose(model.validation_scores_[epochs - 1], then.score(*held_out))
    assert len(model.validation_loss_curve_) == 6
    assert model.best_validation_score_ == max(model.validation_scores_)
    assert_array_equal(model.history_["validation_loss"], model.validation_loss_curve_)


def test_validation_data_teaches_nothing_by_itself():
    held_out = X[40:], NUMBERS[40:]
    plain = MLPRegressor(hidden_layer_sizes=(4,), max_iter=6, random_state=0).fit(X[:40], NUMBERS[:40])
    judged = MLPRegressor(hidden_layer_sizes=(4,), max_iter=6, random_state=0)
    judged.fit(X[:40], NUMBERS[:40], validation_data=held_out)
    assert plain.network_ == judged.network_
    assert plain.validation_loss_curve_ is None
    assert_allclose(judged.validation_scores_[-1], judged.score(*held_out))


def test_with_early_stopping_validation_data_takes_the_place_of_the_split():
    held_out = X[40:], CLASSES[40:]
    model = MLPClassifier((8,), learning_rate_init=0.05, early_stopping=True, random_state=0, max_iter=500)
    model.fit(X[:40], CLASSES[:40], validation_data=held_out)
    assert model.stopped_by_ == "early stopping"
    assert model.t_ == 40 * model.n_iter_  # all samples were learned from
    assert model.score(*held_out) == model.best_validation_score_ == max(model.validation_scores_)


def test_lbfgs_judges_validation_data_after_every_iteration():
    model = MLPRegressor(hidden_layer_sizes=(3,), solver="lbfgs", max_iter=7, random_state=0)
    model.fit(X[:40], NUMBERS[:40], validation_data=(X[40:], NUMBERS[40:]))
    assert len(model.validation_scores_) == len(model.validation_loss_curve_) == len(model.history_) == 7
    assert_allclose(model.validation_scores_[-1], model.score(X[40:], NUMBERS[40:]))


@pytest.mark.parametrize(
    ("held_out", "words"),
    [
        (X, r"validation_data must be a tuple \(X, y\)"),
        ((X,), r"validation_data must be a tuple \(X, y\)"),
        ((X[:, :2], CLASSES), "2 features, but MLPClassifier is expecting 3"),
        ((X, CLASSES + 1), r"classes not in `self.classes_`"),
        ((X, CLASSES[:5]), "inconsistent numbers of samples"),
    ],
)
def test_validation_data_that_does_not_fit_is_refused(held_out, words):
    model = MLPClassifier((4,))
    with pytest.raises(ValueError, match=words):
        model.fit(X, CLASSES, validation_data=held_out)
    assert not hasattr(model, "coefs_")


def test_the_split_can_keep_the_shares_of_many_classes():
    samples, y = IRIS
    shares = []
    for stratified in (True, None):
        model = MLPClassifier(
            (3,), early_stopping=True, stratified=stratified, validation_fraction=0.2, max_iter=1
        )
        fit = fit_of(model.set_params(random_state=3), samples, y)
        shares.append(np.bincount(y[fit.data.validation.rows]).tolist())
    assert shares[0] == [10, 10, 10] != shares[1]


def test_the_split_of_two_classes_can_be_left_to_chance():
    y = np.r_[np.ones(1, int), np.zeros(59, int)]  # stratifying is impossible with a single 1
    with pytest.raises(ValueError, match="least populated class"):
        MLPClassifier((3,), early_stopping=True).fit(X, y)
    MLPClassifier((3,), early_stopping=True, stratified=False, max_iter=2, random_state=0).fit(X, y)


# ---- Looking inside ------------------------------------------------------------------------------


def test_hidden_activations_are_those_of_every_layer():
    gates = (
        [np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[1.0], [-2.0]])],
        [np.array([0.0, -1.0]), np.zeros(1)],
    )
    xor = MLPRegressor(hidden_layer_sizes=(2,), init=gates).initialize([[0, 0], [1, 1]], [0.0, 1.0])
    hidden, output = xor.hidden_activations([[0, 0], [0, 1], [1, 1]])
    assert hidden.tolist() == [[0, 0], [1, 0], [2, 1]]
    assert output.tolist() == [[0], [1], [0]]


def test_coefs_are_views_of_the_network():
    model = MLPClassifier((4,), max_iter=2).fit(X, CLASSES)
    assert model.coefs_[1] is model.network_.weights[1]
    model.intercepts_[1][:] = 100.0
    assert (model.predict(X) == 1).all()


def test_history_and_reason_tell_how_training_went():
    model = MLPClassifier((4,), max_iter=5, tol=0).fit(X, CLASSES)
    assert model.stopped_by_ == "max_iter"
    assert_array_equal(model.history_["loss"], model.loss_curve_)
    assert_array_equal(model.history_["epoch"], [1, 2, 3, 4, 5])
    assert MLPClassifier((4,), tol=10.0).fit(X, CLASSES).stopped_by_ == "converged"


def test_partial_fits_and_warm_starts_add_to_the_history():
    model = (
        MLPClassifier((4,), max_iter=3, warm_start=True, tol=0, random_state=0)
        .fit(X, CLASSES)
        .fit(X, CLASSES)
    )
    assert_array_equal(model.history_["epoch"], np.arange(1, 7))
    assert (np.diff(model.history_["seconds"]) > 0).all()
    assert_array_equal(model.partial_fit(X, CLASSES).history_["loss"], model.loss_curve_)


def test_the_number_of_threads_changes_no_bit():
    wide = RANDOM.standard_normal((300, 40))
    y = RANDOM.randint(0, 5, 300)
    one, two = (MLPClassifier((80,), max_iter=3, random_state=0, n_threads=n).fit(wide, y) for n in (1, 2))
    assert one.network_ == two.network_


def test_lbfgs_tells_its_iterations(capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model = MLPRegressor(hidden_layer_sizes=(3,), solver="lbfgs", max_iter=3, verbose=True).fit(
            X, NUMBERS
        )
    said = capsys.readouterr().out.splitlines()
    assert said == [f"Iteration {k + 1}, loss = {loss:.8f}" for k, loss in enumerate(model.history_["loss"])]

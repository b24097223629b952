"""RecurrentRegressor: a network with context neurons that predicts numbers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import RegressorMixin
from sklearn.utils.metaestimators import available_if

from rosenblatt.checkpoint.keeper import EVERY
from rosenblatt.estimators.checks import SamplesLike
from rosenblatt.estimators.network_estimator import NUMBER_CONSTRAINTS
from rosenblatt.estimators.recurrent_estimator import RecurrentEstimator
from rosenblatt.fitting.starting_network import GivenWeights
from rosenblatt.network import Network


class RecurrentRegressor(RegressorMixin, RecurrentEstimator):
    """Network with context neurons that predicts numbers, for each sequence or at every step.

    Context neurons keep what a layer's values were one step ago and give them back to the network at the
    next, so that it can remember (Elman, 1990; Jordan, 1986). It is trained by back-propagation through time
    (Werbos, 1990).

    Sequences are given as a list of arrays or tables (n_steps, n_features), which may differ in length; as an
    array (n_sequences, n_steps, n_features); or as a matrix or table whose rows are sequences of steps of
    ``step_size`` features. With ``stateful`` the rows of a matrix or table are the steps of one stream. A
    list of one array is one sequence.

    Targets are one for each sequence, (n_sequences,) or (n_sequences, n_outputs). With ``predict_at="every"``
    they are one for each step: a list of arrays (n_steps,) or (n_steps, n_outputs), or an array (n_sequences,
    n_steps) or (n_sequences, n_steps, n_outputs); for the rows of a stream (n_steps,) or
    (n_steps, n_outputs).
    Predictions have the form that the sequences came in.

    Parameters
    ----------
    loss : {"squared_error", "poisson", "absolute_error", "huber", "quantile"}, default="squared_error"
        What is minimised: half the squared error; half the Poisson deviance, for counts (the output layer is
        then ``exp``, and ``y`` must not be negative); the absolute error, which outliers move less;
        ``huber``, a square near 0 and a line beyond ``huber_delta``; ``quantile``, which predicts the value
        that ``y`` stays below with probability ``quantile``.
    hidden_layer_sizes : int or sequence of int, default=(10,)
        Neurons of each hidden layer; ``()`` for no hidden layer, which only ``jordan`` can do without.
    cell : {"elman", "jordan"}, default="elman"
        What context neurons keep: with ``elman`` each hidden layer's last values, which it reads again at the
        next step (Elman, 1990); with ``jordan`` the outputs' last values, which the first layer reads
        (Jordan, 1986).
    activation : str or sequence of str, default="tanh"
        One name for all hidden layers or a list with a name for each: ``identity``, ``logistic``, ``tanh``,
        ``relu``, ``leaky_relu``, ``elu``, ``selu``, ``gelu``, ``silu``, ``mish``, ``softplus``.
    solver : {"adam", "sgd", "lbfgs", "adamw", "rmsprop"}, default="adam"
        How the loss is minimised: ``lbfgs`` by all sequences at once, the others by batches.
    alpha : float, default=0.0001
        Strength of the L2 penalty on the weights (``adamw``: of their decay).
    batch_size : int or "auto", default="auto"
        Sequences that go side by side; ``auto`` is the smaller of 200 and all. Not for ``lbfgs``.
    learning_rate : {"constant", "invscaling", "adaptive", "cosine", "onecycle"}, default="constant"
        How the learning rate changes: ``invscaling`` as rate / t^power_t and ``adaptive`` by a fifth whenever
        training would stop, both only with ``sgd``; ``cosine`` falls to 0 over ``max_iter`` epochs;
        ``onecycle`` rises for 30% of them, then falls.
    learning_rate_init : float, default=0.001
        The (highest) learning rate. Not for ``lbfgs``.
    power_t : float, default=0.5
        Exponent of ``invscaling``.
    max_iter : int, default=200
        Epochs at most; for ``lbfgs`` iterations.
    shuffle : bool, default=True
        Whether every epoch goes through the sequences in a new order.
    random_state : int, RandomState or None, default=None
        Seed of the initial weights, the early-stopping split, the order of the sequences and the dropout.
    tol : float, default=1e-4
        An epoch counts as no improvement if it is not better than the best by this much.
    verbose : bool, default=False
        Whether to tell each epoch on standard output.
    warm_start : bool, default=False
        Whether ``fit`` goes on from the last solution instead of beginning anew.
    momentum : float, default=0.9
        Of ``sgd``, from 0 to 1.
    nesterovs_momentum : bool, default=True
        Whether ``sgd`` looks ahead along its momentum.
    early_stopping : bool, default=False
        Whether to hold sequences out, stop when their score no longer improves, and end with the best
        weights. Of a stream the end is held out.
    validation_fraction : float, default=0.1
        The share of the sequences, or of the stream, that is held out.
    beta_1, beta_2, epsilon : float, default=0.9, 0.999, 1e-8
        Of ``adam`` and ``adamw``; ``rmsprop`` uses ``beta_2`` and ``epsilon``.
    n_iter_no_change : int, default=10
        Training stops when more epochs than this in a row brought no improvement.
    max_fun : int, default=15000
        Evaluations of the loss at most. Only for ``lbfgs``.
    init : str, Network or tuple, default="auto"
        Where training starts: a scheme (``auto`` is scikit-learn's, or ``glorot_uniform``, ``glorot_normal``,
        ``he_uniform``, ``he_normal``, ``lecun_uniform``, ``lecun_normal``, ``zeros``, ``unit_uniform``, which
        is Elman's, ``identity_context``, whose context neurons keep what they hold), a
        :class:`~rosenblatt.Network`, or given weights (coefs, intercepts, context_coefs).
    dropout : float or sequence of float, default=0.0
        The share of the hidden neurons that is silenced in a step; one rate for all hidden layers or a list
        with a rate for each (Srivastava et al., 2014). Context neurons keep a silenced neuron's value all
        the same. Not for ``lbfgs``.
    max_grad_norm : float or None, default=None
        Gradients longer than this are shortened to it: against those that explode over time. Not for
        ``lbfgs``.
    huber_delta : float, default=1.0
        Where the parabola of ``huber`` turns into a line.
    quantile : float, default=0.5
        Which quantile the loss ``quantile`` predicts, between 0 and 1.
    backprop_steps : int or None, default=None
        Through how many steps the slope of a loss is followed back in time; 1 takes the context for an input
        like any other (Elman, 1990). None: through all of the sequence. Not for ``lbfgs``, which needs all.
    update_steps : int or None, default=None
        After how many steps the weights are updated, from the losses of those steps, at most
        ``backprop_steps``. None: as many (Williams & Peng, 1990).
    initial_context : float or "learned", default=0.5
        What context neurons hold before the first step; ``learned`` makes that a parameter of each.
    predict_at : {"last", "every"}, default="last"
        Whether there is one target a sequence, judged at its last step, or one for every step.
    step_size : int or None, default=None
        Features of a step, where the rows of a matrix or table are sequences. None is 1; of a stream it is
        all of them, so that each row is a step.
    stateful : bool, default=False
        Whether all of ``X`` is one stream, in order, whose context is carried on: from row to row, from array
        to array, in training from one epoch to the next, and from one ``partial_fit`` to the next. A
        prediction carries it within the call only, and begins anew with each.
    n_threads : int or None, default=None
        Threads for large networks; the result does not depend on them. None takes the cores there are.
    record : {'epochs', 'steps', 'log'}, int or None, default=None
        Keep snapshots of the training in ``recording_``: after every epoch, after every batch (for small
        networks), dense at first and ever sparser, or after every so many epochs.
    record_path : path-like or None, default=None
        The file to which snapshots are written while training goes on. None keeps them in memory.

    Attributes
    ----------
    coefs_, intercepts_ : list of ndarray
        Weights (fan_in, fan_out) and biases (fan_out,) of each layer; views of ``network_``.
    context_coefs_ : list of ndarray or None
        Weights (n_context, fan_out) of each layer's context neurons, views; None where there are none.
    context_ : ndarray of shape (n_context,)
        What the context neurons hold where the training of a stream has ended; with ``stateful`` only.
    network_ : Network
        The trained network.
    history_ : History
        What was measured, a row an epoch.
    recording_ : Recording
        The last training as a sequence of networks; with ``record`` only.
    stopped_by_ : str
        ``converged``, ``early stopping``, ``max_iter``, ``callback`` if one has asked for it, ``error`` if
        one has raised an error, or ``interrupt`` after Ctrl-C, whose KeyboardInterrupt goes on up from the
        fitted estimator.
    loss_ : float
        The last epoch's loss.
    loss_curve_ : list of float
        The loss of each epoch. Not for ``lbfgs``.
    best_loss_ : float or None
        The least loss; None with early stopping. Not for ``lbfgs``.
    validation_scores_, validation_loss_curve_ : list of float or None
        R² and loss of what is held out after each epoch; None without any.
    best_validation_score_ : float or None
        The best of the validation scores.
    n_iter_ : int
        Epochs made.
    t_ : int
        Targets gone through, counted again in every epoch.
    n_features_in_ : int
        Features of a row of a matrix or table, else of a step, seen in ``fit``.
    feature_names_in_ : ndarray of str
        Their names, if they had any.
    step_size_ : int
        Features of a step.
    n_layers_ : int
        Layers, the inputs and outputs counted.
    n_outputs_ : int
        Output neurons.
    out_activation_ : str
        The activation of the output layer.

    See Also
    --------
    RecurrentClassifier : The same for classes.
    MLPRegressor : Without memory.

    Examples
    --------
    The next value of a wave, at every step, from the one before:

    >>> import numpy as np
    >>> from rosenblatt import RecurrentRegressor
    >>> wave = np.sin(np.arange(201) / 3)
    >>> X, y = [wave[:-1].reshape(-1, 1)], [wave[1:]]
    >>> model = RecurrentRegressor(predict_at="every", solver="lbfgs", alpha=0, random_state=0).fit(X, y)
    >>> model.score(X, y) > 0.99
    True
    """

    _kind = "RecurrentRegressor"
    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **RecurrentEstimator._parameter_constraints,
        **NUMBER_CONSTRAINTS,
    }

    def __init__(
        self,
        loss: str = "squared_error",
        hidden_layer_sizes: int | Sequence[int] = (10,),
        activation: str | Sequence[str] = "tanh",
        *,
        cell: str = "elman",
        solver: str = "adam",
        alpha: float = 0.0001,
        batch_size: int | str = "auto",
        learning_rate: str = "constant",
        learning_rate_init: float = 0.001,
        power_t: float = 0.5,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: int | np.random.RandomState | None = None,
        tol: float = 1e-4,
        verbose: bool | int = False,
        warm_start: bool = False,
        momentum: float = 0.9,
        nesterovs_momentum: bool = True,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        n_iter_no_change: float = 10,
        max_fun: int = 15000,
        huber_delta: float = 1.0,
        quantile: float = 0.5,
        init: str | Network | GivenWeights = "auto",
        dropout: float | Sequence[float] = 0.0,
        max_grad_norm: float | None = None,
        backprop_steps: int | None = None,
        update_steps: int | None = None,
        initial_context: float | str = 0.5,
        predict_at: str = "last",
        step_size: int | None = None,
        stateful: bool = False,
        n_threads: int | None = None,
        record: str | int | None = None,
        record_path: str | os.PathLike[str] | None = None,
    ) -> None:
        self._keep_parameters(locals())

    def fit(
        self,
        X: SamplesLike,
        y: SamplesLike,
        sample_weight: ArrayLike | None = None,
        *,
        validation_data: Sequence[object] | None = None,
        checkpoint: str | os.PathLike[str] | None = None,
        checkpoint_every: str | int = EVERY,
    ) -> Self:
        """Train until the loss no longer improves, or for ``max_iter`` epochs.

        Parameters
        ----------
        X : list of arrays, array of three dimensions, or array-like or table of two
            The sequences, see above.
        y : array-like, or list of arrays
            The numbers to predict, see above.
        sample_weight : array-like, optional
            How much each sequence counts: a number for each array of a list, each row of a matrix.
        validation_data : tuple (X, y) or (X, y, sample_weight), optional
            Sequences to judge by after every epoch; with ``early_stopping`` they take the place of the split.
        checkpoint : path-like, optional
            A file in which the training is kept from time to time, so that :meth:`resume` can go on from it,
            to the same bits. The last two are kept.
        checkpoint_every : str or int, default="30s"
            How often: seconds (``"30s"``) or epochs (``100``).

        Returns
        -------
        self : object

        Raises
        ------
        ValueError
            If the input or a parameter is impossible; what is wrong with a sequence is named by its place and
            the step's, counted from 0.
        DivergedError
            As soon as a weight is not finite.
        """
        return self._fit(
            X,
            y,
            sample_weight,
            validation_data=validation_data,
            checkpoint=checkpoint,
            checkpoint_every=checkpoint_every,
        )

    @available_if(lambda estimator: estimator._require_steps())  # type: ignore[untyped-decorator]
    def partial_fit(
        self,
        X: SamplesLike,
        y: SamplesLike,
        sample_weight: ArrayLike | None = None,
        *,
        checkpoint: str | os.PathLike[str] | None = None,
    ) -> Self:
        """Train for one epoch, going on from where the last call ended; of a stream with its context.

        Parameters
        ----------
        X : list of arrays, array of three dimensions, or array-like or table of two
            The sequences, see above.
        y : array-like, or list of arrays
            The numbers to predict.
        sample_weight : array-like, optional
            How much each sequence counts.
        checkpoint : path-like, optional
            A file in which the estimator is kept after the epoch: ``RecurrentRegressor.resume(path)`` has it
            back.

        Returns
        -------
        self : object
        """
        return self._fit(X, y, sample_weight, partial=True, checkpoint=checkpoint)

    def predict(self, X: SamplesLike) -> Any:  # noqa: ANN401  # an array, or a list of them
        """Return what is predicted for each sequence, or at each step.

        Parameters
        ----------
        X : list of arrays, array of three dimensions, or array-like or table of two
            The sequences, see above.

        Returns
        -------
        ndarray, or list of ndarray
            In the form of the targets.
        """
        given, outputs = self._judged_outputs(X)
        return given.fold(self._task.decode(outputs))

    def score(self, X: SamplesLike, y: SamplesLike, sample_weight: ArrayLike | None = None) -> float:
        """Return R² over all targets, the mean over the columns if there are several.

        Parameters
        ----------
        X : list of arrays, array of three dimensions, or array-like or table of two
            The sequences, see above.
        y : array-like, or list of arrays
            The true numbers.
        sample_weight : array-like, optional
            How much each sequence counts.

        Returns
        -------
        float
        """
        from sklearn.metrics import r2_score  # takes long to import

        numbers, predicted, weight = self._compared(X, y, sample_weight)
        return float(r2_score(numbers, predicted, sample_weight=weight))

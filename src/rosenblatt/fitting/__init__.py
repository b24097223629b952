"""Training without estimators: from parameters and checked arrays to a trained network.

A :class:`Fit` is a value that holds everything one training needs. :func:`begin` makes one from checked
arrays, :func:`run` trains it, and the :class:`Outcome` holds how it ended. scikit-learn is not needed.

Examples
--------
>>> import numpy as np
>>> from rosenblatt.fitting import begin, run
>>> X, y = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
>>> parameters = {"hidden_layer_sizes": (5,), "activation": "tanh", "max_iter": 10000, "random_state": 10}
>>> fit = begin("MLPClassifier", parameters, X, y)
>>> outcome = run(fit)
>>> outcome.stopped_by, len(outcome.history), outcome.network.layer_sizes
('converged', 2055, (2, 5, 1))
>>> fit.task.decode(outcome.network.forward(X))
array([0, 1, 1, 0])

A fit that was stopped continues with ``run(fit)``, and from a checkpoint with ``run(resume(...))``. Each
:class:`Watcher` is notified during training; with :class:`Checkpoints` checkpoints are written. An error or
Ctrl-C during training is not raised: ``outcome.trouble`` holds it, ``outcome.raise_trouble()`` raises it.
:func:`attributes` returns what an estimator has learned, under scikit-learn's names.
"""

from rosenblatt.fitting.beginning import begin, resume, with_seed
from rosenblatt.fitting.checkpoints import Checkpoints, owner_of, parameters_of
from rosenblatt.fitting.fit import Fit
from rosenblatt.fitting.kinds import DEFAULTS, complete, network_plan, perceptron_plan
from rosenblatt.fitting.outcome import Outcome, attributes, attributes_at
from rosenblatt.fitting.outputs import outputs_of, sequence_outputs
from rosenblatt.fitting.reading import CheckedSequences
from rosenblatt.fitting.running import advanced, run
from rosenblatt.fitting.watching import Calling, Watcher

__all__ = [
    "DEFAULTS",
    "Calling",
    "CheckedSequences",
    "Checkpoints",
    "Fit",
    "Outcome",
    "Watcher",
    "advanced",
    "attributes",
    "attributes_at",
    "begin",
    "complete",
    "network_plan",
    "outputs_of",
    "owner_of",
    "parameters_of",
    "perceptron_plan",
    "resume",
    "run",
    "sequence_outputs",
    "with_seed",
]

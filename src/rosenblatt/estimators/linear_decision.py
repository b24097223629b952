"""What linear classifiers share once they have learned: predicting, and how their weights are stored."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import scipy.sparse
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

import rosenblatt._core as _core
from rosenblatt._typing import FloatArray, SampleMatrix
from rosenblatt.data.batches import Source
from rosenblatt.estimators.checks import SamplesLike, check_samples
from rosenblatt.estimators.from_source import predictions
from rosenblatt.fitting.fit import perceptron_network
from rosenblatt.fitting.task import Labels
from rosenblatt.network import Network

if TYPE_CHECKING:
    import onnx

_SMALL_PRODUCT = 1 << 16
"""Up to so many products our own loop predicts sooner than a call of BLAS."""


class LinearDecision(BaseEstimator):
    """Decides by ``X @ coef_.T + intercept_``: two classes by its sign, several by the greatest."""

    classes_: Labels
    coef_: Any
    intercept_: NDArray[np.floating]

    def decision_function(self, X: SamplesLike) -> FloatArray:
        """Pre-activations: how far on the side of each class a sample lies.

        Parameters
        ----------
        X : array-like, sparse matrix or table of shape (n_samples, n_features)

        Returns
        -------
        ndarray of shape (n_samples,) for two classes (above 0: the second), else (n_samples, n_classes)
        """
        samples = self._check_samples(X)
        if self._is_small(samples):
            scores = np.empty((samples.shape[0], len(self.coef_)), self.intercept_.dtype)
            _core.perceptron_decide(samples, self.coef_, self.intercept_, scores)
        else:
            products = samples @ self.coef_.T
            scores = (products.toarray() if scipy.sparse.issparse(products) else products) + self.intercept_
        return scores.ravel() if scores.shape[1] == 1 else scores

    def predict(self, X: SamplesLike) -> Labels:
        """Labels for samples.

        Parameters
        ----------
        X : array-like, sparse matrix or table of shape (n_samples, n_features), or Source

        Returns
        -------
        ndarray of shape (n_samples,)
            For a source an iterator of such arrays, one for each of its batches.
        """
        if isinstance(X, Source):
            return predictions(self, X)  # type: ignore[no-any-return]  # an iterator, for a source
        samples = self._check_samples(X)
        if self._is_small(samples):
            indices = np.empty(samples.shape[0], np.int64)
            _core.perceptron_classify(samples, self.coef_, self.intercept_, indices)
        else:
            scores = self.decision_function(samples)
            indices = (scores > 0).astype(np.int64) if scores.ndim == 1 else scores.argmax(axis=1)
        labels: Labels = self.classes_[indices]
        return labels

    def _check_samples(self, X: SamplesLike) -> SampleMatrix:
        check_is_fitted(self, "coef_")
        return check_samples(self, X)

    def _is_small(self, samples: SampleMatrix) -> bool:
        weights = self.coef_
        return (
            isinstance(samples, np.ndarray)
            and isinstance(weights, np.ndarray)
            and samples.dtype == weights.dtype
            and weights.flags.c_contiguous
            and samples.size * len(weights) <= _SMALL_PRODUCT
        )

    @property
    def network_(self) -> Network:
        """The weights as a network without hidden layers."""
        check_is_fitted(self, "coef_")
        weights = self.coef_.toarray() if scipy.sparse.issparse(self.coef_) else self.coef_
        return perceptron_network(weights, self.intercept_)

    def to_onnx(self, *, dtype: str | None = None) -> onnx.ModelProto:
        """Return the network as an ONNX graph: see :func:`rosenblatt.export.to_onnx`."""
        # Imported by name and late: the room of exports is above this one.
        graph: onnx.ModelProto = import_module("rosenblatt.export").to_onnx(self, dtype=dtype)
        return graph

    def sparsify(self) -> Self:
        """Store ``coef_`` as a sparse matrix, which saves memory where a penalty has left mostly zeros."""
        check_is_fitted(self, "coef_")
        self.coef_ = scipy.sparse.csr_matrix(self.coef_)
        return self

    def densify(self) -> Self:
        """Store ``coef_`` as an array again."""
        check_is_fitted(self, "coef_")
        if scipy.sparse.issparse(self.coef_):
            self.coef_ = self.coef_.toarray()
        return self

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

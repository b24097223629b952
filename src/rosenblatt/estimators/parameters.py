"""Parameters of an estimator, checked against what its class declares; right ones only once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar, Protocol

import numpy as np
import sklearn
from sklearn.utils._param_validation import (
    InvalidParameterError,
    StrOptions,
    validate_parameter_constraints,
)

from rosenblatt.errors import PlanError, nearest


class _Estimator(Protocol):
    _parameter_constraints: ClassVar[dict[str, list[Any]]]

    @classmethod
    def _get_param_names(cls) -> list[str]: ...


class ParameterError(PlanError, InvalidParameterError):
    """A parameter of an estimator is impossible."""


def check_parameters(estimator: _Estimator) -> None:
    """Raise ParameterError unless every parameter is as ``_parameter_constraints`` of the class wants it.

    The messages are scikit-learn's; for a misspelt name they end with the nearest one that is known.
    """
    if sklearn.get_config()["skip_parameter_validation"]:
        return
    kind = type(estimator)
    values = tuple([getattr(estimator, name) for name in _names(kind)])
    # A stream is right whatever its state, and a cache must not keep it alive.
    values = tuple([None if isinstance(value, np.random.RandomState) else value for value in values])
    try:
        hash(values)
    except TypeError:
        _check(kind, values)
    else:
        _check_once(kind, values, tuple(map(type, values)))


@lru_cache(maxsize=256)
def _check_once(kind: type[_Estimator], values: tuple[Any, ...], types: tuple[type, ...]) -> None:
    # The types are part of the key because 1, 1.0 and True are equal.
    _check(kind, values)


def _check(kind: type[_Estimator], values: tuple[Any, ...]) -> None:
    parameters = dict(zip(_names(kind), values, strict=True))
    constraints = kind._parameter_constraints
    for name, value in parameters.items():
        try:
            validate_parameter_constraints(constraints, {name: value}, kind.__name__)
        except InvalidParameterError as error:
            options = [each.options for each in constraints[name] if isinstance(each, StrOptions)]
            known = sorted(set().union(*options))
            hint = nearest(value, known) if isinstance(value, str) else ""
            raise ParameterError(f"{error}{hint}") from None


@lru_cache
def _names(kind: type[_Estimator]) -> tuple[str, ...]:
    return tuple(kind._get_param_names())

"""The questions asked of a network: one kind of finding a file, and their order."""

from __future__ import annotations

from collections.abc import Mapping

from rosenblatt.insight.diagnosis.checks.check import Check
from rosenblatt.insight.diagnosis.checks.convergence import not_converged
from rosenblatt.insight.diagnosis.checks.dead import dead
from rosenblatt.insight.diagnosis.checks.far_out import far_out
from rosenblatt.insight.diagnosis.checks.gradients import exploding, vanishing
from rosenblatt.insight.diagnosis.checks.imbalance import imbalance
from rosenblatt.insight.diagnosis.checks.over_time import (
    cut_off_in_time,
    exploding_over_time,
    vanishing_over_time,
)
from rosenblatt.insight.diagnosis.checks.overfitting import overfitting
from rosenblatt.insight.diagnosis.checks.plateau import plateau, stuck_at_the_baseline
from rosenblatt.insight.diagnosis.checks.rate import too_high, too_low
from rosenblatt.insight.diagnosis.checks.saturated import saturated
from rosenblatt.insight.diagnosis.checks.unscaled import unscaled
from rosenblatt.insight.diagnosis.subject import Subject


def _has_network(subject: Subject) -> bool:
    return subject.model is not None


def _has_hidden_layers(subject: Subject) -> bool:
    return subject.has_hidden_layers


def _has_rate(subject: Subject) -> bool:
    if subject.model is not None and not subject.parameters:  # a model keeps no parameters of its training
        return subject.model.kind != "perceptron"
    return subject.has_rate


def _is_recurrent(subject: Subject) -> bool:
    return subject.model is not None and subject.model.network.cell is not None


def _is_no_perceptron(subject: Subject) -> bool:
    return subject.model is not None and subject.model.kind != "perceptron"


def _has_classes(subject: Subject) -> bool:
    return subject.model is not None and subject.model.task == "classification"


CHECKS: tuple[Check, ...] = (
    Check("unscaled features", ("inputs",), _has_network, unscaled),
    Check("values far out", ("inputs",), _has_network, far_out),
    Check("class imbalance", ("targets",), _has_classes, imbalance),
    Check("exploding over time", ("targets",), _is_recurrent, exploding_over_time),
    Check("learning rate too high", ("history",), _has_rate, too_high),
    Check("saturated neurons", ("inputs",), _has_hidden_layers, saturated),
    Check("dead neurons", ("inputs",), _has_hidden_layers, dead),
    Check("vanishing gradients", ("targets",), _has_hidden_layers, vanishing),
    Check("exploding gradients", ("targets",), _has_hidden_layers, exploding),
    Check("vanishing over time", ("targets",), _is_recurrent, vanishing_over_time),
    Check("cut off in time", ("targets",), _is_recurrent, cut_off_in_time),
    Check("learning rate too low", ("history",), _has_rate, too_low),
    Check("not converged", ("history",), _has_network, not_converged),
    Check("plateau", ("targets", "history"), _is_no_perceptron, plateau),
    Check("stuck at the baseline", ("targets",), _has_network, stuck_at_the_baseline),
    Check("over-fitting", ("held out",), _has_network, overfitting),
)
"""Causes come before what they cause."""

_NO_WAY_THROUGH = ("saturated neurons", "dead neurons")
_OVER_TIME = ("vanishing over time", "cut off in time", "exploding over time")
_ON_THE_WAY = (*_NO_WAY_THROUGH, "vanishing gradients", "exploding gradients", *_OVER_TIME)
_NO_LEARNING = (*_ON_THE_WAY, "learning rate too high", "learning rate too low", "not converged")
CAUSES: Mapping[str, tuple[str, ...]] = {
    "learning rate too high": ("exploding over time",),
    "saturated neurons": ("learning rate too high", "exploding over time"),
    "dead neurons": ("learning rate too high", "exploding over time"),
    "vanishing gradients": (*_NO_WAY_THROUGH, "learning rate too high"),
    "exploding gradients": ("learning rate too high", "exploding over time"),
    "vanishing over time": (*_NO_WAY_THROUGH, "learning rate too high", "learning rate too low"),
    "not converged": (*_ON_THE_WAY, "learning rate too high", "learning rate too low"),
    "plateau": _NO_LEARNING,
    "stuck at the baseline": (*_NO_LEARNING, "plateau", "class imbalance"),
}
"""What is not told when one of its causes is: it would be the same trouble in other words."""

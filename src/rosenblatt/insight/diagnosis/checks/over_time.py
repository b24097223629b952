"""Vanishing, cut off, exploding over time: the slope that a loss sends back through context neurons."""

from __future__ import annotations

from rosenblatt.errors import counted
from rosenblatt.insight.diagnosis.backward import WayBack
from rosenblatt.insight.diagnosis.checks.unscaled import input_name
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.missed import Missed
from rosenblatt.insight.diagnosis.subject import Subject

EXPLODED = 100.0
"""How many times as large a slope may become (Pascanu, Mikolov and Bengio, "On the difficulty of training
recurrent neural networks", 2013). Networks that have learned to keep a bit for twenty steps come to 30."""
THROWN = 1.0
"""A gradient longer than all the weights together throws them far off; large slopes alone harm no one."""
IDENTITY = "identity_context"
"""The scheme of Le, Jaitly and Hinton, "A simple way to initialize recurrent networks of rectified linear
units", 2015."""


def vanishing_over_time(subject: Subject) -> Finding | None:
    """What was read long ago goes with the errors, and no slope comes back to where it was read."""
    way = subject.way_back
    what, lost = way.missed, way.lost_after
    if what is None or lost is None or what.distance < lost:
        return None
    back, share = way.share_after(what.distance)
    further = f" and {share:.1g} after {back}" if back > lost else ""
    remedy, change = _keep_longer(subject)
    return Finding(
        "vanishing over time",
        f"Of the slope that a loss sends back, {way.shares[lost]:.1g} is left after {counted(lost, 'step')}"
        f"{further}; {_lengths(subject)}. {_tells(subject, what)} No error comes back so far that the "
        "network could learn to keep it.",
        remedy,
        {"lost after": float(lost), "share then": float(way.shares[lost]), **_evidence(way, what)},
        change,
    )


def cut_off_in_time(subject: Subject) -> Finding | None:
    """What was read long ago goes with the errors, and training does not follow the slope so far."""
    way = subject.way_back
    what, lost, followed = way.missed, way.lost_after, way.followed
    if what is None or followed is None or (lost is not None and what.distance >= lost):
        return None
    back, share = way.share_after(what.distance)
    change: dict[str, object] = {"backprop_steps": None}
    return Finding(
        "cut off in time",
        f"Training follows the slope of a loss back through {counted(followed, 'step')}; "
        f"{_lengths(subject)}. {_tells(subject, what)} If it were followed, {share:.1g} of the slope would "
        f"be left after {back}.",
        f"Follow it through all of the sequence ({subject.put(**change)}).",
        {"steps followed": float(followed), **_evidence(way, what)},
        change,
    )


def exploding_over_time(subject: Subject) -> Finding | None:
    """The slope grows on its way back, and the gradient is longer than the weights."""
    way = subject.way_back
    grown = way.arriving
    if not len(grown) or grown.max() < EXPLODED or not way.gradient > THROWN:
        return None
    back = int(grown.argmax())
    size = f"{way.gradient:,.0f}" if way.gradient >= 10 else f"{way.gradient:.2g}"
    remedy, change = _calm(subject)
    return Finding(
        "exploding over time",
        f"The slope that a loss sends back grows on its way: after {counted(back, 'step')} it is "
        f"{grown[back]:,.0f} times as large; {_lengths(subject)}. The gradient is {size} times as long "
        "as all weights together, so a step along it throws them far off.",
        remedy,
        {"steps": float(back), "share": float(grown[back]), "gradient beside weights": way.gradient},
        change,
    )


def _lengths(subject: Subject) -> str:
    """Return ``the sequences have 20 steps``."""
    assert subject.sequences is not None
    lengths = subject.sequences.lengths
    if len(lengths) == 1:
        return f"the sequence has {counted(int(lengths[0]), 'step')}"
    least, most = int(lengths.min()), int(lengths.max())
    return f"the sequences have {counted(most, 'step') if least == most else f'{least} to {most} steps'}"


def _tells(subject: Subject, what: Missed) -> str:
    name = input_name(subject, what.feature)
    when = (
        f"{what.distance} steps before"
        if what.step is None
        else f"in step {what.step + 1}, {what.distance} steps before in the median,"
    )
    return (
        f"Yet {name} {when} still tells something about the error: over {what.n:,} answers they correlate by "
        f"{what.correlation:.2g}, which is more than chance makes."
    )


def _evidence(way: WayBack, what: Missed) -> dict[str, float]:
    back, share = way.share_after(what.distance)
    return {
        "distance": float(what.distance),
        "steps back": float(back),
        "share there": share,
        "correlation": what.correlation,
    }


def _keep_longer(subject: Subject) -> tuple[str, dict[str, object]]:
    assert subject.model is not None
    parameters = subject.parameters
    beyond = (
        "gated cells (LSTM, GRU), which keep a value until told otherwise, begin here; Rosenblatt has none"
    )
    keeps = parameters.get("activation") == "relu" and parameters.get("init") == IDENTITY
    if keeps or subject.model.network.cell != "elman":
        return f"Shorten the way: let a step read again what it has to know. Else {beyond}.", {}
    change: dict[str, object] = {"activation": "relu", "init": IDENTITY}
    if parameters.get("backprop_steps") is not None:
        change["backprop_steps"] = None
    return (
        f"Start with context neurons that keep what they hold ({subject.put(**change)}). Where that is not "
        f"enough, {beyond}.",
        change,
    )


def _calm(subject: Subject) -> tuple[str, dict[str, object]]:
    parameters = subject.parameters
    change: dict[str, object]
    if parameters.get("init", "auto") not in ("auto", IDENTITY):
        change = {"init": "auto"}
        return f"Start from smaller random weights ({subject.put(**change)}).", change
    if parameters.get("solver") == "lbfgs":
        change = {"solver": "adam", "max_grad_norm": 1.0}
        return f"Go in steps, and shorten those that are too long ({subject.put(**change)}).", change
    if parameters.get("max_grad_norm") is None:
        change = {"max_grad_norm": 1.0}
        return f"Shorten gradients that are too long ({subject.put(**change)}).", change
    rate = parameters.get("learning_rate_init")
    change = {"learning_rate_init": float(f"{rate / 10:.2g}")} if isinstance(rate, int | float) else {}
    return f"Use a smaller learning rate ({subject.put(**change)}).", change

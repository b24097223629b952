"""Checks of backpropagation through time: gradients that vanish, are cut off, or explode."""

from __future__ import annotations

from rosenblatt.errors import counted
from rosenblatt.insight.diagnosis.dependencies import Dependency
from rosenblatt.insight.diagnosis.finding import Finding
from rosenblatt.insight.diagnosis.subject import Remedy, Subject
from rosenblatt.insight.diagnosis.unrolled import GradientOverTime

EXPLODED = 100.0
"""The factor by which a gradient may grow (Pascanu, Mikolov and Bengio, "On the difficulty of training
recurrent neural networks", 2013). Networks that have learned to store a bit for twenty steps reach 30."""
OVERWHELMING = 1.0
"""A gradient longer than all weights together makes an update too large; growth alone does no harm."""
IDENTITY = "identity_context"
"""The scheme of Le, Jaitly and Hinton, "A simple way to initialize recurrent networks of rectified linear
units", 2015."""


def vanishing_over_time(subject: Subject) -> Finding | None:
    """Report a distant input that correlates with the errors, and that no gradient reaches."""
    over_time = subject.over_time
    what, lost = over_time.unlearned, over_time.vanishes_after
    if what is None or lost is None or what.distance < lost:
        return None
    back, share = over_time.share_after(what.distance)
    further = f" and {share:.1g} after {back}" if back > lost else ""
    remedy, change = _keep_longer(subject)
    return Finding(
        "vanishing over time",
        f"During backpropagation through time {over_time.shares[lost]:.1g} of the gradient is left after "
        f"{counted(lost, 'step')}{further}; {_lengths(subject)}. {_correlates(subject, what)} No gradient "
        "reaches that step, so the network cannot learn to store its input.",
        remedy,
        {
            "lost after": float(lost),
            "share then": float(over_time.shares[lost]),
            **_evidence(over_time, what),
        },
        change,
    )


def cut_off_in_time(subject: Subject) -> Finding | None:
    """Report a distant input that correlates with the errors, and to which training does not propagate."""
    over_time = subject.over_time
    what, lost, propagated = over_time.unlearned, over_time.vanishes_after, over_time.propagated
    if what is None or propagated is None or (lost is not None and what.distance >= lost):
        return None
    back, share = over_time.share_after(what.distance)
    remedy = subject.remedy("Propagate the gradient through the whole sequence", backprop_steps=None)
    return Finding(
        "cut off in time",
        f"Training propagates the gradient back through {counted(propagated, 'step')}; {_lengths(subject)}. "
        f"{_correlates(subject, what)} With full backpropagation {share:.1g} of the gradient would be left "
        f"after {counted(back, 'step')}.",
        remedy.text,
        {"steps followed": float(propagated), **_evidence(over_time, what)},
        remedy.change,
    )


def exploding_over_time(subject: Subject) -> Finding | None:
    """Report a gradient that grows over time and is longer than the weights."""
    over_time = subject.over_time
    grown, relative = over_time.shares[: over_time.propagated], over_time.gradient
    if not len(grown) or grown.max() < EXPLODED or not relative > OVERWHELMING:
        return None
    back = int(grown.argmax())
    size = f"{relative:,.0f}" if relative >= 10 else f"{relative:.2g}"
    remedy, change = _smaller_updates(subject)
    return Finding(
        "exploding over time",
        f"During backpropagation through time the gradient grows: after {counted(back, 'step')} it is "
        f"{grown[back]:,.0f} times as large; {_lengths(subject)}. The norm of the whole gradient is {size} "
        "times that of all weights, so a single update changes them too much.",
        remedy,
        {"steps": float(back), "share": float(grown[back]), "gradient beside weights": relative},
        change,
    )


def _lengths(subject: Subject) -> str:
    """Return ``the sequences have 20 steps``."""
    assert subject.sequences is not None
    lengths = subject.sequences.lengths
    if len(lengths) == 1:
        return f"the sequence has {counted(int(lengths[0]), 'step')}"
    low, high = int(lengths.min()), int(lengths.max())
    return f"the sequences have {counted(high, 'step') if low == high else f'{low} to {high} steps'}"


def _correlates(subject: Subject, what: Dependency) -> str:
    when = f"{what.distance} steps earlier"
    if what.step is not None:
        when = f"in step {what.step + 1}, {when} in the median,"
    return (
        f"However, {subject.input_name(what.feature)} {when} correlates with the error by "
        f"{what.correlation:.2g} over {what.n:,} predictions, which is more than chance."
    )


def _evidence(over_time: GradientOverTime, what: Dependency) -> dict[str, float]:
    back, share = over_time.share_after(what.distance)
    return {
        "distance": float(what.distance),
        "steps back": float(back),
        "share there": share,
        "correlation": what.correlation,
    }


def _keep_longer(subject: Subject) -> Remedy:
    parameters = subject.parameters
    gated = "gated cells (LSTM, GRU) are needed, which Rosenblatt does not have"
    keeps = parameters.get("activation") == "relu" and parameters.get("init") == IDENTITY
    if keeps or subject.trained.network.cell != "elman":
        return Remedy(
            f"Shorten the distance: let a step read again what it needs to know. Otherwise {gated}.", {}
        )
    change: dict[str, object] = {"activation": "relu", "init": IDENTITY}
    if parameters.get("backprop_steps") is not None:
        change["backprop_steps"] = None
    start = subject.remedy("Start with context neurons that keep their values", **change)
    return Remedy(f"{start.text} If that is not enough, {gated}.", change)


def _smaller_updates(subject: Subject) -> Remedy:
    parameters = subject.parameters
    if parameters.get("init", "auto") not in ("auto", IDENTITY):
        return subject.remedy("Start from smaller random weights", init="auto")
    if parameters.get("solver") == "lbfgs":
        advice = "Use a solver that limits the norm of the gradient"
        return subject.remedy(advice, solver="adam", max_grad_norm=1.0)
    if parameters.get("max_grad_norm") is None:
        return subject.remedy("Limit the norm of the gradient", max_grad_norm=1.0)
    rate = parameters.get("learning_rate_init")
    change = {"learning_rate_init": float(f"{rate / 10:.2g}")} if isinstance(rate, int | float) else {}
    return subject.remedy("Use a smaller learning rate", **change)

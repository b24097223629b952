"""Answers that are stored in the one HTML file, because it has no Python beside it: JSON, a part of the file.

``{"when": phrase, "separability": text, "diagnose": text, "explain": {row: text}}``: the words of the answers
of :mod:`rosenblatt.lab.asks` that are possible, and of which network they are; rows are numbered from 1.
"""

from __future__ import annotations

import dataclasses

import numpy as np

from rosenblatt.data.preparation.targets import ClassTarget
from rosenblatt.errors import RosenblattError
from rosenblatt.fitting.running import run
from rosenblatt.lab.asks import Subject, diagnosis_of, explanation_of, rows_of, separability_of
from rosenblatt.storage.canonical import dumps

MOST_ROWS = 20
"""Rows up to which each is explained."""
MOST_WORK = 3e9
"""Products of a planned training, about, up to which it is run for its answers: a few seconds."""


def answers(subject: Subject, when: str) -> bytes:
    """Return the answers about a table, and about a network if the subject has its parameters."""
    begun = subject.begun()
    rows = rows_of(begun, subject.points)
    found: dict[str, object] = {"when": when}
    if isinstance(begun.prepared.preparation.target, ClassTarget):
        found["separability"] = separability_of(begun, rows)["words"]
    if subject.parameters is None:
        return dumps(found).encode()
    if begun.given.model != "perceptron":
        found["diagnose"] = diagnosis_of(begun, subject)["words"]
    if len(rows.numbers) <= MOST_ROWS:
        numbers = sorted(rows.numbers.tolist())
        found["explain"] = {
            str(row): explanation_of(begun, subject, row, update=True)["words"] for row in numbers
        }
    return dumps(found).encode()


def answers_at_the_end(subject: Subject) -> bytes:
    """Return the answers about a table, and about the network of its settings if that is soon trained."""
    begun = subject.begun()
    fit = begun.rule
    n_rows = len(begun.prepared.training.rows)
    if float(n_rows) * fit.network.n_parameters * fit.plan.max_iter > MOST_WORK:
        return answers(subject, "of the rows to train on")
    outcome = run(fit)
    try:
        outcome.raise_trouble()
    except RosenblattError:
        return answers(subject, "of the rows to train on")
    history = np.array(fit.history.rows)
    parameters = fit.network.parameters.astype(np.float64)
    trained = dataclasses.replace(subject, parameters=parameters, history=history)
    return answers(
        trained, f"for the network at epoch {fit.state.epoch:,}, with which training with these settings ends"
    )

"""A replay in plain values."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from rosenblatt.replay.replay import Replay


def replay_document(seen: Replay) -> dict[str, object]:
    """Describe a replay in plain values: what ``replay --json`` prints.

    Returns
    -------
    dict
        ``n_snapshots``; ``moments`` (columns ``epoch``, ``step``, ``loss``, ``score``, ``held_out_score`` and
        ``wrong``, a value for each snapshot looked at); ``changes``; ``samples`` (empty for a regression);
        ``last_learned`` (its row, or None); ``kept_epoch``. Arrays stay arrays.
    """
    last = seen.last_learned
    return {
        "n_snapshots": len(seen.recording),
        "layer_sizes": seen.recording.layer_sizes,
        "score_name": seen.score_name,
        "moments": {
            "epoch": seen.epochs,
            "step": seen.steps,
            "loss": seen.loss,
            "score": seen.score,
            "held_out_score": seen.held_out_score,
            "wrong": np.sum(seen.wrong[:, seen.parts == "training"], axis=1),
        },
        "changes": [{**dataclasses.asdict(each), "change": each.change} for each in seen.changes],
        "samples": [dataclasses.asdict(each) for each in seen.samples],
        "last_learned": None if last is None else last.row,
        "kept_epoch": int(seen.recording.epochs[-1 if seen.kept is None else seen.kept]),
    }

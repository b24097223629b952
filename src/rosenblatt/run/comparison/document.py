"""A comparison in plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from rosenblatt.run.comparison.compare import Comparison
from rosenblatt.run.folder.document import plain


def comparison_document(comparison: Comparison) -> dict[str, object]:
    """Describe a comparison in plain values: what ``compare --json`` prints."""
    names = comparison.names
    runs = [
        {
            "name": name,
            "parent": None if run.parent is None else run.parent.folder,
            "epochs": len(run.history),
            "loss": float(run.history["loss"][-1]) if len(run.history) else None,
            "stopped_by": run.stopped_by,
            "score_name": run.evaluation.score_name,
            "part": run.evaluation.part,
            "score": run.evaluation.score,
            "training_score": run.evaluation.training_score,
            "baseline": run.evaluation.baseline,
            "repeats": run.evaluation.repeats,
        }
        for name, run in zip(names, comparison.runs, strict=True)
    ]
    document: Mapping[str, object] = {
        "runs": runs,
        "differences": [{"name": each.name, "values": list(each.values)} for each in comparison.differences],
        "partings": [
            {
                "runs": [names[each.first], names[each.second]],
                "epoch": each.epoch,
                "snapshot": each.snapshot,
                "parent": each.parent,
                "same_start": each.same_start,
                "differ_from": each.differ_from,
            }
            for each in comparison.partings
        ],
        "pairs": [
            {"runs": [names[each.first], names[each.second]], "differences": each.differences}
            for each in comparison.pairs
        ],
        "warnings": list(comparison.warnings),
    }
    return cast("dict[str, object]", plain(document))

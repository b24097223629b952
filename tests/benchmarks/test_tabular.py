"""The measures of benchmarks/tabular.py, on results someone can check by hand."""

import json
import math
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from benchmarks import tabular
from benchmarks.tables import ablations, catalogue, measuring, report, scores, timing
from benchmarks.tables.catalogue import Table
from benchmarks.tables.measuring import Result
from benchmarks.tables.methods import MLP, ROSENBLATT, SIX

from rosenblatt.tabular import Recipe

TABLE = Table("package/small", "kind", "classification", digest="d")


def result(method: str, score: float, fold: int = 0, table: str = "small", **details: float) -> Result:
    return Result(
        table, "d", method, "1", fold, 0, 90, score, 1 - score, **({"cpu": 2.0, "wall": 1.0} | details)
    )


def test_the_highest_score_has_rank_1_and_equal_scores_share_theirs() -> None:
    ranks = scores.mean_ranks(
        {"a": {"x": 0.9, "y": 0.5}, "b": {"x": 0.8, "y": 0.5}, "c": {"x": 0.7, "y": 0.6}}
    )
    assert ranks == {"a": (1 + 2.5) / 2, "b": (2 + 2.5) / 2, "c": (3 + 1) / 2}


def test_wins_are_counted_on_the_tables_of_both() -> None:
    assert scores.wins({"x": 1, "y": 2, "z": 3, "only": 9}, {"x": 0, "y": 2, "z": 4}) == (1, 1, 1)


def test_paired_differences_have_the_standard_error_of_their_mean() -> None:
    found = scores.paired({"x": 3.0, "y": 1.0}, {"x": 1.0, "y": 1.0})
    assert (found.mean, found.error, found.n) == (1.0, 1.0, 2)
    assert math.isnan(scores.paired({}, {}).mean)


def test_only_folds_that_all_methods_have_are_averaged_and_seeds_count_as_one_fold() -> None:
    found = [
        result("a", 0.5, fold=0),
        replace(result("a", 0.7, fold=0), seed=1),
        result("a", 1.0, fold=1),
        result("b", 0.4, fold=0),
        result("b", 0.1, fold=0, table="other"),
    ]
    assert scores.matched(found, ["a", "b"], "score") == {
        "a": {"small": pytest.approx(0.6)},
        "b": {"small": 0.4},
    }


def test_results_of_earlier_versions_do_not_count() -> None:
    old, new = replace(result("a", 0.1), version="0"), result("a", 0.9)
    assert scores.newest([old, new, result("b", 0.3)]) == [new, result("b", 0.3)]


def test_the_geometric_mean_of_2_and_8_is_4() -> None:
    assert scores.geometric_mean([2, 8]) == pytest.approx(4)


def test_the_report_states_rank_wins_time_ratio_and_estimate() -> None:
    found = [result(name, 0.5) for name in SIX if name != ROSENBLATT]
    found = [replace(one, epochs=40) if one.method == MLP else one for one in found]
    found.append(replace(result(ROSENBLATT, 0.8, cpu=5.0), estimate=0.85))
    text = report.as_markdown(found, [TABLE])
    assert "In sum: 1 tables (1 of classification, 0 of regression)" in text
    assert f"| {ROSENBLATT} | 1.00 | 1.00 | nan | 0.8000 | 0.2000 | nan |" in text
    assert f"| {MLP} | 4.00 |" in text
    assert "| 1-0-0 | +0.3000 ± nan |" in text
    assert (
        "more than twice as long on 1 tables, on 1 of which scikit-learn MLP stops within 50 epochs" in text
    )
    assert "| Rosenblatt, accuracy | +0.0500 ± nan | 0.0500 |" in text
    assert "| small | 90 | **0.8000** (5.00) | 0.5000 (2.00) |" in text


def test_a_row_that_an_interrupted_run_left_incomplete_is_measured_again(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    whole = json.dumps(asdict(result("a", 0.5)))
    path.write_text(f"{whole}\n{whole[:20]}", encoding="utf-8")
    assert measuring.stored(path) == [result("a", 0.5)]


def test_accuracy_and_log_loss_are_those_of_the_true_class() -> None:
    class Always:
        classes_ = np.array(["no", "yes"])

        def predict_proba(self, rows: object) -> np.ndarray:
            return np.array([[0.75, 0.25], [0.75, 0.25]])

    accuracy, loss = measuring.scores(Always(), None, np.array(["no", "yes"], object), is_classes=True)
    assert accuracy == 0.5
    assert loss == pytest.approx(-(math.log(0.75) + math.log(0.25)) / 2)


def test_a_table_loses_rows_without_target_rare_classes_and_named_columns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frame = pd.DataFrame({"id": range(20), "x": 1.5, "kind": [*["a"] * 9, *["b"] * 8, "rare", "rare", None]})
    monkeypatch.setattr(catalogue, "_from_package", lambda source: frame)
    found, target = catalogue.read(replace(TABLE, drop=("id",)), check=False)
    assert list(found) == ["x"]
    assert list(target) == ["a"] * 9 + ["b"] * 8
    with pytest.raises(catalogue.TableError, match="differs from the table that was measured"):
        catalogue.read(TABLE)


def test_a_digest_changes_with_a_value_a_name_and_the_order() -> None:
    frame, target = pd.DataFrame({"x": [1.0, 2.0]}), np.array(["a", "b"], object)
    digests = {
        catalogue.digest(frame, target),
        catalogue.digest(frame, target[::-1]),
        catalogue.digest(frame.rename(columns={"x": "y"}), target),
        catalogue.digest(frame.replace(2.0, 3.0), target),
    }
    assert len(digests) == 4


def test_races_are_summed_by_their_geometric_mean_and_early_stops_are_set_apart() -> None:
    races = [
        timing.Race("a", epochs=200, cpu=(1.0, 2.0), wall=(1.0, 4.0)),
        timing.Race("b", epochs=30, cpu=(8.0, 1.0), wall=(4.0, 1.0)),
    ]
    text = timing.as_markdown(races, 2)
    assert "CPU time 2.00 (geometric mean), at most 0.50 where scikit-learn makes more than 50 epochs" in text
    assert "at most 8.00 on any table; wall time 1.00 (geometric mean)" in text


def test_an_unknown_table_or_method_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(SystemExit, match="no table iris; there are HMDA"):
        tabular.main(["run", "--tables", "iris"])
    with pytest.raises(SystemExit, match="no method TabPFN; there are Rosenblatt"):
        tabular.main(["run", "--methods", "TabPFN"])


def test_a_change_is_compared_with_the_recipe_as_it_is_on_the_same_fits() -> None:
    def trial(change: str, table: str, seed: int, score: float, cpu: float) -> ablations.Trial:
        return ablations.Trial(change, "1", table, "classification", 0, seed, score, 1 - score, score, cpu)

    trials = [
        trial("as it is", "x", 0, 0.5, 1.0),
        trial("as it is", "x", 1, 0.7, 1.0),
        trial("as it is", "y", 0, 0.9, 1.0),
        trial("16 leaves", "x", 0, 0.6, 2.0),
        trial("16 leaves", "x", 1, 0.8, 2.0),
        trial("16 leaves", "y", 0, 0.8, 2.0),
        trial("16 leaves", "only here", 0, 0.1, 9.0),
    ]
    text = ablations.as_markdown(trials)
    assert "| 16 leaves | +0.0000 ± 0.1000 | -0.0000 ± 0.1000 |  | × 2.00 | 2, 3 |" in text


def test_each_change_of_the_recipe_changes_it() -> None:
    recipes = [Recipe(), Recipe(n_repeats=2)]
    same = [name for name, change in ablations.CHANGES.items() if [*map(change, recipes)] == recipes]
    assert same == ["as it is"]

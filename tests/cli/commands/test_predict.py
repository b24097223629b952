from dataclasses import replace
from pathlib import Path

import polars
import pytest
from polars.testing import assert_frame_equal
from tests.cli.conftest import Rosenblatt
from tests.model.examples import FLOWERS, flowers, garden, prices, several_targets

from rosenblatt.model import save_model


@pytest.fixture
def model(tmp_path: Path) -> Path:
    save_model(tmp_path / "m.safetensors", flowers())
    FLOWERS.write_csv(tmp_path / "flowers.csv")
    return tmp_path / "m.safetensors"


def test_predictions_stand_beside_the_table_in_its_own_words(rosenblatt: Rosenblatt, model: Path) -> None:
    done = rosenblatt("predict", model, "flowers.csv")
    assert (done.code, done.err) == (0, "")
    frame = polars.read_csv(done.out.encode())
    assert frame.columns == [*FLOWERS.columns, "predicted"]
    assert frame["predicted"].to_list() == flowers().predict(FLOWERS).tolist()


@pytest.mark.parametrize("predict_at", ["every", "last"])
@pytest.mark.parametrize("sequence", ["kind", None])
def test_sequences_are_answered_at_every_row_or_at_their_last(
    sequence: str | None, predict_at: str, rosenblatt: Rosenblatt, tmp_path: Path
) -> None:
    model, table = replace(garden(), sequence=sequence, predict_at=predict_at), FLOWERS.sort("kind")
    save_model(tmp_path / "m.safetensors", model)
    table.write_csv(tmp_path / "sorted.csv")
    done = rosenblatt("predict", "m.safetensors", "sorted.csv")
    assert (done.code, done.err) == (0, "")
    frame = polars.read_csv(done.out.encode())
    assert_frame_equal(frame.drop("predicted"), table)
    ends = [5] if sequence is None else [1, 3, 5]
    rows = ends if predict_at == "last" else list(range(6))
    assert frame["predicted"][rows].to_list() == pytest.approx(model.predict(table).tolist())
    assert frame["predicted"].null_count() == 6 - len(rows)


@pytest.mark.parametrize("kind", ["csv", "tsv", "parquet"])
def test_the_name_says_how_it_is_written(
    kind: str, rosenblatt: Rosenblatt, model: Path, tmp_path: Path
) -> None:
    done = rosenblatt("predict", model, "flowers.csv", "--proba", "--out", f"out.{kind}")
    assert (done.code, done.out) == (0, f"6 rows with predictions are in out.{kind}\n")
    path = tmp_path / f"out.{kind}"
    frame = (
        polars.read_parquet(path)
        if kind == "parquet"
        else polars.read_csv(path, separator="\t" if kind == "tsv" else ",")
    )
    shares = frame.select(polars.col("^probability .*$"))
    assert shares.columns == ["probability iris", "probability lily", "probability rose"]
    assert shares.sum_horizontal().to_numpy() == pytest.approx(1)


def test_parquet_goes_in_and_comes_out(rosenblatt: Rosenblatt, model: Path, tmp_path: Path) -> None:
    FLOWERS.write_parquet(tmp_path / "in.parquet")
    assert rosenblatt("predict", model, "in.parquet", "--out", "out.parquet").code == 0
    frame = polars.read_parquet(tmp_path / "out.parquet")
    assert_frame_equal(frame.drop("predicted"), FLOWERS)


def test_columns_are_found_by_name_and_the_target_may_be_absent(
    rosenblatt: Rosenblatt, model: Path, tmp_path: Path
) -> None:
    FLOWERS.select("wild", "länge", "colour").write_csv(tmp_path / "swapped.csv")
    done = rosenblatt("predict", model, "swapped.csv")
    assert polars.read_csv(done.out.encode())["predicted"].to_list() == flowers().predict(FLOWERS).tolist()


def test_a_table_from_standard_input(
    rosenblatt: Rosenblatt, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "flowers.csv").open() as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        done = rosenblatt("predict", model, "-")
    assert polars.read_csv(done.out.encode()).height == 6


def test_numbers_come_in_their_own_units(rosenblatt: Rosenblatt, model: Path, tmp_path: Path) -> None:
    save_model(tmp_path / "prices.safetensors", prices())
    done = rosenblatt("predict", "prices.safetensors", "flowers.csv")
    assert polars.read_csv(done.out.encode())["predicted"].to_numpy() == pytest.approx(
        prices().predict(FLOWERS)
    )


def test_several_targets_get_a_column_each(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    save_model(tmp_path / "several.safetensors", several_targets())
    polars.DataFrame({"a": [0.1, 2.0], "b": [1.0, -1.0], "c": [0.0, 3.0]}).write_csv(tmp_path / "t.csv")
    done = rosenblatt("predict", "several.safetensors", "t.csv", "--proba")
    assert polars.read_csv(done.out.encode()).columns[3:] == [
        "predicted 1", "predicted 2", "probability 1 no", "probability 1 yes",
        "probability 2 1", "probability 2 2", "probability 2 3",
    ]  # fmt: skip


def test_a_text_never_seen_is_warned_of_and_predicted(
    rosenblatt: Rosenblatt, model: Path, tmp_path: Path
) -> None:
    FLOWERS.with_columns(colour=polars.lit("green")).write_csv(tmp_path / "green.csv")
    done = rosenblatt("predict", model, "green.csv")
    assert done.code == 0
    assert done.err.startswith("warning: ")
    assert "green" in done.err
    assert done.err.count("\n") == 1


def test_columns_the_model_does_not_know_are_ignored_with_a_warning(
    rosenblatt: Rosenblatt, model: Path, tmp_path: Path
) -> None:
    FLOWERS.with_columns(smell=polars.lit(1), mood=polars.lit("x")).write_csv(tmp_path / "more.csv")
    done = rosenblatt("predict", model, "more.csv")
    assert done.code == 0
    assert done.err == "warning: 2 columns: 'smell', 'mood' did not occur in training and are ignored\n"
    frame = polars.read_csv(done.out.encode())
    assert frame.columns == [*FLOWERS.columns, "smell", "mood", "predicted"]
    assert frame["predicted"].to_list() == flowers().predict(FLOWERS).tolist()
    refused = rosenblatt("predict", model, "more.csv", "--strict")
    assert (refused.code, refused.out) == (2, "")
    assert "does not know the column 'smell', 'mood'" in refused.err


def test_predictions_can_be_predicted_again(rosenblatt: Rosenblatt, model: Path, tmp_path: Path) -> None:
    assert rosenblatt("predict", model, "flowers.csv", "--proba", "--out", "once.csv").code == 0
    done = rosenblatt("predict", model, "once.csv", "--proba", "--out", "twice.csv", "--strict")
    assert done.code == 0
    assert done.err == (
        "warning: the table has a column 'predicted' already: the new predictions are in predicted 2\n"
    )
    frame = polars.read_csv(tmp_path / "twice.csv")
    assert frame["predicted 2"].to_list() == frame["predicted"].to_list()
    assert frame["probability lily 2"].to_list() == frame["probability lily"].to_list()
    assert rosenblatt("predict", model, "twice.csv", "--out", "thrice.csv").code == 0
    assert "predicted 3" in polars.read_csv(tmp_path / "thrice.csv").columns


def test_a_row_with_few_values_is_answered_with_a_warning(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    rows = [f"{row % 7},{row % 5},{row % 3},{'ab'[row % 2]}" for row in range(40)]
    (tmp_path / "t.csv").write_text("\n".join(["x,y,z,label", "1,,2,a", *rows]))
    (tmp_path / "new.csv").write_text("x,y,z\n1,2,3\n1,,3\n,,3\n,2,\n")
    trained = rosenblatt("train", "t.csv", "--missing", "mean", "--max-iter", 2, "--repeats", 0, "--out", "r")
    assert trained.code == 0
    done = rosenblatt("predict", "r", "new.csv")
    assert done.code == 0
    assert "2 rows (the first is row 3) have no value in more than half of the 3 features" in done.err
    assert polars.read_csv(done.out.encode())["predicted"].null_count() == 0

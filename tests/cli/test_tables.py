"""The tables that people bring go the whole way: show, train, report, predict.

Each file of tests/files/tables stands for a kind: values and names are made up.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest
from tests.cli.conftest import Rosenblatt

from rosenblatt import load_table

TABLES = Path(__file__).parents[1] / "files" / "tables"
LEFT_OUT = "customer' is left out"


@dataclass(frozen=True)
class Expected:
    """What the table holds, a part of a note on it, and options that it needs."""

    task: str
    columns: dict[str, str]
    note: str = ""
    options: tuple[str, ...] = ()


WEIGHTS = {"height": "integer", "weight": "integer", "group": "text"}
CUSTOMERS = {"age": "integer", "plan": "text", "usage": "number", "churn": "text"}
INDEXED = {"A": "number", "X1": "integer", "y": "text"}
STATES = {"t": "number", "h": "integer", "state": "text"}
BUYERS = {"age": "integer", "income": "integer", "buys": "text"}
RENTS = {"flaeche": "number", "zimmer": "integer", "miete": "number"}
CLASSES, NUMBERS = "classification", "regression"
EXPECTED = {
    "c01_semicolon_decimal_comma_time.csv": Expected(
        NUMBERS, {"Zeit": "date and time", "Feuchte": "number", "Temperatur (Celsius)": "number"}
    ),
    "c02_tab_decimal_comma.tsv": Expected(NUMBERS, RENTS),
    "c02b_semicolon_thousands_dot.csv": Expected(NUMBERS, RENTS),
    "c03_thousands_currency_percent.csv": Expected(
        NUMBERS, {"area": "integer", "price_per_unit": "number", "growth": "number", "price": "integer"}
    ),
    "c03b_thousands_only.csv": Expected(NUMBERS, {"area": "integer", "rooms": "integer", "price": "integer"}),
    "c03d_thousands_feature.csv": Expected(CLASSES, {"income": "integer", "area": "integer", "sold": "text"}),
    "c04_utf16.csv": Expected(CLASSES, WEIGHTS),
    "c05c_sep_line.csv": Expected(CLASSES, WEIGHTS),
    "c06_train.csv": Expected(CLASSES, CUSTOMERS, LEFT_OUT),
    "c09b_pandas_index.csv": Expected(CLASSES, INDEXED, "has no name, like the row numbers"),
    "c09d_trailing_comma.csv": Expected(CLASSES, INDEXED, "no name and no values"),
    "c10_date_time.csv": Expected(
        NUMBERS,
        {"date": "date", "arrival": "time", "capacity": "integer", "station": "text", "delay": "integer"},
    ),
    "c13b_imbalance.csv": Expected(CLASSES, {"a": "number", "b": "number", "fraud": "integer"}),
    "c15_integer_target.csv": Expected(
        CLASSES,
        {"store": "integer", "month": "integer", "promo": "integer", "stars": "integer"},
        "are read as classes; to predict them as numbers: --task regression",
    ),
    "c17_train.csv.gz": Expected(CLASSES, CUSTOMERS, LEFT_OUT),
    "c17_train.txt": Expected(CLASSES, CUSTOMERS, LEFT_OUT),
    "c17_train.xlsx": Expected(CLASSES, CUSTOMERS, LEFT_OUT),
    "c19b_no_header_ints.csv": Expected(
        CLASSES, {"column_1": "integer", "column_2": "integer", "column_3": "integer"}, "", ("--no-header",)
    ),
    "c20_comment_lines.csv": Expected(CLASSES, STATES),
    "c20c_units_line.csv": Expected(CLASSES, STATES, "looks like units"),
    "c21_None.csv": Expected(CLASSES, BUYERS),
    "c21_dash.csv": Expected(CLASSES, BUYERS),
    "c21_dot.csv": Expected(CLASSES, BUYERS),
    "c23b_spelling.csv": Expected(
        CLASSES, {"owner": "text", "a": "number", "win": "text"}, "differ only in case or spaces"
    ),
    "c24_zip_phone_big.csv": Expected(
        CLASSES, {"zip": "text", "big": "integer", "y": "text"}, "'phone' is left out"
    ),
    "c27_constant_empty.csv": Expected(
        CLASSES,
        {"a": "number", "const": "integer", "sameword": "text", "y": "text"},
        "'empty' is left out, because it has no value",
    ),
    "c28_series.csv": Expected(NUMBERS, {"month": "date", "passengers": "integer"}),
}


def test_every_table_is_tried() -> None:
    assert {path.name for path in TABLES.iterdir()} == {*EXPECTED, "c06_new_extra.csv"}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_table_goes_the_whole_way(name: str, rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    expected, path = EXPECTED[name], TABLES / name
    shown = rosenblatt("show", path, *expected.options)
    assert shown.code == 0
    options = (*expected.options, "--max-iter", 3, "--repeats", 0, "--out", "run")
    trained = rosenblatt("train", path, *options, "--json")
    assert trained.code == 0, trained.err
    run = json.loads(trained.out)
    assert run["task"] == expected.task
    assert {column["name"]: column["type"] for column in run["table"]["columns"]} == expected.columns
    assert expected.note in " ".join(run["table"]["notes"])
    assert expected.note in " ".join(shown.out.split())
    assert rosenblatt("report", "run").code == 0
    predicted = rosenblatt("predict", "run", path, *expected.options, "--out", "predicted.csv")
    assert predicted.code == 0, predicted.err
    assert predicted.out.endswith("rows with predictions are in predicted.csv\n")
    answers = pl.read_csv(tmp_path / "predicted.csv", infer_schema=False)
    assert answers.height == run["table"]["n_rows"]
    assert answers["predicted"].null_count() == 0


@pytest.mark.long
@pytest.mark.usefixtures("real_report")
@pytest.mark.parametrize("name", EXPECTED)
def test_the_screen_and_the_report_show_the_notes(name: str, rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    expected = EXPECTED[name]
    options = (*expected.options, "--max-iter", 3, "--repeats", 0, "--out", "run")
    trained = rosenblatt("train", TABLES / name, *options)
    assert trained.code == 0
    assert expected.note in " ".join(trained.out.split())
    page = " ".join((tmp_path / "run" / "report.html").read_text("utf-8").split())
    assert "Notes on the table" in page
    assert list(expected.columns)[-1] in page


def test_no_number_or_date_becomes_an_input_for_each_value() -> None:
    for name in (
        "c01_semicolon_decimal_comma_time.csv",
        "c03_thousands_currency_percent.csv",
        "c28_series.csv",
    ):
        table = load_table(TABLES / name)
        assert len(table.features) == len(EXPECTED[name].columns) - 1
        assert table.n_rows > 20 * len(table.features)


def test_a_rare_class_is_on_both_sides(rosenblatt: Rosenblatt) -> None:
    for seed in range(3):
        options = ("--max-iter", 2, "--repeats", 0, "--seed", seed, "--out", "run", "--json")
        run = json.loads(rosenblatt("train", TABLES / "c13b_imbalance.csv", *options).out)
        assert run["settings"]["split"] == "stratified"
        truth = pl.read_parquet("run/predictions.parquet")["truth"].to_list()
        assert 1 <= truth.count(1) <= 9


def test_new_rows_with_another_column_are_predicted(rosenblatt: Rosenblatt) -> None:
    train = ("train", TABLES / "c06_train.csv", "--max-iter", 2, "--repeats", 0, "--out", "run")
    assert rosenblatt(*train).code == 0
    done = rosenblatt("predict", "run", TABLES / "c06_new_extra.csv")
    assert done.code == 0
    assert done.err == "warning: column 'region' did not occur in training and is ignored\n"
    assert done.out.splitlines()[0] == "age,plan,usage,customer,region,predicted"
    refused = rosenblatt("predict", "run", TABLES / "c06_new_extra.csv", "--strict")
    assert (refused.code, refused.out) == (2, "")


def test_a_first_line_of_values_is_said(rosenblatt: Rosenblatt) -> None:
    done = rosenblatt("show", TABLES / "c19b_no_header_ints.csv")
    assert done.code == 0
    assert "looks like values, not like column names" in done.err
    assert "--no-header" in done.err


@pytest.mark.parametrize(
    ("options", "known"),
    [
        (("--activation", "sigmoid"), "did you mean 'logistic'"),
        (("--solver", "adamm"), "did you mean 'adam'"),
        (("--set", "init=xavier"), "did you mean 'glorot_uniform'"),
        (("--model", "mpl"), "did you mean 'mlp'"),
        (("--split", "stratify"), "did you mean 'stratified'"),
        (("--task", "regresion"), "did you mean 'regression'"),
        (("--missing", "median"), "did you mean 'fill'"),
        (("--max-iter", 0), "max_iter must be a positive integer"),
        (("--learning-rate", -1), "learning_rate_init must be"),
        (("--hidden", "0"), "hidden_layer_sizes must be > 0"),
        (("--set", "dropout=2"), "dropout must be"),
        (("--model", "mlp", "--checkpoint-every", "often"), "checkpoints are made every"),
        (("--split", "stratified", "--task", "regression"), "use --split random"),
    ],
)
def test_options_are_checked_before_any_data_is_shown(
    options: tuple[object, ...], known: str, rosenblatt: Rosenblatt
) -> None:
    done = rosenblatt("train", TABLES / "c15_integer_target.csv", *options, "--out", "run")
    assert (done.code, done.out) == (2, "")
    assert known in done.err
    assert not Path("run").exists()
    assert not Path("run.unfinished").exists()

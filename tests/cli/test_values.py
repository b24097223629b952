"""Numbers, dates and missing values as people write them, from show to explain."""

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import polars
import pytest
from tests.cli.conftest import Rosenblatt

from rosenblatt.model import load_model
from rosenblatt.run import RunSettings

ROWS = 40
MLP = ("--model", "mlp", "--max-iter", 20, "--repeats", 0, "--out", "run")


def write(path: Path, head: str, row: Callable[[int], str], rows: int = ROWS) -> None:
    path.write_text("\n".join((head, *(row(k) for k in range(rows)))) + "\n", encoding="utf-8")


def german(number: float) -> str:
    return f"{number:,.2f}".translate(str.maketrans(",.", ".,"))


DAY = datetime.date(2021, 3, 1)
TABLES: dict[str, tuple[str, str, Callable[[int], str], str, list[str]]] = {
    "decimal commas with tabs": (
        "rent.tsv",
        "area\trooms\trent",
        lambda k: f"{30 + k},6\t{k % 5}\t{900 + 11 * k},07",
        "Read numbers like 1234,5: area, rent",
        ["area", "rooms"],
    ),
    "decimal commas in quotes": (
        "rent.csv",
        "area,rent",
        lambda k: f'"{30 + k},6","{german(900 + 11 * k)}"',
        "Read numbers like 1.234,5: rent",
        ["area"],
    ),
    "thousands and currency": (
        "house.csv",
        "area,unit,growth,price",
        lambda k: f'"{600 + 37 * k:,}",${50 + k}.40,{k - 9}.5%,"${100_000 + 7001 * k:,}"',
        "Read numbers like $1,234.5: price",
        ["area", "unit", "growth"],
    ),
    "thousands only": (
        "house.csv",
        "area,price",
        lambda k: f'"{600 + 30 * k:,}","{100_000 + 7001 * k:,}"',
        "Read numbers like 1,234.5: area, price",
        ["area"],
    ),
    "units": (
        "weight.csv",
        "size,dose,weight",
        lambda k: f"{k}.5cm,{k % 7} mg,{3 * k + 50}.5 kg",
        "Read numbers like 1234.5 kg: weight",
        ["size", "dose"],
    ),
    "dates and times": (
        "bus.csv",
        "date,arrival,at,delay",
        lambda k: (
            f"{DAY + datetime.timedelta(days=k):%Y/%m/%d},{k % 26:02}:{k:02}:15,"
            f"{DAY:%d.%m.%Y} {k % 24:02}:30,{5 * k % 31 + 0.5}"
        ),
        "Read dates as year-month-day: date",
        [
            "date: days since 2021-03-01",
            *(f"date: {part} ({side})" for part in ("month", "weekday") for side in ("sin", "cos")),
            "arrival: hours",
            "at: days since 2021-03-01 00:30:00",
            *(f"at: hour ({side})" for side in ("sin", "cos")),
        ],
    ),
    "months": (
        "series.csv",
        "month,passengers",
        lambda k: f"{1949 + k // 12}-{k % 12 + 1:02},{100 + k}",
        "Read dates as year-month: month",
        ["month: days since 1949-01-01", "month: month (sin)", "month: month (cos)"],
    ),
    "a dash": (
        "people.csv",
        "age,y",
        lambda k: f"{'-' if k % 9 == 4 else 20 + k},{k * 1.5}",
        "integer        4",
        ["age", "age was missing"],
    ),
    "None": (
        "people.csv",
        "age,y",
        lambda k: f"{'None' if k % 2 else 20.5 + k},{k * 1.5}",
        "number       20",
        ["age", "age was missing"],
    ),
    "a division by zero": (
        "people.csv",
        "ratio,y",
        lambda k: f"{'#DIV/0!' if k % 9 == 4 else f'{k}.5 %'},{k * 1.5}",
        "Read numbers like 1234.5%: ratio",
        ["ratio", "ratio was missing"],
    ),
}


@pytest.mark.parametrize("kind", TABLES)
def test_tables_as_people_write_them_go_all_the_way(
    kind: str, rosenblatt: Rosenblatt, tmp_path: Path
) -> None:
    name, head, row, shown, inputs = TABLES[kind]
    write(tmp_path / name, head, row)
    done = rosenblatt("show", name)
    assert (done.code, done.err) == (0, "")
    assert shown in done.out
    done = rosenblatt("train", name, "--test-size", 0, *MLP)
    assert done.code == 0, done.err
    model = load_model(tmp_path / "run")
    assert model.preparation is not None
    assert list(model.preparation.input_names) == inputs
    write(tmp_path / f"new-{name}", head, row, rows=1)  # by itself, one value can be read in several ways
    predicted = rosenblatt("predict", "run", f"new-{name}")
    everything = rosenblatt("predict", "run", name)
    assert (predicted.code, predicted.err, everything.code) == (0, "", 0)
    one, every = (polars.read_csv(each.out.encode())["predicted"] for each in (predicted, everything))
    assert one[0] == pytest.approx(every[0], rel=1e-12)
    explained = rosenblatt("explain", "run", f"new-{name}")
    assert (explained.code, explained.err) == (0, "")
    answer = re.search(r"The answer is (-?[\d.]+)", explained.out)
    assert answer is not None
    assert float(answer[1]) == pytest.approx(every[0], rel=1e-3, abs=1e-3)


def test_what_can_be_read_in_two_ways_is_refused_and_an_option_decides(
    rosenblatt: Rosenblatt, tmp_path: Path
) -> None:
    write(tmp_path / "t.csv", "a,y", lambda k: f'"{1 + k % 9},{234 + k}",{k}')
    for command in ("show", "train"):
        refused = rosenblatt(command, "t.csv")
        assert refused.code == 2
        assert "'1,234' is 1234 if ',' separates thousands (--thousands ,), or 1.234" in refused.err
    assert "9269" in rosenblatt("show", "t.csv", "--thousands", ",").out
    assert "9.269" in rosenblatt("show", "t.csv", "--decimal", ",").out


def test_a_target_of_numbers_with_one_text_names_the_text(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    write(tmp_path / "t.csv", "a,y", lambda k: f"{k},{'oops' if k == 7 else f'${k + 0.5}'}")
    refused = rosenblatt("train", "t.csv")
    assert refused.code == 2
    assert (
        "the target 'y' holds numbers like $1234.5 except for 1 text, the first 'oops' in row 8"
        in refused.err
    )
    assert "another target" not in refused.err
    assert rosenblatt("train", "t.csv", "--na", "oops", "--missing", "drop", *MLP).code == 0


def test_a_target_of_dates_is_refused_in_words(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    write(tmp_path / "t.csv", "a,day", lambda k: f"{k},{DAY + datetime.timedelta(days=k)}")
    refused = rosenblatt("train", "t.csv")
    assert refused.code == 2
    assert "the target 'day' holds dates or times, and a network predicts classes or numbers" in refused.err


def test_a_missing_target_is_not_filled(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    write(tmp_path / "t.csv", "a,y", lambda k: f"{k},{'' if k == 3 else k * 1.5}")
    refused = rosenblatt("train", "t.csv", *MLP)
    assert refused.code == 2
    assert "name the column to predict (--target NAME), or drop the rows with missing values" in refused.err
    assert "--missing mean" not in refused.err


def test_what_is_filled_is_said(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    write(
        tmp_path / "t.csv",
        "a,colour,y",
        lambda k: f"{'' if k % 8 == 1 else k},{'NA' if k % 8 == 2 else 'red' if k % 2 else 'blue'},{k * 1.5}",
    )
    done = rosenblatt("train", "t.csv", "--test-size", 0, *MLP)
    assert done.code == 0
    assert (
        "5 missing values of 'a': replaced by 20 (training median), and an input 'a was missing'" in done.out
    )
    assert "5 missing values of 'colour': a category 'missing'" in done.out


def test_repeated_far_values_are_named_and_na_makes_them_missing(
    rosenblatt: Rosenblatt, tmp_path: Path
) -> None:
    write(tmp_path / "t.csv", "a,y", lambda k: f"{-999 if k % 9 == 1 else k},{k * 1.5}")
    assert "-999 (5 rows)" in rosenblatt("show", "t.csv").out
    done = rosenblatt("train", "t.csv", "--na", "-999", "--test-size", 0, *MLP)
    assert "5 missing values of 'a'" in done.out
    model = load_model(tmp_path / "run")
    assert model.preparation is not None
    assert model.preparation.na == ("-999",)
    (tmp_path / "new.csv").write_text("a\n-999\n-999.0\n1\n")
    assert model.read_table(tmp_path / "new.csv")["a"].to_list() == [None, None, 1.0]


def test_dates_order_the_rows_of_a_stream(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    def row(k: int) -> str:
        k = 7 * k % ROWS + (k // ROWS)
        return f"{DAY + datetime.timedelta(days=k):%d.%m.%Y},{k % 4},{(k + 1) % 4 + 0.5}"

    write(tmp_path / "t.csv", "day,x,next", row)
    done = rosenblatt("train", "t.csv", "--stream", "--max-iter", 3, "--repeats", 0, "--out", "run")
    assert done.code == 0
    assert "taken in the order of their dates" in " ".join(done.out.split())
    mixed = polars.read_csv(rosenblatt("predict", "run", "t.csv").out.encode())
    head, *lines = (tmp_path / "t.csv").read_text().splitlines()
    lines.sort(key=lambda line: (line[3:5], line[:2]))
    (tmp_path / "ordered.csv").write_text("\n".join((head, *lines)) + "\n")
    ordered = polars.read_csv(rosenblatt("predict", "run", "ordered.csv").out.encode())
    assert mixed.sort("day").equals(ordered)
    assert "order of their dates" not in rosenblatt("show", "ordered.csv", "--stream").out


def test_settings_of_an_old_run_have_no_forms_and_no_fill() -> None:
    old = RunSettings.stored({"table": "t.csv"})
    assert (old.missing, old.reading.forms) == ("error", False)
    new = RunSettings.stored({"table": "t.csv", "split": "random", "reading": {"na": ["-"]}})
    assert (new.missing, new.reading.forms, new.reading.na) == (None, True, ("-",))

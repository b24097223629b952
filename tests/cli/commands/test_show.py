from pathlib import Path

import polars
import pytest
from tests.cli.conftest import Rosenblatt


def test_a_messy_table_is_told_column_by_column(rosenblatt: Rosenblatt, weather: Path) -> None:
    shown = rosenblatt("show", weather)
    assert (shown.code, shown.err) == (0, "")
    lines = [line.split() for line in shown.out.splitlines()]
    assert ["city", "text", "0", "4", "–", "–"] in lines
    assert ["temperature", "number", "5", "7", "15.2", "25.1"] in lines
    assert ["visitors", "integer", "5", "7", "600", "1500"] in lines
    assert "  München, Süd         25.1   0.4  yes        1500  good" in shown.out.splitlines()
    assert "Target mood  classification" in shown.out
    assert ["good", "20", "50.0%", "█" * 20] in lines


def test_numbers_stand_with_their_points_one_above_the_other(rosenblatt: Rosenblatt) -> None:
    rows = rosenblatt("show", "diabetes").out.splitlines()
    columns = [line for line in rows if line.startswith(("  bmi ", "  s2 ", "  s5 "))]
    assert len({line.rindex(".") for line in columns}) == 1


@pytest.mark.parametrize(
    "table",
    ["iris", "digits", "breast_cancer", "xor", "diabetes", "spirals", "elman-letters", "reber", "sunspots"],
)
def test_the_screen_is_eighty_columns_wide(table: str, rosenblatt: Rosenblatt) -> None:
    shown = rosenblatt("show", table)
    assert shown.code == 0
    assert max(map(len, shown.out.splitlines())) <= 80
    assert f"To train on them: rosenblatt train {table}" in shown.out.splitlines()[-1]


def test_columns_that_do_not_fit_are_counted(rosenblatt: Rosenblatt) -> None:
    shown = rosenblatt("show", "digits").out
    assert "  …  digit" in shown
    assert "58 more columns are not shown." in shown
    assert "25 more columns are not shown." in shown


def test_many_classes_are_cut_and_counted(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    polars.DataFrame({"x": range(40), "y": [f"c{n:02}" for n in range(20)] * 2}).write_csv(tmp_path / "t.csv")
    assert "8 more classes are not shown." in rosenblatt("show", "t.csv").out


def test_target_features_and_task_can_be_chosen(rosenblatt: Rosenblatt) -> None:
    shown = rosenblatt(
        "show", "diabetes", "--target", "sex", "--features", "age,bmi", "--task", "regression"
    ).out
    assert "Target sex  regression" in shown
    assert "2 different numbers from 1 to 2" in shown
    assert "Columns  3" in shown


@pytest.mark.parametrize(("name", "begins"), [("plot.svg", b"<svg"), ("plot.png", b"\x89PNG")])
def test_a_scatter_plot_is_saved_on_request(
    name: str, begins: bytes, rosenblatt: Rosenblatt, tmp_path: Path
) -> None:
    shown = rosenblatt("show", "iris", "--plot", name)
    assert shown.code == 0
    assert f"The scatter plot is in {name}" in shown.out
    assert begins in (tmp_path / name).read_bytes()[:300]
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_text_that_would_move_the_cursor_does_not(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    (tmp_path / "evil.csv").write_text(
        'a\x1b[31m,"b"\n1,\x1b]0;title\x07x\n2,y\n3,y\n4,y\n5,\x1b]0;title\x07x\n'
    )
    shown = rosenblatt("show", "evil.csv")
    assert shown.code == 0
    assert "\x1b" not in shown.out
    assert "\x07" not in shown.out

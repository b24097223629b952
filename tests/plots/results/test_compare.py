import numpy as np
import pytest
from tests.plots.cases import HOSTILE, history
from tests.plots.looking import assert_readable, svg_texts

from rosenblatt.errors import PlanError
from rosenblatt.history import COLUMNS, History
from rosenblatt.plots import CompareDisplay


def lower(one: History, factor: float) -> History:
    rows = one.rows.copy()
    rows[:, COLUMNS.index("loss")] *= factor
    return History(rows)


@pytest.mark.parametrize("n", [1, 2, 4, 6])
@pytest.mark.parametrize("quantity", ["loss", "score", "mistakes"])
@pytest.mark.parametrize("parting", [None, 5, 38])
def test_every_label_is_whole_and_clear_of_the_others(n: int, quantity: str, parting: int | None) -> None:
    histories = {f"run number {k}": lower(history(40 - 3 * k), 0.98**k) for k in range(n)}
    assert_readable(CompareDisplay.from_histories(histories, quantity, parting=parting).figure_)


def test_names_of_strangers_are_harmless() -> None:
    histories = {name or "empty": history(9 + k) for k, name in enumerate(HOSTILE)}
    display = CompareDisplay.from_histories(histories)
    assert_readable(display.figure_)
    assert "<script>" not in display.to_svg()


def test_the_title_names_the_best_and_where_they_part() -> None:
    display = CompareDisplay.from_histories({"slow": history(20), "fast": lower(history(20), 0.1)}, parting=3)
    assert display.title.startswith("fast ends with the lowest loss, 0.00")
    assert display.title.endswith("; they differ after epoch 3")
    same = CompareDisplay.from_histories({"a": history(4), "b": history(4)}, "score")
    assert same.title == "All end with the same score, 0.9960"


def test_the_same_without_looking() -> None:
    said = CompareDisplay.from_histories({"a": history(30), "b": history(20)}, parting=7).description
    assert "a: loss" in said
    assert "in epoch 30." in said
    assert "Up to epoch 7 the runs are the same." in said


def test_curves_differ_by_dash_or_width_not_by_colour_alone() -> None:
    display = CompareDisplay.from_histories({f"run {k}": history(40 - k) for k in range(6)}).plot()
    curves = [line for line in display.ax_.lines if len(line.get_xdata()) > 10]
    looks = {(str(line._unscaled_dash_pattern), line.get_linewidth()) for line in curves}
    assert len(curves) == len(looks) == 6


def test_each_name_stands_beside_its_curves_last_value() -> None:
    svg = CompareDisplay.from_histories({"one": history(20), "two": lower(history(30), 0.5)}).to_svg()
    texts = svg_texts(svg)
    for word in ("one", "two", "after 20 epochs", "after 30 epochs"):
        assert word in texts


def test_what_was_not_measured_is_said() -> None:
    nothing = np.full((5, len(COLUMNS)), np.nan)
    nothing[:, 0] = np.arange(1, 6)
    display = CompareDisplay.from_histories({"known": history(5), "unknown": History(nothing)})
    assert "Not measured: unknown." in display.description
    assert_readable(display.figure_)
    assert CompareDisplay.from_histories({"u": History(nothing)}).title == "The loss was not measured"


def test_more_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(PlanError, match="6 curves can be distinguished in grey, got 7"):
        CompareDisplay.from_histories({str(k): history(3) for k in range(7)})
    with pytest.raises(PlanError, match="did you mean 'loss'"):
        CompareDisplay.from_histories({"a": history(3)}, "los")

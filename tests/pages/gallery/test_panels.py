"""Drawings beside one another."""

from __future__ import annotations

from matplotlib.figure import Figure
from tests.plots.looking import assert_readable, seen_texts

from rosenblatt.gates import AND, OR
from rosenblatt.pages.gallery.picture import Panels, panel_width
from rosenblatt.plots import NetworkDisplay
from rosenblatt.plots.base.style import FULL


def panels() -> Panels:
    drawings = [NetworkDisplay.from_network(gate, width=panel_width(2)) for gate in (AND, OR)]
    return Panels(("AND", "OR"), drawings, "Two gates")


def test_the_panels_share_the_width() -> None:
    assert 2 * panel_width(2) < FULL
    figure = panels().plot().figure_
    assert_readable(figure)
    first, second = figure.axes[1:]
    assert first.get_position().x1 < second.get_position().x0
    assert first.get_position().height == second.get_position().height


def test_it_is_told_which_is_which() -> None:
    display = panels()
    assert display.description.startswith("Drawings of AND and OR. AND: 2 inputs;")
    heads = [seen for seen in seen_texts(display.plot().figure_) if seen.text in ("AND", "OR")]
    assert [seen.text for seen in heads] == ["AND", "OR"]
    assert heads[0].box.x1 < heads[1].box.x0


def test_it_draws_on_axes_that_are_given() -> None:
    figure = Figure(figsize=(8, 3))
    display = panels().plot(figure.subplots(), title=False)
    assert display.figure_ is figure
    assert len(figure.axes) == 3

from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from tests.plots.cases import network, samples
from tests.plots.looking import assert_readable

from rosenblatt.errors import PlanError
from rosenblatt.network import Network
from rosenblatt.plots import BoundaryDisplay, NetworkDisplay
from rosenblatt.plots.film.film import DPI, GAP, MIDDLE, Film, Moment
from rosenblatt.plots.film.writers import ffmpeg, write_film

KINDS = {
    "two inputs": (2, ("no", "yes")),
    "a cut through five": (5, ("setosa", "versicolor", "a class with a very long name")),
    "one input": (1, ("no", "yes")),
    "a number over two": (2, None),
    "a number over one": (1, None),
}


def film(kind: str = "two inputs", n_frames: int = 4, *, held_out: bool = True, steps: bool = False) -> Film:
    n_inputs, classes = KINDS[kind]
    n_outputs = 1 if classes is None or len(classes) == 2 else len(classes)
    output = "identity" if classes is None else "logistic" if n_outputs == 1 else "softmax"
    first = network(n_inputs, 6, n_outputs, output=output)
    X, which = samples(60, n_inputs, 2 if classes is None else len(classes))
    y = 100 * X[:, 0] if classes is None else np.array(classes, dtype=object)[which]
    moments = []
    for k in range(n_frames):
        grown = Network(first.layer_sizes, first.activations, first.parameters * (1 + k))
        moments.append(Moment(grown, 10 * k, 40 * k, 1 / (k + 1), k / n_frames, 0.5 if held_out else np.nan))
    boundary = BoundaryDisplay.from_network(
        first, X, y, classes=classes, regression=classes is None, held_out=np.arange(60) % 3 == 0
    )
    drawing = NetworkDisplay.from_network(first)
    epochs = np.arange(0.0, 10 * n_frames - 9)
    return Film(moments, boundary, drawing, epochs, 1 / (1 + epochs), tells_steps=steps)


def pixels(one: Film) -> list[np.ndarray]:
    taken = []
    for _ in one.frames():
        canvas = FigureCanvasAgg(one.figure)
        canvas.draw()
        taken.append(np.array(canvas.buffer_rgba()))
    return taken


@pytest.mark.parametrize("kind", KINDS)
def test_what_does_not_move_is_the_same_in_every_frame(kind: str) -> None:
    taken = pixels(film(kind))
    assert {each.shape for each in taken} == {(560, 1020, 4)}
    assert not np.array_equal(taken[0], taken[-1])
    for each in taken[1:]:
        np.testing.assert_array_equal(each[60:500, :70], taken[0][60:500, :70])
        np.testing.assert_array_equal(each[525:, :], taken[0][525:, :])
        if kind != "a number over one":  # it needs neither legend nor scale
            np.testing.assert_array_equal(each[45:330, 450:570], taken[0][45:330, 450:570])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("steps", [False, True])
def test_every_text_is_whole_and_large_enough(kind: str, steps: bool) -> None:
    one = film(kind, 2, steps=steps)
    for place, _ in enumerate(one.frames()):
        assert_readable(one.figure)
        assert one._head[0].get_text() == (
            ["Epoch 0", "Epoch 10"][place] + [", step 0", ", step 40"][place] * steps
        )


def test_the_mark_stands_on_the_curve_where_training_is() -> None:
    one = film(n_frames=4)
    marks = [tuple(float(each[0]) for each in one._mark.get_data()) for _ in one.frames()]
    assert marks == [(0, 1), (10, 1 / 11), (20, 1 / 21), (30, 1 / 31)]


def test_the_widest_line_means_the_same_weight_in_every_frame() -> None:
    one = film(n_frames=3)
    largest = max(np.abs(moment.network.parameters).max() for moment in one.moments)
    widths = []
    for _ in one.frames():
        lines = [each for each in one._net.collections if len(each.get_linewidths())]
        widths.append(max(float(np.max(each.get_linewidths())) for each in lines))
    assert one._widest == largest
    assert widths[0] < widths[1] < widths[2]


def test_a_frame_in_words() -> None:
    one = film(n_frames=2)
    *_, last = ([text.get_text() for text in one._head] for _ in one.frames())
    assert last == ["Epoch 10", "loss 0.5000", "accuracy 0.500", "held out 0.500"]


def test_a_gif_moves_and_holds_its_end(tmp_path: Path) -> None:
    write_film(film(n_frames=3), tmp_path / "film.gif", fps=10)
    with Image.open(tmp_path / "film.gif") as image:
        assert (image.format, image.size) == ("GIF", (1020, 560))
        durations = []
        for place in range(image.n_frames):
            image.seek(place)
            durations.append(image.info["duration"])
    assert image.n_frames >= 3
    assert sum(durations) == (3 + 15) * 100


@pytest.mark.skipif(ffmpeg() is None, reason="ffmpeg is not installed")
def test_an_mp4_is_made_by_ffmpeg(tmp_path: Path) -> None:
    write_film(film(n_frames=3), tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").read_bytes()[4:8] == b"ftyp"


def test_without_ffmpeg_an_mp4_names_the_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rosenblatt.plots.film.writers.ffmpeg", lambda: None)
    with pytest.raises(
        PlanError, match=r"ffmpeg, which was not found: install it .* or ask for \.html or \.gif"
    ):
        write_film(film(n_frames=1), tmp_path / "film.mp4")
    assert not list(tmp_path.iterdir())


def test_other_endings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        PlanError, match=r"must end in one of \.html .*, \.gif, \.mp4, got .*film\.mp3'.*'\.mp4'"
    ):
        write_film(film(n_frames=1), tmp_path / "film.mp3")


def test_a_film_that_fails_leaves_the_older_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "film.gif").write_text("older")
    one = film(n_frames=2)
    monkeypatch.setattr(Film, "_draw", lambda self, moment: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_film(one, tmp_path / "film.gif")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["older"]


def test_no_moment_is_no_film() -> None:
    whole = film(n_frames=1)
    with pytest.raises(PlanError, match="a moment at least"):
        Film([], whole.boundary, whole.drawing, whole.epochs, whole.curve)


def test_how_many_frames_are_drawn_is_told(tmp_path: Path) -> None:
    told: list[int] = []
    write_film(film(n_frames=3), tmp_path / "film.gif", progress=told.append)
    assert told == [1, 2, 3]


def test_the_words_of_a_cut_keep_clear_of_the_network() -> None:
    one = film("a cut through five")
    legends = []
    still = type(one._ground)
    draw = still.draw_scale

    def measured(self: object, figure: Figure, ax: Axes) -> None:
        draw(self, figure, ax)  # type: ignore[arg-type]
        legend = ax.get_legend()
        assert legend is not None
        legends.append(legend.get_window_extent(FigureCanvasAgg(figure).get_renderer()).x1)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(still, "draw_scale", measured)
        next(iter(one.frames()))
    assert legends
    assert legends[0] < (MIDDLE - GAP) * DPI

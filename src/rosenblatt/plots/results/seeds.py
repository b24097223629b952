"""The same network from many seeds: when some of them solved the task, and what the others are stuck in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from rosenblatt.insight.seeding.texts import MOST_LISTED, percent
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.layout import numeric_axis
from rosenblatt.plots.base.palette import FAINT, GROUND, INK, MUTED, PAPER, RULE, VALUES
from rosenblatt.plots.base.style import FULL, SMALL, drawing_room, quiet_axes
from rosenblatt.plots.base.text import fitted
from rosenblatt.plots.base.text import width as text_width
from rosenblatt.views.words import count, plain, short

if TYPE_CHECKING:
    from rosenblatt.insight import Seeds
    from rosenblatt.insight.seeding.groups import Group

SOLVED = VALUES[3]
HEAD, GAP, EDGE = 24.0, 26.0, 3.0
CELL_ROW, WORD_ROW = 19.0, 30.0
MOST_ROWS = 8
LOW, HIGH = 150.0, 230.0
"""The histogram is as high as the rows beside it, but no lower or higher than this, in points."""
TICKS, BELOW = 44.0, 38.0
"""Room for the numbers and names of the histogram's axes."""


@dataclass
class SeedsDisplay(Display):
    """A histogram of the epochs to a solution, beside the groups of networks that found none.

    Of few samples every group's answers are shown, those that are wrong in dark; of many it is said in words
    what a group is stuck in.

    Parameters
    ----------
    found : Seeds
        What :func:`rosenblatt.insight.seeds` has found.
    """

    found: Seeds
    is_drawing: ClassVar[bool] = True

    @classmethod
    def from_seeds(cls, found: Seeds, *, ax: Axes | None = None) -> Self:
        """Make the display of an answer that is there.

        Parameters
        ----------
        found : Seeds
        """
        return cls(found)._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,  # noqa: ANN401  # one of the three, which this room does not know
        X: Any,  # noqa: ANN401
        y: Any,  # noqa: ANN401
        n: int = 1000,
        *,
        seeds: Sequence[int] | None = None,
        goal: float | None = None,
        sample_names: Sequence[str] | None = None,
        n_threads: int | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Train the same network from many seeds, as :func:`rosenblatt.insight.seeds` does.

        Parameters
        ----------
        estimator : MLPClassifier, MLPRegressor or Perceptron, not necessarily fitted
        X : array-like of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
        n : int, default=1000
            How many seeds.
        seeds, goal, sample_names, n_threads
        """
        from rosenblatt.insight import seeds as train_from_seeds

        found = train_from_seeds(
            estimator, X, y, n, seeds=seeds, goal=goal, sample_names=sample_names, n_threads=n_threads
        )
        return cls.from_seeds(found, ax=ax)

    # ---- Words -------------------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        found = self.found
        of_them = f"{found.n_solved:,} of {count(found.n, 'network')}"
        if found.n_solved == found.n:
            return f"{count(found.n, 'network')} from as many seeds: all of them solve it"
        if not found.n_solved:
            return f"None of {count(found.n, 'network')} solves it, {self._others}"
        solve = "solves" if found.n_solved == 1 else "solve"
        return f"{of_them} {solve} it ({percent(found.n_solved, found.n)}), {self._others}"

    @property
    def _others(self) -> str:
        """What becomes of those that do not solve it: stuck in how many ways, diverged, or both."""
        diverged = sum(group.n for group in self.found.groups if group.diverged)
        stuck = self.found.n - self.found.n_solved - diverged
        ways = count(len(self.found.groups) - (1 if diverged else 0), "way")
        said = [f"{stuck:,} {'is' if stuck == 1 else 'are'} stuck in {ways}"] if stuck else []
        return " and ".join([*said, f"{diverged:,} diverged"] if diverged else said)

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        return plain(" ".join(str(self.found).split()))

    # ---- Room --------------------------------------------------------------------------------------------

    @property
    def _shown(self) -> tuple[Group, ...]:
        return self.found.groups[:MOST_ROWS]

    @property
    def _answers(self) -> list[list[str]] | None:
        """The answers of each group shown, where they are few and short enough for cells; else None."""
        found = self.found
        if found.is_regression or len(found.sample_names) > MOST_LISTED:
            return None
        if any(group.predictions is None or group.predictions.ndim > 1 for group in self._shown):
            return None
        texts = [[plain(each) for each in group.predictions.tolist()] for group in self._shown]  # type: ignore[union-attr]
        return texts if self._cell_width(texts) * len(found.sample_names) <= 170 else None

    def _cell_width(self, texts: list[list[str]]) -> float:
        words = [*map(plain, self.found.sample_names), *(text for row in texts for text in row)]
        return max(text_width(text, SMALL) for text in words) + 8

    def _size(self) -> tuple[float, float]:
        right = 0.0
        if self._shown:
            row = WORD_ROW if self._answers is None else CELL_ROW
            right = row * len(self._shown) + (0 if self._answers is None else CELL_ROW)
            right += 1.6 * SMALL if len(self.found.groups) > MOST_ROWS else 0
        return FULL, (HEAD + max(right, LOW if self.found.n_solved else 0) + EDGE) / 72

    # ---- Drawing -----------------------------------------------------------------------------------------

    def _draw(self, ax: Axes) -> None:
        room, height = drawing_room(ax)
        found = self.found
        left = EDGE
        if found.n_solved:
            left = room if not found.groups else 0.44 * room
            self._draw_histogram(ax, left - (GAP if found.groups else EDGE), height)
        if found.groups:
            self._draw_groups(ax, left, room - EDGE, height)

    def _head(self, ax: Axes, x: float, height: float, bold: str, text: str) -> None:
        y = height - 1.2 * SMALL
        ax.text(x, y, bold, size=SMALL, weight="bold", va="center")
        ax.text(x + text_width(bold, SMALL, "bold") + 5, y, text, size=SMALL, color=MUTED, va="center")

    def _draw_histogram(self, ax: Axes, right: float, height: float) -> None:
        found = self.found
        self._head(ax, EDGE, height, f"{found.n_solved:,} solved it", "after so many epochs")
        top = height - HEAD
        bottom = max(top - HIGH, 0.0) + BELOW
        box = (TICKS, bottom, right - TICKS - 8, top - bottom - 4)
        inner = ax.inset_axes(box, transform=ax.transData)
        quiet_axes(inner, grid="y")
        edges, counts = found.histogram(24 if right > 300 else 18)
        wide = float(edges[1] - edges[0])
        inner.bar(edges[:-1] + wide / 2, counts, wide, color=SOLVED, edgecolor=PAPER, linewidth=0.8, zorder=3)
        inner.set_xlim(edges[0] - 0.15 * wide, edges[-1] + 0.15 * wide)
        inner.set_ylim(0, counts.max() * 1.22)
        numeric_axis(inner.xaxis, most=5 if right < 300 else 8, whole=True)
        numeric_axis(inner.yaxis, most=4, whole=True)
        inner.set_xlabel("epochs until it was solved")
        inner.set_ylabel("networks")
        self._mark_median(inner, box[2], counts.max())

    def _mark_median(self, inner: Axes, wide: float, highest: int) -> None:
        spread = self.found.solving_spread
        assert spread is not None
        text = f"median {short(round(spread.median))}"
        low, high = inner.get_xlim()
        place = (spread.median - low) / (high - low) * wide
        on_right = wide - place > text_width(text, SMALL) + 8
        inner.plot([spread.median] * 2, [0, 1.18 * highest], color=INK, linewidth=1.2, zorder=4)
        inner.annotate(
            text,
            (spread.median, 1.18 * highest),
            xytext=(4 if on_right else -4, 0),
            textcoords="offset points",
            ha="left" if on_right else "right",
            va="top",
            size=SMALL,
            zorder=5,
            bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6},
        )

    def _draw_groups(self, ax: Axes, left: float, right: float, height: float) -> None:
        found, answers = self.found, self._answers
        stuck = found.n - found.n_solved
        said = "and answer so (filled: wrong)" if answers is not None else "by what they predict"
        self._head(ax, left, height, f"{stuck:,} did not", said)
        top = height - HEAD
        if answers is None:
            bottom = self._draw_words(ax, left, right, top)
        else:
            bottom = self._draw_answers(ax, left, right, top, answers)
        more = found.texts.rest(found.groups[MOST_ROWS:])
        if more:
            text = fitted(f"and {more}", right - left, SMALL)
            ax.text(left, bottom - 0.9 * SMALL, text, size=SMALL, color=MUTED, va="center")

    def _draw_answers(self, ax: Axes, left: float, right: float, top: float, texts: list[list[str]]) -> float:
        """A row of cells for each group, the wrong ones dark, and behind it how many networks it has."""
        names = [plain(name) for name in self.found.sample_names]
        wide = self._cell_width(texts)
        tall = CELL_ROW - 4
        for place, name in enumerate(names):
            x = left + (place + 0.5) * wide
            ax.text(x, top - CELL_ROW / 2, name, size=SMALL, color=MUTED, ha="center", va="center")
        bars = left + len(names) * wide + 8
        for row, (group, answers) in enumerate(zip(self._shown, texts, strict=True), start=1):
            y = top - (row + 0.5) * CELL_ROW
            for place, text in enumerate(answers):
                wrong = place in group.wrong
                corner = (left + place * wide + 1.5, y - tall / 2)
                fill, edge = (INK, INK) if wrong else (GROUND, FAINT)
                ax.add_artist(
                    Rectangle(corner, wide - 3, tall, facecolor=fill, edgecolor=edge, linewidth=0.7)
                )
                ax.text(
                    left + (place + 0.5) * wide,
                    y - 0.5,
                    text,
                    size=SMALL,
                    ha="center",
                    va="center",
                    color=PAPER if wrong else INK,
                    weight="bold" if wrong else "normal",
                )
            self._draw_bar(ax, bars, right, y, tall - 3, group)
        ax.text(bars, top - CELL_ROW / 2, "networks", size=SMALL, color=MUTED, va="center")
        return top - (len(texts) + 1) * CELL_ROW

    def _draw_words(self, ax: Axes, left: float, right: float, top: float) -> float:
        """What each group is stuck in, and below it how many networks it has."""
        for row, group in enumerate(self._shown):
            y = top - row * WORD_ROW
            said = plain(self.found.texts.predictions(group))
            text = said if group.diverged else f"{self.found.texts.score(group)}: {said}"
            ax.text(
                left, y - 0.75 * SMALL, fitted(text, 0.96 * (right - left), SMALL), size=SMALL, va="center"
            )
            self._draw_bar(ax, left, right, y - 0.6 * WORD_ROW, 7.0, group)
        return top - len(self._shown) * WORD_ROW

    def _draw_bar(self, ax: Axes, left: float, right: float, y: float, tall: float, group: Group) -> None:
        most = max(each.n for each in self.found.groups)
        room = right - left - text_width(f"{most:,}", SMALL) - 6
        long = max(room * group.n / most, 1.5)
        ax.add_artist(Rectangle((left, y - tall / 2), long, tall, facecolor=RULE, edgecolor="none"))
        ax.text(left + long + 4, y - 0.5, f"{group.n:,}", size=SMALL, va="center")

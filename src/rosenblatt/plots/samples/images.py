"""Images of a table side by side: those that are mistaken, or any others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path
from numpy.typing import ArrayLike, NDArray

from rosenblatt.data.images import image_shape
from rosenblatt.errors import PlanError
from rosenblatt.plots.base.display import Display
from rosenblatt.plots.base.fitted import Fitted, column_names, columns_own_name, vector
from rosenblatt.plots.base.palette import FAINT, MUTED, PAPER, VALUES, mixed
from rosenblatt.plots.base.style import SMALL, column_width, drawing_room
from rosenblatt.plots.base.text import fitted, width
from rosenblatt.views.words import brief, count, plain, share, some

LEVELS = 8
"""Steps of grey, lightest to darkest."""
ACROSS = 8
MOST = 24
GAP = 9.0


@dataclass
class ImagesDisplay(Display):
    """Images with the class they are, the class they are taken for, and its probability.

    Parameters
    ----------
    images : ndarray of shape (n_shown, height, width)
        Numbers; the largest is the darkest.
    truth, predicted : sequence of object
        Of each image.
    certainty : ndarray of shape (n_shown,) or None
        The probability of the predicted class, where there is one.
    n_samples, n_wrong : int
        How many were predicted in all, and how many of these wrongly.
    target_name : str
    are_examples : bool
        Whether they only show what the classes look like, and nothing was predicted.
    """

    images: NDArray[np.float64]
    truth: Sequence[object]
    predicted: Sequence[object]
    certainty: NDArray[np.float64] | None
    n_samples: int
    n_wrong: int
    target_name: str = "class"
    are_examples: bool = False

    is_drawing = True

    @classmethod
    def from_predictions(
        cls,
        images: ArrayLike,
        truth: ArrayLike,
        predicted: ArrayLike,
        certainty: ArrayLike | None = None,
        *,
        shape: tuple[int, int] | None = None,
        target_name: str = "class",
        ax: Axes | None = None,
    ) -> Self:
        """Choose the mistakes, the most confident first; without mistakes the least certain images.

        Parameters
        ----------
        images : array-like of shape (n_samples, height, width) or (n_samples, n_pixels)
        truth, predicted : array-like of shape (n_samples,)
            Classes.
        certainty : array-like of shape (n_samples,), optional
            The probability of the predicted class.
        shape : (int, int), optional
            Height and width of images given as rows of pixels. Default: square.
        target_name : str, default="class"

        Raises
        ------
        PlanError
            If the pixels do not form images, or lengths differ.
        """
        pixels, true, answers = _as_images(images, shape), np.asarray(truth), np.asarray(predicted)
        if pixels.ndim != 3 or not len(pixels) == len(true) == len(answers):
            raise PlanError(
                f"images must have shape (n_samples, height, width), with two classes each, got "
                f"{pixels.shape}, {len(true)} and {len(answers)}"
            )
        wrong = np.array([plain(a) != plain(b) for a, b in zip(true.tolist(), answers.tolist(), strict=True)])
        sure = None if certainty is None else np.asarray(certainty, np.float64)
        shown = np.flatnonzero(wrong) if wrong.any() else np.arange(len(true))
        if sure is not None:
            shown = shown[np.argsort(-sure[shown] if wrong.any() else sure[shown], kind="stable")]
        shown = shown[:MOST]
        return cls(
            pixels[shown],
            true[shown].tolist(),
            answers[shown].tolist(),
            None if sure is None else sure[shown],
            len(true),
            int(wrong.sum()),
            plain(target_name),
        )._plotted_on(ax)

    @classmethod
    def from_images(
        cls,
        images: ArrayLike,
        labels: ArrayLike,
        *,
        shape: tuple[int, int] | None = None,
        target_name: str = "class",
        ax: Axes | None = None,
    ) -> Self:
        """Choose the first images of each class, as many of each as there is room for.

        Parameters
        ----------
        images : array-like of shape (n_samples, height, width) or (n_samples, n_pixels)
        labels : array-like of shape (n_samples,)
        shape : (int, int), optional
            Height and width of images given as rows of pixels. Default: square.
        target_name : str, default="class"

        Raises
        ------
        PlanError
            If the pixels do not form images.
        """
        pixels, names = _as_images(images, shape), np.asarray(labels)
        which = np.unique(names.astype(str), return_inverse=True)[1]
        n_each = max(1, MOST // (int(which.max()) + 1))
        chosen = [np.flatnonzero(which == place)[:n_each] for place in range(int(which.max()) + 1)]
        shown = np.concatenate(chosen)[:MOST]
        said = names[shown].tolist()
        return cls(
            pixels[shown], said, said, None, len(names), 0, plain(target_name), are_examples=True
        )._plotted_on(ax)

    @classmethod
    def from_estimator(
        cls,
        estimator: object,
        X: object,
        y: ArrayLike,
        *,
        shape: tuple[int, int] | None = None,
        target_name: str | None = None,
        ax: Axes | None = None,
    ) -> Self:
        """Predict images and show the mistakes.

        Parameters
        ----------
        estimator : a fitted classifier of Rosenblatt, or a Pipeline that ends in one
        X : array-like or table of shape (n_samples, n_pixels)
            Samples it was not trained on.
        y : array-like of shape (n_samples,)
        shape : (int, int), optional
            Height and width. Default: from names of columns such as ``pixel_3_5``, else square.
        target_name : str, optional
            Default: the name of ``y`` if it is a table's column, else ``class``.

        Raises
        ------
        PlanError
            If the pixels do not form images, or it does not decide between the classes of one target.
        """
        found = Fitted.of(estimator)
        found.require_one_target(cls.__name__)
        if found.classes is None:
            raise PlanError(f"{found.name} predicts numbers, not classes: draw it by ResidualDisplay")
        samples = found.samples(X)
        sure = found.probabilities(X).max(axis=1) if found.has_probabilities else None
        return cls.from_predictions(
            samples,
            vector(y, len(samples)),
            found.predict(X),
            sure,
            shape=shape or image_shape(column_names(X) or ()),
            target_name=columns_own_name(y, "class") if target_name is None else target_name,
        )._plotted_on(ax)

    @property
    def title(self) -> str:
        """What one should see, in one sentence."""
        if self.are_examples:
            return f"{count(len(self.images), 'image')}, with the {brief(self.target_name, 30)} of each"
        if not self.n_wrong:
            which = "The images whose class is least certain" if self.certainty is not None else "Some images"
            return f"{which}, all predicted correctly"
        n = len(self.images)
        which = "The only mistake" if self.n_wrong == 1 else f"All {n} mistakes"
        if n < self.n_wrong:
            which = f"{n} of {self.n_wrong:,} mistakes"
        if self.certainty is None:
            return f"{which}: {self._said(0)}"
        first = "with" if n == 1 else "the most confident first:"
        said = f"a probability of {share(float(self.certainty[0]), 1)}"
        return f"{which}, {first} {said if n == 1 else f'{self._said(0)}, with {said}'}"

    @property
    def description(self) -> str:
        """What the picture shows, with its numbers."""
        said = some([self._said(place) for place in range(len(self.images))], MOST)
        below = (
            "its class"
            if self.are_examples
            else "true class as predicted class"
            + (", and the probability of the latter" if self.certainty is not None else "")
        )
        return f"Below each of {count(len(self.images), 'image')}: {below}. {said[0].upper()}{said[1:]}."

    def _said(self, place: int) -> str:
        true, predicted = (brief(each[place], 24) for each in (self.truth, self.predicted))
        return f"{true} as {predicted}" if true != predicted else true

    @property
    def _lines(self) -> float:
        return (1.0 if self.certainty is None else 2.0) * 1.3 * SMALL

    def _grid(self, room: float) -> tuple[int, float, float]:
        """How many images stand side by side, and the width and height of one."""
        longest = max(width(self._said(place), SMALL) for place in range(len(self.images)))
        across = max(2, min(ACROSS, int((room + GAP) / (min(longest, 120.0) + GAP))))
        wide = min((room - (across - 1) * GAP) / across, 84.0)
        height, pixels = self.images.shape[1:]
        return across, wide, wide * height / pixels

    def _size(self) -> tuple[float, float]:
        across, _, tall = self._grid(72 * column_width() - 2)
        rows = -(-len(self.images) // across)
        return column_width(), (rows * (tall + self._lines + GAP) + 2) / 72

    def _narrowest(self) -> float:
        return 0.0

    def _draw(self, ax: Axes) -> None:
        room, height = drawing_room(ax)
        across, wide, tall = self._grid(room - 2)
        rows = -(-len(self.images) // across)
        scale = min(1.0, (height - 2) / (rows * (tall + self._lines + GAP)))
        wide, tall = wide * scale, tall * scale
        corners = [
            (1 + (place % across) * (wide + GAP), height - 1 - (place // across) * (tall + self._lines + GAP))
            for place in range(len(self.images))
        ]
        self._draw_pixels(ax, corners, wide, tall)
        for place, (x, top) in enumerate(corners):
            frame = Rectangle(
                (x, top - tall), wide, tall, facecolor="none", edgecolor=FAINT, linewidth=0.7, zorder=3
            )
            ax.add_artist(frame)
            text = fitted(self._said(place), wide + GAP - 2, SMALL)
            ax.text(x, top - tall - 3, text, ha="left", va="top", size=SMALL)
            if self.certainty is not None:
                sure = share(float(self.certainty[place]), 1)
                below = top - tall - 3 - 1.3 * SMALL
                ax.text(x, below, sure, ha="left", va="top", size=SMALL, color=MUTED)

    def _draw_pixels(self, ax: Axes, corners: list[tuple[float, float]], wide: float, tall: float) -> None:
        """Draw for each level what is at least as dark, so that no light lines stay between pixels."""
        low, high = float(np.nanmin(self.images)), float(np.nanmax(self.images))
        depth = np.nan_to_num((self.images - low) / ((high - low) or 1.0))
        n_rows, n_columns = depth.shape[1:]
        across, along = wide / n_columns, tall / n_rows
        for level in range(1, LEVELS + 1):
            rectangles = [
                (x + first * across, top - (row + 1) * along, (last - first) * across, along)
                for (x, top), image in zip(corners, depth * LEVELS >= level - 0.5, strict=True)
                for row, line in enumerate(image)
                for first, last in _runs(line)
            ]
            if rectangles:
                colour = mixed(VALUES[-1], PAPER, level / LEVELS)
                ax.add_artist(PathPatch(_path(rectangles), facecolor=colour, edgecolor="none", linewidth=0))


def _as_images(images: ArrayLike, shape: tuple[int, int] | None) -> NDArray[np.float64]:
    """Return images of shape (n_samples, height, width) from these, or from rows of pixels."""
    pixels = np.asarray(images, np.float64)
    if pixels.ndim != 2:
        return pixels
    side = round(pixels.shape[1] ** 0.5)
    height, wide = shape or (side, side)
    if height * wide != pixels.shape[1]:
        raise PlanError(
            f"{pixels.shape[1]} pixels are no image of {height} x {wide}: give shape=(height, width)"
        )
    return pixels.reshape(len(pixels), height, wide)


def _runs(line: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last place, exclusive, of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], line.astype(np.int8), [0]])))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _path(rectangles: Sequence[tuple[float, float, float, float]]) -> Path:
    x, y, w, h = np.array(rectangles).T
    points = np.stack([x, y, x + w, y, x + w, y + h, x, y + h, x, y], axis=1).reshape(-1, 2)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(points, np.tile(codes, len(rectangles)))

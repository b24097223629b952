"""The page of a run."""

from __future__ import annotations

import dataclasses
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache, lru_cache
from unittest.mock import patch

import numpy as np
import pytest
from tests.pages.report.runs import HOSTILE_CLASSES, HOSTILE_NAME, SETTINGS, run_of

from rosenblatt.history import COLUMNS, History
from rosenblatt.pages.report import figures, render_report
from rosenblatt.plots import DataDisplay, Display
from rosenblatt.run import Finding, read_run, write_run
from rosenblatt.views.words import score

every_run = pytest.mark.parametrize("name", SETTINGS)


@cache
def page_of(name: str) -> str:
    return render_report(run_of(name))


@lru_cache(maxsize=20)
def parsed(page: str) -> ET.Element:
    """The page as XML, which is stricter than a browser."""
    return ET.fromstring(page)


def text_of(element: ET.Element) -> str:
    """Everything that can be read in an element, in one line."""
    return " ".join("".join(element.itertext()).split())


def in_svg(root: ET.Element) -> Iterator[ET.Element]:
    yield from (element for element in root.iter() if element.tag.startswith("{http://www.w3.org/2000/svg}"))


def section(page: str, identifier: str) -> ET.Element:
    return next(each for each in parsed(page).iter() if each.get("id") == identifier)


@every_run
def test_the_page_asks_for_nothing_from_elsewhere(name: str) -> None:
    page = page_of(name)
    root = parsed(page)
    assert {element.tag for element in root.iter()} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "base",
        "form",
    } == set()
    assert "default-src 'none'" in page
    for element in root.iter():
        for key, value in element.attrib.items():
            assert not key.lower().startswith("on")
            assert key not in ("src", "srcset", "action")
            if key == "href":
                assert value.startswith("#")
            assert "url(" not in value or "url(#" in value
    assert "@import" not in page
    assert "url(" not in text_of(next(root.iter("style")))
    assert set(re.findall(r"https?://[^\s\"<]+", page)) == {"http://www.w3.org/2000/svg"}


@every_run
def test_ids_are_unique_on_the_page_and_each_reference_leads_somewhere(name: str) -> None:
    root = parsed(page_of(name))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(set(ids)) == len(ids)
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "href":
                assert value[1:] in ids
            for reference in re.findall(r"url\(#([^)]+)\)", value):
                assert reference in ids
            if key == "aria-labelledby":
                assert set(value.split()) <= set(ids)


@every_run
def test_every_figure_has_a_title_a_picture_and_the_same_in_words(name: str) -> None:
    figures = list(parsed(page_of(name)).iter("figure"))
    assert len(figures) >= 6
    for figure in figures:
        caption, picture, words = figure
        assert (caption.tag, words.tag) == ("figcaption", "p")
        assert len(text_of(caption)) > 10
        assert len(text_of(words)) > 10
        has_links = any(element.tag.endswith("}a") for element in picture[0].iter())
        assert picture[0].get("role") == ("group" if has_links else "img")
        assert [text_of(element) for element in picture[0][:2]] == [text_of(caption), text_of(words)]


@every_run
def test_the_sections_stand_in_their_order(name: str) -> None:
    headings = [text_of(element) for element in parsed(page_of(name)).iter("h2")]
    of_regions = figures.regions(run_of(name)).heading  # the answer of a network with memory depends on more
    assert headings == [
        "Before you trust it",
        "The result",
        "The task and its data",
        *([of_regions] if of_regions else []),
        "The network",
        "The training",
        "Using the model",
    ]


@every_run
def test_the_one_thing_that_matters_stands_on_top(name: str) -> None:
    run = run_of(name)
    top = next(element for element in parsed(page_of(name)).iter("p") if element.get("class") == "result")
    assert f"{run.evaluation.score_name} of {score(run.evaluation.score)} (baseline" in text_of(top)
    assert f"(baseline {score(run.evaluation.baseline)}: " in text_of(top)
    assert f"On {len(run.evaluation.truth):,} {run.answered} that it" in text_of(top)


@every_run
def test_no_figure_of_a_number_is_missing_or_undefined(name: str) -> None:
    words = text_of(next(parsed(page_of(name)).iter("main")))
    for undefined in ("nan", "None", "undefined", "Undefined", "{{", "not measured"):
        assert undefined not in words.replace("{{ 7 * 1111 }}", "").replace("None,", "").split(), undefined
    assert "tol=None" in words or "None" not in words


@every_run
def test_the_page_is_light(name: str) -> None:
    assert len(page_of(name).encode()) < 1_000_000


@pytest.mark.parametrize("name", ["xor", "one feature"])
def test_the_same_run_gives_the_same_page(name: str) -> None:
    assert render_report(run_of(name)) == page_of(name)


@pytest.mark.parametrize("name", ["iris perceptron", "regression", "hostile"])
def test_the_page_is_the_same_when_written_anew_from_the_folder(
    name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("runs") / "run"
    write_run(folder, run_of(name), page_of(name))
    assert render_report(read_run(folder)) == page_of(name)


def test_hostile_names_are_escaped_wherever_they_stand() -> None:
    page = page_of("hostile")
    root = parsed(page)
    for danger in ("<script", "<img", "<b>Bonn", "</title> class"):
        assert danger not in page
    assert "\u202e" not in page
    words = text_of(root)
    assert HOSTILE_NAME in words
    assert "7777" not in [text_of(cell) for cell in root.iter("td")], "{{ 7 * 1111 }} is a town"
    drawn = " ".join(text_of(element) for element in in_svg(root))
    assert "<script>alert('name" in drawn
    assert HOSTILE_CLASSES[1] in drawn
    assert HOSTILE_CLASSES[2] in drawn


def test_the_numbers_are_the_runs() -> None:
    run, page = run_of("iris perceptron"), page_of("iris perceptron")
    words = text_of(next(parsed(page).iter("main")))
    seen = run.evaluation
    low, middle, high = np.quantile(seen.repeats, [0.05, 0.5, 0.95])
    right = int((seen.truth == seen.predicted).sum())
    assert (
        f"correctly {right} times: an accuracy of {seen.score:.4f} (baseline {seen.baseline:.4f}: " in words
    )
    assert f"its median is {middle:.4f}, and nine in ten lie between {low:.4f} and {high:.4f}." in words
    assert f"On the training part the accuracy is {seen.training_score:.4f}." in words
    assert "Of 150 rows, 45 (30%) were held out at random (seed 0) and 105 used for training." in words
    assert run.table_summary.digest in words
    assert all(f"{name} {version}" in words for name, version in run.versions.items())
    assert "Training ended after 50 epochs, the maximum." in words


def test_the_table_of_the_tutorial_stands_in_the_report_of_xor() -> None:
    rows = [
        [text_of(cell) for cell in row]
        for row in section(page_of("xor"), "result").iter("tr")
        if len(row) == 8 and text_of(row[5]).startswith("0.")
    ]
    assert [row[5] for row in rows] == ["0.09175764", "0.91716798", "0.95430494", "0.04269456"]
    assert [[*row[1:4], *row[6:]] for row in rows] == [
        ["0", "0", "right", "0", "0"],
        ["1", "1", "right", "0", "1"],
        ["1", "1", "right", "1", "0"],
        ["0", "0", "right", "1", "1"],
    ]


def test_the_columns_and_first_rows_are_the_tables() -> None:
    tables = list(section(page_of("iris perceptron"), "task").iter("table"))
    columns, rows = ([[text_of(cell) for cell in row] for row in table.iter("tr")] for table in tables)
    assert columns[1] == ["sepal length (cm)", "feature", "number", "none", "35", "4.3", "7.9"]
    assert columns[5] == ["species", "target", "text", "none", "3", "–", "–"]
    assert rows[1] == ["5.1", "3.5", "1.4", "0.2", "setosa"]
    assert len(rows) == 6


def test_many_columns_are_cut_and_it_says_how_many() -> None:
    run = run_of("digits")
    summary = run.table_summary
    named = [dataclasses.replace(each, name=f"c{place}") for place, each in enumerate(summary.columns[:-1])]
    summary = dataclasses.replace(summary, columns=(*named, summary.columns[-1]))
    words = text_of(section(render_report(dataclasses.replace(run, table_summary=summary)), "task"))
    assert "48 more features are not shown; run.json lists all." in words
    assert "58 more columns not shown." in words


def test_pixels_are_one_row_of_the_columns_and_images_stand_for_the_first_rows() -> None:
    task = section(page_of("digits"), "task")
    rows = [[text_of(cell) for cell in row] for row in next(task.iter("table")).iter("tr")]
    assert rows[1] == ["pixel_0_0 to pixel_7_7", "feature", "integer", "none", "", "0", "16"]
    assert len(rows) == 3
    assert "first 5 rows" not in text_of(task)
    assert text_of(next(task.iter("figcaption"))) == "20 images, with the digit of each"


def test_findings_are_told_with_their_remedy_and_their_options_as_code() -> None:
    finding = Finding(
        "not converged", "It went from <1> to 0.5.", "Allow more epochs (--max-iter 600), or --model mlp."
    )
    page = render_report(dataclasses.replace(run_of("xor"), findings=(finding,), unchecked=()))
    warnings = section(page, "warnings")
    assert text_of(warnings).endswith(
        "Not converged. It went from <1> to 0.5. "
        "What to try: Allow more epochs (--max-iter 600), or --model mlp."
    )
    assert [text_of(code) for code in warnings.iter("code")] == ["--max-iter 600", "--model mlp"]


def test_an_option_is_code_with_its_value_and_no_more() -> None:
    options = [
        "--learning-rate 1e-05",
        "--alpha 10.0",
        "--hidden 4,4",
        "--activation leaky_relu",
        "--set early_stopping=True",
        "--set class_weight=balanced",
        "--test-size 0.25",
        "--alpha",
    ]
    findings = [Finding("plateau", "It is flat.", f"Try more ({option}), or wait.") for option in options]
    page = render_report(dataclasses.replace(run_of("xor"), findings=tuple(findings), unchecked=()))
    assert [text_of(code) for code in section(page, "warnings").iter("code")] == options


def test_without_findings_it_names_what_was_checked_and_what_was_not() -> None:
    run = dataclasses.replace(run_of("xor"), findings=())
    text = text_of(section(render_report(run), "warnings"))
    assert f"{len(run.checked)} checks found no problem: unscaled features, " in text
    assert text.endswith("Over-fitting was not checked: it needs held-out rows (--test-size 0.25).")
    older = dataclasses.replace(run, checked=(), unchecked=())
    assert text_of(section(render_report(older), "warnings")).endswith(
        "The checks of this run found no problem."
    )


def test_a_long_history_stays_a_light_page() -> None:
    generator = np.random.default_rng(0)
    rows = np.full((10_000, len(COLUMNS)), np.nan)
    rows[:, 0] = np.arange(1, 10_001)
    for column in ("loss", "score", "validation_loss", "validation_score"):
        rows[:, COLUMNS.index(column)] = generator.random(10_000)
    run = dataclasses.replace(run_of("xor"), history=History(rows))
    assert len(render_report(run)) < 1_000_000


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "iris perceptron",
            [
                "spread",
                "confusion",
                "learning",
                "data",
                "boundary",
                "network",
                "weights-1",
                "curve-loss",
                "curve-mistakes",
            ],
        ),
        (
            "iris network",
            [
                "spread",
                "confusion",
                "data",
                "boundary",
                "network",
                "weights-1",
                "weights-3",
                "curve-loss",
                "curve-score",
            ],
        ),
        (
            "regression",
            [
                "spread",
                "residuals",
                "learning",
                "data",
                "dependence-1",
                "dependence-2",
                "dependence-3",
                "network",
                "weights-1",
                "weights-2",
                "curve-loss",
                "curve-score",
            ],
        ),
    ],
)
def test_each_kind_of_run_has_its_figures(name: str, expected: list[str]) -> None:
    assert [figure.get("id") for figure in parsed(page_of(name)).iter("figure")] == expected


def test_a_class_that_the_model_never_saw_is_shown_all_the_same() -> None:
    run = run_of("iris perceptron")
    truth = run.evaluation.truth.copy()
    truth[0] = "gigantea"
    evaluation = dataclasses.replace(run.evaluation, truth=truth)
    labels = run.samples.labels.copy()
    labels[-1] = "gigantea"
    samples = dataclasses.replace(run.samples, labels=labels)
    page = render_report(dataclasses.replace(run, evaluation=evaluation, samples=samples))
    assert "gigantea" in text_of(section(page, "result"))
    assert "gigantea" in text_of(section(page, "answers"))


def test_a_model_without_a_preparation_is_shown_by_its_inputs() -> None:
    run = run_of("two features")
    page = render_report(dataclasses.replace(run, model=dataclasses.replace(run.model, preparation=None)))
    words = text_of(next(parsed(page).iter("main")))
    assert "The features were used unchanged." in words
    assert "x1" in words


def test_the_style_follows_the_reader_and_prints_light() -> None:
    style = text_of(next(parsed(page_of("xor")).iter("style")))
    assert "@media print" in style
    assert "break-inside: avoid" in style
    assert "color-scheme:light dark" in style
    assert "@media print{:root{color-scheme:light}}" in style


def test_a_plane_that_misplaces_more_than_a_tenth_is_not_drawn_and_an_exact_view_takes_its_place() -> None:
    headings = set()
    for name in ("iris network", "digits", "one epoch", "regression", "two features"):
        found = figures.regions(run_of(name))
        headings.add(found.heading)
        assert found.figures
        assert found.plane is None or found.plane.misplaced <= 0.1
    assert headings == {
        "Decision regions",
        "How certain each prediction is",
        "What the prediction depends on",
    }


def test_two_columns_have_the_same_axes_in_every_figure() -> None:
    run = run_of("two features")
    plane = figures.regions(run).plane
    assert plane is not None
    ax = plane.plot().ax_
    drawn = []

    def draw(display: Display, *_: object, **__: object) -> str:
        drawn.append(display)
        return ""

    with patch.object(DataDisplay, "to_svg", draw):
        figures.data(run, plane)
    data = drawn[0].plot().ax_
    assert (data.get_xlabel(), data.get_ylabel()) == (ax.get_xlabel(), ax.get_ylabel())
    assert (data.get_xlim(), data.get_ylim()) == (ax.get_xlim(), ax.get_ylim())


@every_run
def test_the_list_of_sections_leads_to_each_of_them(name: str) -> None:
    page = parsed(page_of(name))
    contents = next(element for element in page.iter("nav") if element.get("aria-label") == "Contents")
    leads = {entry.get("href"): text_of(entry) for entry in contents.iter("a")}
    sections = list(page.iter("section"))
    assert leads == {f"#{each.get('id')}": text_of(next(each.iter("h2"))) for each in sections}

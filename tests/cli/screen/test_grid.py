from rich.console import Console

from rosenblatt.cli.screen.grid import Column, show_grid, show_grids


def shown(columns: list[Column], width: int = 80, last: int = 0) -> tuple[list[str], int]:
    console = Console(width=width, highlight=False, markup=False)
    with console.capture() as capture:
        left_out = show_grid(console, columns, last)
    return capture.get().splitlines(), left_out


def test_numbers_stand_to_the_right_and_text_to_the_left() -> None:
    lines, left_out = shown([Column("name", ["a", "bcd"]), Column("n", [5, 100])])
    assert lines == ["  name    n", "  ─────────", "  a       5", "  bcd   100"]
    assert left_out == 0


def test_headings_break_at_their_words_when_the_screen_is_narrow() -> None:
    lines, _ = shown([Column("petal length (cm)", [1.5]), Column("kind", ["rose"])], width=18)
    assert lines[:4] == ["   petal", "  length", "    (cm)  kind", "  ────────────"]


def test_what_does_not_fit_is_left_out_before_the_last() -> None:
    columns = [Column(f"column{number}", [number]) for number in range(9)] + [Column("y", ["a"])]
    lines, left_out = shown(columns, width=40, last=1)
    assert left_out == 6
    assert lines[0] == "  column0  column1  column2  …  y"
    assert max(map(len, lines)) <= 40


def test_long_texts_are_shortened() -> None:
    lines, _ = shown([Column("x" * 50, ["y" * 50])])
    assert lines[2] == "  " + "y" * 23 + "…"


def test_what_does_not_fit_goes_into_a_grid_below() -> None:
    console = Console(width=20, highlight=False, markup=False)
    with console.capture() as capture:
        show_grids(console, Column("n", [1]), [Column(name * 7, ["a"]) for name in "abc"])
    blocks = [block.splitlines()[0] for block in capture.get().split("\n\n")]
    assert blocks == ["  n  aaaaaaa", "  n  bbbbbbb", "  n  ccccccc"]

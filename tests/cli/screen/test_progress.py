import io
import re

from rich.console import Console

from rosenblatt.cli.screen.progress import TrainingScreen
from rosenblatt.history import History
from rosenblatt.run import RunSettings, run_table


def terminal() -> tuple[io.StringIO, Console]:
    file = io.StringIO()
    return file, Console(file=file, force_terminal=True, width=80, highlight=False, markup=False)


def test_a_terminal_sees_a_bar_with_loss_and_score() -> None:
    class Slowly(TrainingScreen):
        def advanced(self, history: History) -> None:
            super().advanced(history)
            self._bar.refresh()

        def repeated(self, done: int, at_most: int) -> None:
            super().repeated(done, at_most)
            self._bar.refresh()

    file, console = terminal()
    with Slowly(console) as watcher:
        run_table(RunSettings("digits", max_iter=3, repeats=3), watcher=watcher)
    shown = re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", file.getvalue())
    bars = [line for line in re.split(r"[\r\n]", shown) if "━" in line]
    assert any("3/3 loss " in line and "accuracy 0." in line for line in bars)
    assert any("Other splits" in line and "2/3" in line for line in bars)
    assert max(map(len, bars)) < 78


def test_the_bar_stops_when_something_goes_wrong() -> None:
    _, console = terminal()
    try:
        with TrainingScreen(console) as watcher:
            run_table(RunSettings("diabetes", solver="sgd", learning_rate=1e6), watcher=watcher)
    except ValueError:
        assert not console._live_stack
    else:
        raise AssertionError("it should have diverged")

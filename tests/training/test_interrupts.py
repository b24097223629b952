import signal
import threading

import pytest

from rosenblatt import MLPClassifier, Perceptron
from rosenblatt.callbacks import EpochCallback, Listening
from rosenblatt.training.advance import HeldInterrupts


def test_the_first_is_noted_and_the_second_interrupts() -> None:
    before = signal.getsignal(signal.SIGINT)
    with HeldInterrupts() as held:
        assert not held.asked
        signal.raise_signal(signal.SIGINT)
        assert held.asked
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_in_another_thread_nothing_is_held() -> None:
    seen = []

    def work() -> None:
        with HeldInterrupts() as held:
            seen.append(held.asked)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]


def test_what_was_held_is_delivered_later_and_once():
    with HeldInterrupts() as held:
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        held.deliver()
    with HeldInterrupts() as held:
        pass
    held.deliver()


def test_who_ignores_ctrl_c_is_left_alone():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with HeldInterrupts() as held:
            signal.raise_signal(signal.SIGINT)
        assert not held.asked
        held.deliver()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_released_it_comes_at_once_also_the_one_held_until_then():
    with HeldInterrupts() as held:
        with held.released(), pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        assert held.asked
        with pytest.raises(KeyboardInterrupt), held.released():
            pytest.fail("what was held comes before anything else")
        signal.raise_signal(signal.SIGINT)  # held again
        assert held.asked


def test_who_sets_a_handler_meanwhile_keeps_it():
    def own(number: int, frame: object) -> None: ...

    before = signal.getsignal(signal.SIGINT)
    try:
        with HeldInterrupts():
            signal.signal(signal.SIGINT, own)
        assert signal.getsignal(signal.SIGINT) is own
    finally:
        signal.signal(signal.SIGINT, before)


class Epochs(EpochCallback, Listening):
    """Counts them."""

    n = 0

    def fit_begins(self, estimator: object) -> Listening:
        return self

    def epoch_ended(self, row: object) -> None:
        self.n += 1


@pytest.mark.parametrize(
    "model",
    [
        MLPClassifier(3, max_iter=20, n_iter_no_change=100, random_state=0),
        Perceptron(max_iter=20, tol=None, random_state=0),
    ],
)
@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_however_many_chunks_a_training_has_the_handler_is_set_once(model, monkeypatch):
    made, set_handler = [], signal.signal
    monkeypatch.setattr(signal, "signal", lambda *given: made.append(given) or set_handler(*given))
    heard = Epochs()
    model.set_callbacks(heard).fit([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 1, 1, 0])
    assert heard.n == 20
    assert len(made) == 2

import signal
import threading

import pytest

from rosenblatt.run import HeldInterrupts


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

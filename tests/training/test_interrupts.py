import signal
import threading

import pytest

from rosenblatt.training.interrupts import HeldInterrupts


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

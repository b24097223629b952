"""Watchers: everyone looks, anyone may stop, and nobody costs nothing."""

from rosenblatt import History
from rosenblatt.fitting.watching import Calling, Watcher, Watchers


class Noting(Watcher):
    def __init__(self, every=None, stops=False):
        self.every, self.stops, self.notes = every, stops, []

    def advanced(self, state, history):
        self.notes.append(state)
        return self.stops

    def ended(self, state, history, stopped_by):
        self.notes.append(f"{state}, {stopped_by}")


def test_all_look_though_the_first_says_stop():
    first, second = Noting(stops=True), Noting()
    assert Watchers([first, second]).advanced("now", History()) is True
    assert first.notes == second.notes == ["now"]


def test_nobody_says_stop():
    assert Watchers([Noting(), Calling(lambda state, history: None)]).advanced("now", History()) is False


def test_the_most_eager_sets_the_pace():
    assert Watchers([Noting(every=7), Noting(), Calling(print, every=3)]).every == 3


def test_all_hear_of_the_end():
    first, second = Noting(), Noting()
    Watchers([first, Calling(lambda state, history: None), second]).ended("then", History(), "converged")
    assert first.notes == second.notes == ["then, converged"]

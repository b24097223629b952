"""Replay: what a recorded training has done, told from its snapshots."""

from rosenblatt.replay.changes import Change, largest_changes
from rosenblatt.replay.course import course, evenly
from rosenblatt.replay.replay import Replay, Sample, replay

__all__ = ["Change", "Replay", "Sample", "course", "evenly", "largest_changes", "replay"]

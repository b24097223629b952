"""Replay: how a recorded training went, computed from its snapshots."""

from rosenblatt.replay.changes import Change, largest_changes
from rosenblatt.replay.progress import evenly_spaced, progress
from rosenblatt.replay.replay import Replay, Sample, replay, replay_document

__all__ = [
    "Change",
    "Replay",
    "Sample",
    "evenly_spaced",
    "largest_changes",
    "progress",
    "replay",
    "replay_document",
]

"""Recordings: snapshots of a training, in memory or in a file, from each of which it can be resumed."""

from rosenblatt.recording.recorder import TrainingRecorder
from rosenblatt.recording.recording import Recording
from rosenblatt.recording.steps import Step
from rosenblatt.recording.store import RecordingWarning

RECORDING_FILE = "recording.bin"
"""File name of the recording in a run's folder."""

__all__ = ["RECORDING_FILE", "Recording", "RecordingWarning", "Step", "TrainingRecorder"]

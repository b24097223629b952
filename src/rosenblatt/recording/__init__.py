"""Recordings: a training's snapshots over time, in memory or in a file, from each of which it can go on."""

from rosenblatt.recording.recorder import TrainingRecorder
from rosenblatt.recording.recording import Recording
from rosenblatt.recording.steps import Step
from rosenblatt.recording.store import RecordingWarning

RECORDING_FILE = "recording.bin"
"""What the recording in a run's folder is called."""

__all__ = ["RECORDING_FILE", "Recording", "RecordingWarning", "Step", "TrainingRecorder"]

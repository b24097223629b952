"""Checkpoints: a training on the disk; resuming it gives the result of an uninterrupted one bit for bit."""

from rosenblatt.checkpoint.file import Checkpoint, load_checkpoint, previous_path, save_checkpoint
from rosenblatt.checkpoint.keeper import EVERY, CheckpointKeeper

__all__ = ["EVERY", "Checkpoint", "CheckpointKeeper", "load_checkpoint", "previous_path", "save_checkpoint"]

"""Checkpoints: a training put on the disk, from which it goes on to the same bits."""

from rosenblatt.checkpoint.checkpoint import Checkpoint
from rosenblatt.checkpoint.file import load_checkpoint, previous_path, save_checkpoint
from rosenblatt.checkpoint.keeper import EVERY, CheckpointKeeper

__all__ = ["EVERY", "Checkpoint", "CheckpointKeeper", "load_checkpoint", "previous_path", "save_checkpoint"]

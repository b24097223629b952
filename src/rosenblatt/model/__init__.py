"""Model files: a trained network with its preparation, safe to load from an untrusted source."""

from rosenblatt.model.file import load_model, save_model
from rosenblatt.model.model import Model

__all__ = ["Model", "load_model", "save_model"]

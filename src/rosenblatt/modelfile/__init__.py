"""Model files: a trained network with its preparation, safe to load from strangers."""

from rosenblatt.modelfile.file import load_model, save_model
from rosenblatt.modelfile.model import Model

__all__ = ["Model", "load_model", "save_model"]

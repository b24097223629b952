"""What every page of figures shares: its look, its policy, its safety, and how a figure stands in it."""

from rosenblatt.pages.figure import Figure
from rosenblatt.pages.render import page_environment

__all__ = ["Figure", "page_environment"]

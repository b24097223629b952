"""What every page of figures shares: its look, its policy, its safety, and how a figure stands in it."""

from rosenblatt.plots.page.figure import Figure
from rosenblatt.plots.page.render import page_environment

__all__ = ["Figure", "page_environment"]

"""What every page of figures shares: its look, its policy, its safety, and how a figure stands in it."""

from rosenblatt.pages.render import Figure, page_environment

__all__ = ["Figure", "page_environment"]

"""The common parts of pages with figures: their style, their content security policy, and their figures."""

from rosenblatt.pages.render import Figure, page_environment

__all__ = ["Figure", "page_environment"]

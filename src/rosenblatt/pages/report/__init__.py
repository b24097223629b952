"""The report of a run: one HTML page that holds everything it shows."""

from rosenblatt.pages.report.render import render_report

__all__ = ["render_report"]

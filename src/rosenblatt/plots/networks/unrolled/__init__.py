"""A recurrent network unrolled: its steps side by side, time from left to right."""

from rosenblatt.plots.networks.unrolled.display import UnrolledDisplay

__all__ = ["UnrolledDisplay"]

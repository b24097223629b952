"""A network drawn: layers, bias and context neurons, and every weight by its size and its sign."""

from rosenblatt.plots.networks.network.display import NetworkDisplay

__all__ = ["NetworkDisplay"]

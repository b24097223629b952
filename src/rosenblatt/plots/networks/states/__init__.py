"""What hidden neurons hold over time: as a map of values, on a plane, and as a tree of likeness."""

from rosenblatt.plots.networks.states.display import StatesDisplay

__all__ = ["StatesDisplay"]

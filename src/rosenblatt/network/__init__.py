"""The network as a value: layer sizes, an activation per layer, one flat vector of parameters."""

from rosenblatt.network.network import Network

__all__ = ["Network"]

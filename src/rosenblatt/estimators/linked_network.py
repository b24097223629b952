"""``coefs_`` and ``intercepts_``: lists of views into a network's parameters, which may be replaced."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from rosenblatt._onnx import ToOnnx
from rosenblatt._typing import FloatArray
from rosenblatt.estimators.layers import activations_of_layers
from rosenblatt.estimators.multilayer_parameters import MultiLayerParameters
from rosenblatt.estimators.starting_network import GivenWeights, network_of_weights
from rosenblatt.network import Network


class LinkedNetwork(ToOnnx, MultiLayerParameters):
    """A network under the names that scikit-learn's users know: weights and biases as two lists."""

    network_: Network
    coefs_: list[FloatArray]
    intercepts_: list[FloatArray]
    out_activation_: str
    _views: ClassVar[tuple[str, ...]] = ("coefs_", "intercepts_")

    def _link(self, network: Network) -> None:
        """Take a network, and make ``coefs_`` and ``intercepts_`` views of its parameters."""
        self.network_ = network
        self.coefs_ = list(network.weights)
        self.intercepts_ = list(network.biases)

    def _unlink(self) -> None:
        """Be without a network, as before the first fit."""
        del self.network_
        for name in self._views:
            delattr(self, name)

    def _linked_network(self) -> Network:
        """Return the network; arrays that were put in place of its weights or biases are taken over."""
        network: Network | None = vars(self).get("network_")
        if network is not None and self._shows(network):
            return network
        sizes = (*(np.shape(weights)[0] for weights in self.coefs_), np.shape(self.coefs_[-1])[1])
        network = network_of_weights(
            self._given_weights(),
            sizes,
            (*activations_of_layers(self.activation, len(sizes) - 2), self.out_activation_),
            output_groups=self._targets.output_groups,
            dtype=np.result_type(np.float32, *self.coefs_),
            memory=self._context_neurons(),
            starts=None if network is None else network.starts,
        )
        self._link(network)
        return network

    def _given_weights(self) -> GivenWeights:
        """What stands in the lists now."""
        return self.coefs_, self.intercepts_

    def _shows(self, network: Network) -> bool:
        """Whether the lists hold the network's own arrays."""
        coefs, intercepts = self.coefs_, self.intercepts_
        if len(coefs) != network.n_layers or len(intercepts) != network.n_layers:
            return False
        mine, theirs = (*network.weights, *network.biases), (*coefs, *intercepts)
        return all(a is b for a, b in zip(mine, theirs, strict=True))

    def __getstate__(self) -> dict[str, Any]:
        """Return what pickle keeps: the network once, and no listener."""
        if "network_" in vars(self):
            self._linked_network()
        state = dict(super().__getstate__())
        state.pop("_listener", None)
        if "network_" in state:
            for name in self._views:
                del state[name]
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what pickle kept."""
        super().__setstate__(state)
        if "network_" in state:
            self._link(self.network_)

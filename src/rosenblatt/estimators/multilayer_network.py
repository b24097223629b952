"""The network a multi-layer estimator begins with, or goes on from."""

from __future__ import annotations

import numpy as np

from rosenblatt.estimators.multilayer_training import MultiLayerTraining
from rosenblatt.estimators.starting_network import starting_network
from rosenblatt.network import Network


class MultiLayerNetwork(MultiLayerTraining):
    """Has the network that its parameters, the features and the targets ask for."""

    def _settle_layers(
        self, layers: tuple[tuple[int, ...], tuple[str, ...]], n_features: int
    ) -> tuple[int, ...]:
        """Forget an earlier training, and return the sizes of all layers from now on."""
        self._forget()
        sizes = (n_features, *layers[0], sum(self._targets.output_groups))
        self.n_outputs_ = sizes[-1]
        self.n_layers_ = len(sizes)
        self.out_activation_ = self._targets.activation
        return sizes

    def _begin(
        self,
        layers: tuple[tuple[int, ...], tuple[str, ...]],
        n_features: int,
        dtype: np.dtype[np.floating],
        random: np.random.RandomState,
    ) -> None:
        """Have a new network, and nothing of an earlier training."""
        sizes = self._settle_layers(layers, n_features)
        network = starting_network(
            self.init,
            sizes,
            (*layers[1], self.out_activation_),
            random,
            hidden_activation=self.activation if isinstance(self.activation, str) else None,
            output_groups=self._targets.output_groups,
            dtype=dtype,
            memory=self._context_neurons(),
        )
        self._link(network)

    def _go_on(self, layers: tuple[tuple[int, ...], tuple[str, ...]], n_features: int) -> None:
        """See that the network fits what is asked for now."""
        network = self._linked_network()
        sizes = (n_features, *layers[0], sum(self._targets.output_groups))
        if network.layer_sizes != sizes:
            raise ValueError(
                f"training cannot go on from a network with the layers {network.layer_sizes}, "
                f"hidden_layer_sizes and the data ask for {sizes}: fit with warm_start=False to begin anew"
            )
        memory = self._context_neurons()
        if memory != (network.cell, network.initial_context):
            raise ValueError(
                f"training cannot go on from a network with cell={network.cell!r} and "
                f"initial_context={network.initial_context!r}, {memory.cell!r} and "
                f"{memory.initial_context!r} are asked for: fit with warm_start=False to begin anew"
            )
        names = (*layers[1], self.out_activation_)
        if network.activations != names:
            groups = network.output_groups
            self._link(Network(sizes, names, network.parameters, output_groups=groups, **memory._asdict()))

"""Figures of networks: layers and weights, unrolled over time, states."""

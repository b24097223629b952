"""Figures of one neuron: its parts, its sum, its activation, its bias."""

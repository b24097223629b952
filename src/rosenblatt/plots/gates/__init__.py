"""Figures of gates: truth tables, wires, the corners of the input space."""

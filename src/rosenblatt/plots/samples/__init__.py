"""Figures of samples: scatter plots and decision regions."""

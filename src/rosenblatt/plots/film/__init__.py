"""Animations of a recording."""

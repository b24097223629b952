"""Checks of a network: each is a function of a subject that returns a finding or None."""

"""Runs: what the lab shows of a run, and the states from which the page trains on."""

"""Preparation: from the columns of a table to the inputs and targets of a network, and back."""

"""Explanations: from a row of a table through the preparation and the network to the decision."""

"""Estimators of a table's columns as they are: mixtures of networks."""

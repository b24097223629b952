"""Small tables from packages that ship data, and the methods that benchmarks/tabular.py measures on them."""

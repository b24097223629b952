"""A network drawn: layers, bias and context neurons, and every weight by its size and its sign."""

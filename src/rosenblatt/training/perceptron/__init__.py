"""The perceptron rule: its plan, its state and its NumPy reference."""

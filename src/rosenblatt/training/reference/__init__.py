"""The NumPy specification of training, which the compiled core is checked against."""

"""What pictures show, as arrays and words: names, units, views of samples, states. Nothing here draws."""

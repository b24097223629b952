"""Tables of formulas: activations, losses, optimizers, schedules and scores."""

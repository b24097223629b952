"""How a model's predictions depend on its columns, and how far its probabilities can be trusted."""

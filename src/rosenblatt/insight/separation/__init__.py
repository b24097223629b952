"""Linear separability, decided by a proof."""

"""Boolean functions compiled to networks of threshold neurons."""

"""How many examples a test draws."""

from hypothesis import settings


def examples(n: int) -> settings:
    """Draw `n` examples, or the share of them that the profile draws of a hundred."""
    return settings(max_examples=-(-n * settings().max_examples // 100))

"""Mixtures of networks fitted to a table, from arrays: no scikit-learn, no data frames.

:func:`fit` returns a :class:`Result` with a :class:`~rosenblatt.network.mixture.Mixture`; :func:`begin`,
:func:`advance` and :func:`finish` are its steps, for those who show progress or store what is under way.
"""

from rosenblatt.tabular.bag import OPTIMISM, Bag, Result, Training, advance, begin, finish, fit
from rosenblatt.tabular.problem import Problem
from rosenblatt.tabular.recipe import Kind, Recipe, recipe_for

__all__ = [
    "OPTIMISM",
    "Bag",
    "Kind",
    "Problem",
    "Recipe",
    "Result",
    "Training",
    "advance",
    "begin",
    "finish",
    "fit",
    "recipe_for",
]

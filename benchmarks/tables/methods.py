"""The methods that are compared, all by their defaults, with one preparation for those that need arrays."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.tables.catalogue import Task

if TYPE_CHECKING:
    import pandas as pd

ROSENBLATT, BEST = "Rosenblatt", "Rosenblatt best"
MLP = "scikit-learn MLP"
FOREST, BOOSTING, LINEAR, REALMLP = "random forest", "histogram boosting", "linear", "RealMLP-TD-S"
LIGHTGBM, CATBOOST = "LightGBM", "CatBoost"

SIX = (ROSENBLATT, MLP, BOOSTING, FOREST, LINEAR, REALMLP)
"""The methods of the mean rank."""

MOST_TEXTS = 50
"""Texts with more different values keep the 30 most frequent ones and merge the rest."""


@dataclass(frozen=True)
class Method:
    """How to build an estimator for a task and a seed, and whether it reads a data frame as it is."""

    name: str
    build: Callable[[Task, int], Any]
    reads_frames: bool = False


def preparation(frame: pd.DataFrame) -> Any:
    """Return the transformer for estimators that read arrays.

    Missing numbers become the median and a 0/1 input, numbers are standardised; texts are one-hot, values
    that were not seen all 0.
    """
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    texts = [
        name for name in frame if frame[name].dtype == object or str(frame[name].dtype) in ("str", "category")
    ]
    numbers = [name for name in frame if name not in texts]
    many = [name for name in texts if frame[name].nunique() > MOST_TEXTS]
    few = [name for name in texts if name not in many]
    return make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler()), numbers),
        (OneHotEncoder(handle_unknown="ignore", sparse_output=False), few),
        (OneHotEncoder(handle_unknown="infrequent_if_exist", max_categories=31, sparse_output=False), many),
    )


def _rosenblatt(quality: str) -> Callable[[Task, int], Any]:
    def build(task: Task, seed: int) -> Any:
        import rosenblatt

        kind = "TabularClassifier" if task == "classification" else "TabularRegressor"
        return getattr(rosenblatt, kind)(quality=quality, random_state=seed, n_threads=1)

    return build


def _mlp(task: Task, seed: int) -> Any:
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    return (MLPClassifier if task == "classification" else MLPRegressor)(random_state=seed)


def _forest(task: Task, seed: int) -> Any:
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind = RandomForestClassifier if task == "classification" else RandomForestRegressor
    return kind(random_state=seed, n_jobs=1)


def _boosting(task: Task, seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingClassifier if task == "classification" else HistGradientBoostingRegressor
    return kind(random_state=seed)


def _linear(task: Task, seed: int) -> Any:
    from sklearn.linear_model import LogisticRegression, Ridge

    return LogisticRegression() if task == "classification" else Ridge()


def _realmlp(task: Task, seed: int) -> Any:
    import torch
    from pytabkit import RealMLP_TD_S_Classifier, RealMLP_TD_S_Regressor

    torch.set_num_threads(1)
    kind = RealMLP_TD_S_Classifier if task == "classification" else RealMLP_TD_S_Regressor
    return kind(device="cpu", random_state=seed, n_threads=1, verbosity=0)


def _lightgbm(task: Task, seed: int) -> Any:
    from lightgbm import LGBMClassifier, LGBMRegressor

    kind = LGBMClassifier if task == "classification" else LGBMRegressor
    return kind(random_state=seed, n_jobs=1, verbosity=-1)


def _catboost(task: Task, seed: int) -> Any:
    from catboost import CatBoostClassifier, CatBoostRegressor

    kind = CatBoostClassifier if task == "classification" else CatBoostRegressor
    return kind(random_seed=seed, thread_count=1, verbose=0, allow_writing_files=False)


METHODS = {
    method.name: method
    for method in (
        Method(ROSENBLATT, _rosenblatt("default"), reads_frames=True),
        Method(MLP, _mlp),
        Method(BOOSTING, _boosting),
        Method(FOREST, _forest),
        Method(LINEAR, _linear),
        Method(REALMLP, _realmlp),
        Method(LIGHTGBM, _lightgbm),
        Method(CATBOOST, _catboost),
        Method(BEST, _rosenblatt("best"), reads_frames=True),
    )
}


def version(method: str) -> str:
    """What a result of a method depends on: a package's version, or the source of the recipe."""
    from benchmarks import machine

    if method in (ROSENBLATT, BEST):
        import rosenblatt

        folder = Path(rosenblatt.__file__).parent / "tabular"
        code = "".join(_without_words(path.read_text("utf-8")) for path in sorted(folder.rglob("*.py")))
        return hashlib.sha256(code.encode()).hexdigest()[:8]
    return machine.version(
        {REALMLP: "pytabkit", LIGHTGBM: "lightgbm", CATBOOST: "catboost"}.get(method, "scikit-learn")
    )


def _without_words(source: str) -> str:
    """Return a program without comments and docstrings, which change no result."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [each for each in body if not _is_words(each)]  # type: ignore[attr-defined]  # it has
    return ast.dump(tree)


def _is_words(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)

"""What MLPClassifier and RecurrentClassifier share: classes are learned, weighed and told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sklearn.base import ClassifierMixin
from sklearn.utils import Tags, compute_sample_weight
from sklearn.utils._param_validation import StrOptions

from rosenblatt._typing import FloatArray
from rosenblatt.estimators.inputs import SamplesLike
from rosenblatt.estimators.labels import (
    learn_targets,
    require_known_labels,
    require_same_classes,
    targets_from_classes,
)
from rosenblatt.estimators.multilayer import MultiLayerPerceptron
from rosenblatt.estimators.multilayer_samples import Inputs
from rosenblatt.estimators.targets import ClassTargets, Labels, ManyTargets, TwoClasses
from rosenblatt.estimators.validation_split import yes_or_no_strata


class MultiLayerClassifier(ClassifierMixin, MultiLayerPerceptron):
    """Base of the estimators of networks with hidden layers that decide between classes."""

    class_weight: Mapping[object, float] | Sequence[Mapping[object, float]] | str | None
    stratified: bool | None
    classes_: Labels | list[Labels]
    _targets: ClassTargets

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        **MultiLayerPerceptron._parameter_constraints,
        "class_weight": [StrOptions({"balanced"}), dict, list, None],
        "stratified": ["boolean", None],
    }

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags

    def _check_training(self, X: SamplesLike, y: SamplesLike, *, reset: bool) -> tuple[Inputs, Labels]:
        return self._check_input(X, y, reset=reset, numbers=False)

    def _settle_targets(self, y: Labels, *, begins: bool, incremental: bool, classes: object) -> None:
        if incremental:
            if not hasattr(self, "classes_"):
                if classes is None:
                    raise ValueError("classes must be passed on the first call to partial_fit.")
                self._take_targets(targets_from_classes(classes, y))
            elif classes is not None:
                require_same_classes(self._targets, classes)
        elif begins:
            self._take_targets(learn_targets(y))
            return
        require_known_labels(self._targets, y, all_of_them=self.warm_start)

    def _check_validation_targets(self, y: Labels) -> None:
        require_known_labels(self._targets, y, all_of_them=False)

    def _take_targets(self, targets: ClassTargets) -> None:
        self._targets = targets
        self.classes_ = list(targets.classes) if isinstance(targets, ManyTargets) else targets.classes

    def _class_weights(self, y: Labels, *, incremental: bool) -> FloatArray | None:
        if self.class_weight is None:
            return None
        if incremental and self.class_weight == "balanced":
            raise ValueError(
                "class_weight='balanced' needs all samples at once, partial_fit sees only some of them: "
                "give a dict from class to weight, as sklearn.utils.compute_class_weight makes one"
            )
        weights: FloatArray = compute_sample_weight(self.class_weight, y)
        if weights.min() < 0:
            raise ValueError(f"class_weight must not be negative, got {self.class_weight!r}: use 0 or more")
        return weights

    def _strata(self, encoded: Labels) -> Labels | None:
        if self.stratified is False or (self.stratified is None and sum(self._targets.output_groups) > 1):
            return None
        return yes_or_no_strata(encoded) if isinstance(self._targets, TwoClasses) else encoded

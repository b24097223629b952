"""A callback that calls a function after every epoch."""

import pytest
from tests.versions import HAS_CALLBACKS, NO_CALLBACKS

from rosenblatt.callbacks import epoch_row


class Listening:
    """Calls ``function(n_epochs)``; if it returns True, the fit stops."""

    def __init__(self, function):
        if not HAS_CALLBACKS:
            pytest.xfail(NO_CALLBACKS)
        self.function = function

    def setup(self, estimator, context):
        pass

    def teardown(self, estimator, context):
        pass

    def on_fit_task_begin(self, estimator, context):
        pass

    def on_fit_task_end(self, estimator, context):
        row = epoch_row(estimator)
        return row is not None and bool(self.function(int(row["epoch"])))

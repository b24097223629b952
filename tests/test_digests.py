"""The fits of tools/digests.py give the values that are kept in tests/files/digests.json.

After an intended change of the values: ``python tools/digests.py --values tests/files/digests.json``.
"""

import json
from pathlib import Path

import pytest
from numpy.testing import assert_allclose
from tools.digests import CASES, results, summary

KEPT = json.loads((Path(__file__).parent / "files" / "digests.json").read_text("utf-8"))

# Relative, and absolute for values below 1. Processors differ in the order of their sums and in whether they
# fuse products and sums. That changes the last digit, the 16th of float64 and the 7th of float32; these
# trainings multiply the difference by less than ten, as measured with smaller instruction sets and other
# BLAS kernels.
TOLERANCE = {"float64": 1e-9, "float32": 1e-5}


def test_every_case_is_kept():
    assert KEPT.keys() == CASES.keys()


@pytest.mark.parametrize("name", CASES)
def test_a_fit_gives_the_kept_values(name):
    found, kept, tolerance = summary(results(name)), KEPT[name], TOLERANCE[CASES[name].dtype]
    assert found.keys() == kept.keys()
    for each in kept:
        if isinstance(kept[each][0], str):
            assert found[each] == kept[each], each
        else:
            assert_allclose(found[each], kept[each], rtol=tolerance, atol=tolerance, err_msg=each)

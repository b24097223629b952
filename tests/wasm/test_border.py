"""What the compiled engine asks of the page, how large it is, and what it refuses in words."""

import gzip
import json
import subprocess
from dataclasses import replace

import numpy as np
import pytest
from tests.wasm.cases import XOR, XOR_Y, Case, perceptrons
from tests.wasm.conftest import STATIC, node

from rosenblatt.plan import Plan

PLAN = Plan(loss="binary_log_loss")
ENGINE = STATIC / "engine.wasm"


def test_only_the_clock_is_imported_and_relaxed_instructions_are_not_used():
    script = """
    const bytes = require("fs").readFileSync(process.argv[1]);
    const module = new WebAssembly.Module(bytes);
    console.log(JSON.stringify(WebAssembly.Module.imports(module)));
    """
    command = [node(), "-e", script, str(ENGINE)]
    found = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert json.loads(found.stdout) == [{"module": "page", "name": "seconds", "kind": "function"}]


def test_the_engine_is_at_most_60_kilobytes_compressed():
    assert len(gzip.compress(ENGINE.read_bytes(), 9)) <= 60 * 1024


def xor(**changes) -> Case:
    one = Case("", XOR, XOR_Y, ((3, "tanh"),), PLAN, [["run", 1]])
    return replace(one, **changes)


def changed(one: Case, **meta) -> Case:
    """A case whose document says something else than its arrays."""
    sent = one.as_json()
    sent["begin"] |= meta
    one.as_json = lambda: sent
    return one


REFUSED = {
    "there is no activation named 'sigmoid'": lambda: xor(hidden=((3, "sigmoid"),)),
    "a network with step or hidden exp activations cannot be trained: change that of layer 1": lambda: xor(
        hidden=((3, "step"),)
    ),
    "softmax is for the output layer": lambda: xor(hidden=((3, "softmax"),)),
    "a layer's size must be from 1 to 100000, got 0": lambda: xor(hidden=((0, "tanh"),)),
    "there is no scheme of uniform initial weights named 'he_normal'": lambda: xor(scheme="he_normal"),
    "X: number 3 of 8 is infinite or undefined": lambda: changed(xor(), X=[0, 0, "inf", 1, 0, 0, 1, 1]),
    "the table has 4 rows of 2 inputs and 1 targets, got 0 and 4 numbers": lambda: changed(xor(), X=[]),
    "all 4 rows are held out: training needs one at least": lambda: xor(n_held_out=4),
    "early_stopping needs validation samples to judge by: hold some rows out": lambda: xor(
        plan=PLAN.but(early_stopping=True)
    ),
    "dropout must name a rate for each of the 1 hidden layers, got 2": lambda: xor(
        plan=PLAN.but(dropout=(0.1, 0.1))
    ),
    "lbfgs does not advance by epochs: choose adam, adamw, sgd or rmsprop": lambda: xor(
        plan=PLAN.but(solver="lbfgs")
    ),
    "the network has too many parameters for this page": lambda: xor(hidden=((99_999, "relu"),) * 3),
}


@pytest.mark.parametrize("sentence", REFUSED)
def test_what_cannot_be_trained_is_refused_in_words(sentence, drive):
    ((answer, *_),) = drive([REFUSED[sentence]()])
    assert answer["refused"].startswith(sentence)


def test_a_class_that_is_none_is_refused(drive):
    labels = np.array([[0], [1], [2], [3]], np.int32)
    one = Case("", XOR, labels, ((3, "tanh"),), Plan(loss="log_loss"), [], classes=3)
    ((answer,),) = drive([one])
    assert answer["refused"] == "row 4 has no class from 0 to 2"


def test_a_refused_order_leaves_the_training_as_it_was(drive):
    step = [
        ["step", 1],
        ["plan", {**xor().as_json()["setup"]["plan"], "solver": "lbfgs"}],
        ["gradient", [7]],
        ["step", 1],
    ]
    ((start, one, plan, gradient, two),) = drive([xor(orders=step, plan=PLAN.but(batch_size=4))])
    assert "refused" in plan
    assert gradient["refused"] == "row 1 is none of the 4 training rows"
    assert (start["epoch"], one["epoch"], two["epoch"]) == (0, 1, 2)


def test_the_perceptron_rule_has_no_gradient(drive):
    one = replace(perceptrons()[0], orders=[["gradient", [0]]])
    ((_, answer),) = drive([one])
    assert answer["refused"].startswith("the perceptron rule has no gradient")


def test_the_gradient_of_a_batch_is_the_one_that_training_applies(drive):
    plan = PLAN.but(
        solver="sgd", momentum=0.0, nesterovs_momentum=False, learning_rate_init=0.5, batch_size=4
    )
    orders = [["gradient", [0, 1, 2, 3]], ["step", 1], ["underway"]]
    ((start, gradient, after, underway),) = drive([xor(plan=plan, orders=orders)])
    np.testing.assert_allclose(
        after["parameters"], start["parameters"] - 0.5 * np.array(gradient["gradient"]), rtol=1e-14
    )
    assert [len(each) for each in gradient["deltas"]] == [12, 4]
    assert sorted(underway["rows"]) == [0, 1, 2, 3]

"""Boolean functions compiled to networks."""

from __future__ import annotations

import time
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rosenblatt import Network, PlanError
from rosenblatt.gates import TruthTable, all_rows, circuit, truth_table


def neurons(network: Network) -> int:
    return sum(network.layer_sizes[1:])


@pytest.mark.parametrize("n_inputs", [1, 2, 3])
def test_every_function_of_up_to_three_inputs_is_compiled_right(n_inputs: int) -> None:
    for outputs in product((0, 1), repeat=2**n_inputs):
        assert truth_table(circuit(outputs)).outputs[:, 0].tolist() == list(outputs)


def test_every_function_of_two_inputs_but_two_is_one_neuron() -> None:
    sizes = {outputs: neurons(circuit(outputs)) for outputs in product((0, 1), repeat=4)}
    assert {outputs for outputs, size in sizes.items() if size > 1} == {(0, 1, 1, 0), (1, 0, 0, 1)}


def test_no_function_of_three_inputs_takes_more_than_four_neurons() -> None:
    sizes = [neurons(circuit(outputs)) for outputs in product((0, 1), repeat=8)]
    # 104 of the 256 functions are threshold functions (Muroga, 1971).
    assert sizes.count(1) == 104
    assert max(sizes) == 4


@given(st.integers(4, 9), st.integers(0, 2**32 - 1), st.sampled_from([0.02, 0.3, 0.5, 0.95]))
def test_random_tables_are_compiled_right_with_several_outputs(n: int, seed: int, share: float) -> None:
    outputs = np.random.default_rng(seed).random((2**n, 2)) < share
    table = TruthTable(outputs)
    assert truth_table(circuit(table)) == table


PAIRS = {
    "and": lambda a, b: a & b,
    "or": lambda a, b: a | b,
    "xor": lambda a, b: a ^ b,
    "nand": lambda a, b: ~(a & b),
    "nor": lambda a, b: ~(a | b),
    "xnor": lambda a, b: ~(a ^ b),
    "implies": lambda a, b: ~a | b,
    "==": lambda a, b: ~(a ^ b),
}


@given(st.data())
def test_nested_expressions_are_compiled_right(data: st.DataObject) -> None:
    names = [f"v{place}" for place in range(7)]
    rows = all_rows(7).T.astype(bool)

    def draw(depth: int) -> tuple[str, np.ndarray]:
        if depth == 0:
            place = data.draw(st.integers(0, 6))
            return names[place], rows[place]
        word = data.draw(st.sampled_from(sorted(PAIRS)))
        (left, of_left), (right, of_right) = draw(depth - 1), draw(depth - 1)
        return f"({left} {word} {right})", PAIRS[word](of_left, of_right)

    text, expected = draw(data.draw(st.integers(1, 4)))
    made = circuit({"y": text}, inputs=names)
    assert np.array_equal(made.predict(all_rows(7))[:, 0], expected)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("a and b", (2, 1)),
        ("a and not b and c", (3, 1)),
        ("a and (b or c)", (3, 1)),
        ("a and b or b and c or a and c", (3, 1)),
        ("a -> b -> c", (3, 1)),
        ("a xor b", (2, 2, 1)),
        ("a and not (b xor c)", (3, 2, 1)),
        ("a xor b xor c xor d", (4, 4, 1)),
        ("a xor not b xor c xor d", (4, 4, 1)),
        (" ^ ".join(f"x{place}" for place in range(16)), (16, 16, 1)),
        (" and ".join(f"x{place}" for place in range(16)), (16, 1)),
        ("(a or b) and (c or d)", (4, 2, 1)),
        ("not not a", (1, 1)),
        ("a or not a", (1, 1)),
        ("a xor a xor b", (2, 1)),
    ],
)
def test_circuits_are_small(text: str, sizes: tuple[int, ...]) -> None:
    assert circuit(text).layer_sizes == sizes


def test_the_weights_of_small_circuits_are_small_whole_numbers() -> None:
    assert circuit("a and (b or c)").parameters.tolist() == [2, 1, 1, -2.5]
    assert circuit("a implies b").parameters.tolist() == [-1, 1, 0.5]
    assert circuit("a xor b").parameters.tolist() == [1, 1, 1, 1, 1, -1, -0.5, -1.5, -0.5]


def test_no_neuron_comes_nearer_to_zero_than_a_quarter() -> None:
    for text in ("a and (b or c) xor d", "a and b or c and d or a and d", "a nand (b xor c) or d"):
        made = circuit(text)
        values = made.layer_values(all_rows(made.n_inputs))
        for below, weights, biases in zip(values, made.weights, made.biases, strict=False):
            assert np.abs(below @ weights + biases).min() >= 0.25


def test_outputs_share_neurons_and_inputs() -> None:
    made = circuit({"sum": "a xor b xor c", "carry": "a and b or a and c or b and c"})
    assert made.layer_sizes == (3, 3, 2)
    assert (made.input_names, made.output_names) == (("a", "b", "c"), ("sum", "carry"))


def test_a_value_that_skips_a_level_passes_through_a_neuron_of_weight_1_and_bias_minus_a_half() -> None:
    made = circuit({"both": "a xor b", "first": "a"})
    assert made.layer_sizes == (2, 3, 2)
    assert made.weights[0][:, 2].tolist() == [1, 0]
    assert made.biases[0][2] == -0.5


def test_an_expression_may_use_the_outputs_before_it() -> None:
    made = circuit({"odd": "a xor b", "go": "odd and c"})
    assert made.input_names == ("a", "b", "c")
    assert made.predict([[1, 0, 1], [1, 1, 1]]).tolist() == [[1, 1], [0, 0]]


def test_the_order_of_the_inputs_can_be_given_with_more_than_are_used() -> None:
    made = circuit("b and not a", inputs=("a", "b", "c"))
    assert made.input_names == ("a", "b", "c")
    assert truth_table(made).outputs[:, 0].tolist() == [0, 0, 1, 1, 0, 0, 0, 0]
    assert circuit("1", inputs=("a",)).predict([[0], [1]]).tolist() == [[1], [1]]
    assert circuit([0, 0, 0, 1], inputs=("p", "q")).input_names == ("p", "q")


def test_the_same_output_twice_stands_twice() -> None:
    made = circuit({"one": "a and b", "two": "b and a", "none": "0"})
    assert made.predict([[1, 1], [0, 1]]).tolist() == [[1, 1, 0], [0, 0, 0]]


def test_a_table_of_a_network_is_compiled_anew_with_its_names() -> None:
    made = circuit(truth_table(circuit({"s": "a xor b", "c": "a and b"})))
    assert (made.input_names, made.output_names) == (("a", "b"), ("s", "c"))


def test_a_random_table_of_16_inputs_takes_at_most_520_neurons_and_little_time() -> None:
    outputs = np.random.default_rng(16).integers(0, 2, 2**16)
    start = time.perf_counter()
    made = circuit(outputs)
    assert time.perf_counter() - start < 30  # 0.4 s on a quiet machine
    assert neurons(made) <= 520
    assert np.array_equal(truth_table(made).outputs[:, 0], outputs)


def test_the_hardest_table_of_16_inputs_for_the_intervals_still_takes_at_most_520() -> None:
    # Each line of 256 places changes at every place, but each differs from the one before.
    place, line = np.arange(2**16) % 256, np.arange(2**16) // 256
    outputs = (place + (line * 2654435761 % 97)) % 2
    assert neurons(circuit(outputs)) <= 520


def test_an_eight_digit_ripple_adder_written_out_is_compiled_right() -> None:
    texts, carry = {}, "0"
    for place in range(8):
        a, b = f"a{place}", f"b{place}"
        texts[f"s{place}"] = f"{a} xor {b} xor {carry}"
        texts[f"c{place}"] = f"{a} and {b} or {carry} and ({a} or {b})"
        carry = f"c{place}"
    names = [f"{letter}{place}" for letter in "ab" for place in range(7, -1, -1)]
    made = circuit(texts, inputs=names)
    digits = made.predict(all_rows(16))
    sums = digits[:, ::2] @ (1 << np.arange(8)) + (digits[:, -1] << 8)
    assert np.array_equal(sums, (np.arange(2**16) >> 8) + (np.arange(2**16) & 255))


@pytest.mark.parametrize(
    ("function", "inputs", "said"),
    [
        (
            " and ".join(f"x{n}" for n in range(17)),
            None,
            "a circuit has at most 16 inputs, .* got 17: x0, x1",
        ),
        (np.zeros(2**17, int), None, "at most 16 inputs, .* got 17"),
        ("a and q", ("a", "b"), "'q' is no input: the inputs are a, b"),
        ("frist or b", ("first", "b"), r"'frist' is no input: .*, did you mean 'first'\?"),
        ("1", None, "the circuit has no input"),
        ({}, None, "at least one output"),
        ({"a": "not a", "b": "a"}, None, "'a' is the name of an output, and of an input"),
        ({"b": "c and d", "c": "a"}, None, "'c' is the name of an output, .* put the expressions in order"),
        ({"a": 3}, None, "each output needs a name and an expression as texts, got 'a': 3"),
        (3, None, "circuit needs an expression, a mapping"),
        ([0, 1, 2, 0], None, "holds 0 and 1 alone, got 2"),
        ([0, 1, 1], None, "got 3"),
        ("a and +", None, r"cannot read 'a and \+'"),
        ([0, 1], ("a", "b"), "input_names must be 1 names"),
        ("a", ("a", "a"), "'a' twice"),
        ("a", "a", "input_names must be a sequence of texts"),
        ("a", 5, "input_names must be a sequence of texts, got 5"),
    ],
)
def test_what_cannot_be_compiled_is_one_clear_error(function: object, inputs: object, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        circuit(function, inputs=inputs)  # type: ignore[arg-type]


def test_outputs_that_stand_on_each_other_in_a_long_chain_are_compiled_right() -> None:
    texts, values = {"s0": "a and not b"}, dict(zip("abcd", all_rows(4).T.astype(bool), strict=True))
    last = values["a"] & ~values["b"]
    expected = [last]
    for place in range(1, 40):
        one, other = "abcd"[place % 4], "bcda"[place % 4]
        texts[f"s{place}"] = f"s{place - 1} xor {one} and not {other}"
        last = last ^ (values[one] & ~values[other])
        expected.append(last)
    made = circuit(texts, inputs=("a", "b", "c", "d"))
    assert np.array_equal(made.predict(all_rows(4)), np.stack(expected, axis=1))


def test_expressions_nested_too_deeply_to_be_followed_are_wired_by_their_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from rosenblatt.gates.compiler import compiler

    def too_deep(*_: object) -> object:
        raise RecursionError

    monkeypatch.setattr(compiler.Subexpressions, "wire", too_deep)
    assert circuit("a and not (b xor c)").layer_sizes == (3, 2, 1)


def test_a_single_output_may_be_named_like_its_input() -> None:
    assert circuit({"a": "not a"}).predict([[0], [1]]).tolist() == [[1], [0]]


def test_every_circuit_is_checked_before_it_is_returned(monkeypatch: pytest.MonkeyPatch) -> None:
    from rosenblatt.gates.compiler import compiler
    from rosenblatt.gates.compiler.wiring import constant

    monkeypatch.setattr(compiler, "wire_table", lambda wiring, cube, bits: constant(False))
    with pytest.raises(RuntimeError, match="the circuit is wrong on 3 rows"):
        circuit([0, 1, 1, 1])

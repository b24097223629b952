import numpy as np
from tests.run.recorded import Recorded

from rosenblatt.replay import largest_changes


def test_the_largest_change_is_the_largest_of_all(xor: Recorded) -> None:
    rec = xor.recording
    changes = largest_changes(rec, 30)
    assert len(changes) == 21  # 2 x 5 + 5 weights, 6 biases
    moved = np.abs(rec[-1].parameters - rec[0].parameters)
    np.testing.assert_allclose([abs(each.change) for each in changes], np.sort(moved)[::-1])


def test_a_change_is_that_of_the_weight_it_names(xor: Recorded) -> None:
    rec = xor.recording
    by_name = {(each.neuron, each.source): each for each in largest_changes(rec, 30)}
    one = by_name["h1.3", "x2"]
    assert (one.before, one.after) == (rec[0].weights[0][1, 2], rec[-1].weights[0][1, 2])
    bias = by_name["o1", "bias"]
    assert (bias.before, bias.after) == (rec[0].biases[1][0], rec[-1].biases[1][0])
    assert by_name["o1", "h1.5"].after == rec[-1].weights[1][4, 0]


def test_when_is_between_a_tenth_and_nine_tenths_of_its_way(xor: Recorded) -> None:
    change = largest_changes(xor.recording, 1)[0]
    assert (change.neuron, change.source) == ("o1", "h1.1")
    path = xor.recording.weights(1)[:, 0, 0]
    way = np.cumsum(np.abs(np.diff(path))) / np.abs(np.diff(path)).sum()
    assert way[change.begin - 1] < 0.1 <= way[change.begin]
    assert way[change.end - 2] < 0.9 <= way[change.end - 1]
    assert change.jump == np.diff(path)[change.jump_epoch - 1]
    assert abs(change.jump) == np.abs(np.diff(path)).max()


def test_inputs_go_by_the_names_given(xor: Recorded) -> None:
    sources = {each.source for each in largest_changes(xor.recording, 30, input_names=["left", "right"])}
    assert sources == {"left", "right", "bias", *(f"h1.{place}" for place in range(1, 6))}

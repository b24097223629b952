"""The learning curve of a run: where it is cheap and says something."""

from rosenblatt.run import RunSettings, run_table


def test_a_cheap_run_has_a_curve_on_growing_parts_of_three_splits() -> None:
    run = run_table(RunSettings("iris", max_iter=5))
    curve = run.learning
    assert curve is not None
    assert curve.sizes == tuple(round(share * 105) for share in (0.1, 0.2, 0.4, 0.7, 1.0))
    assert {len(scores) for scores in (*curve.scores, *curve.training_scores)} == {3}
    # the last size is the whole training part: the scores are those of the first repeats
    assert curve.scores[-1] == tuple(run.evaluation.repeats[:3])


def test_there_is_none_where_nothing_is_held_out_or_repeats_are_not_wanted_or_dear() -> None:
    assert run_table(RunSettings("xor", max_iter=5)).learning is None
    assert run_table(RunSettings("iris", max_iter=5, repeats=2)).learning is None
    assert run_table(RunSettings("sunspots", max_iter=2)).learning is None

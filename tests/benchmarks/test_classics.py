"""The classics at reduced sizes: what the page says of them at full size can be seen here already."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from benchmarks.classics import letters, reber, sunspots, temporal_xor
from benchmarks.classics.__main__ import RESULTS, main
from benchmarks.classics.tables import TABLES, spread, table
from benchmarks.classics.temporal_xor import Setting

from rosenblatt import RecurrentClassifier
from rosenblatt.data.sources.builtin import generated
from rosenblatt.data.sources.builtin.grammars import EMBEDDED_REBER, REBER
from rosenblatt.network import Network
from rosenblatt.network.initialization import initialize

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "classics.md"


def of_stream(setting: Setting, seeds: Sequence[int]) -> list[tuple[np.ndarray, np.ndarray]]:
    return [temporal_xor.by_position(network) for network in temporal_xor.networks(setting, seeds)]


def untrained(sizes: tuple[int, ...], output: str) -> Network:
    random = np.random.RandomState(0)
    return initialize(sizes, ("logistic", output), random, scheme="unit_uniform", cell="elman")


# ---- Temporal XOR ------------------------------------------------------------------------------------------


def test_temporal_xor_is_learned_from_five_seeds_and_chance_is_not_beaten() -> None:
    for shares, errors in of_stream(temporal_xor.FIVE, range(5)):
        assert shares[2] > temporal_xor.ENOUGH
        assert (abs(shares[:2] - 0.5) < 0.05).all()
        assert errors[2] < 0.4 < errors[:2].min()


def test_a_network_that_has_learned_nothing_has_not_learned_temporal_xor() -> None:
    shares, _ = temporal_xor.by_position(untrained((1, 4, 1), "logistic"))
    assert shares[2] < 0.8


def test_the_error_of_elmans_own_dips_at_every_third_bit_which_it_does_not_master() -> None:
    for shares, errors in of_stream(Setting(2, 150, 1, 1, "squared_error"), (7, 9, 10)):
        assert errors[2] < errors[:2].min() - 0.02
        assert shares[2] <= temporal_xor.ENOUGH


def test_a_network_is_the_one_that_an_estimators_fit_with_its_seed_gives() -> None:
    bits = generated.temporal_xor(300).to_numpy()
    (network,) = temporal_xor.networks(Setting(4, 3, 4), [5], n_bits=300)
    model = RecurrentClassifier(
        (4,), "logistic", solver="sgd", momentum=0, learning_rate_init=0.1, alpha=0, max_iter=3, tol=0,
        n_iter_no_change=4, init="unit_uniform", backprop_steps=4, predict_at="every", random_state=5,
    )  # fmt: skip
    with pytest.warns(UserWarning, match="Maximum iterations"):
        model.fit([bits[:, :1]], [bits[:, 1]])
    assert model.network_ == network


# ---- Letters -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("backprop_steps", [1, 4])
def test_vowels_are_known_consonants_are_not_but_that_one_comes_is(backprop_steps: int) -> None:
    for network in letters.networks(range(2), n_consonants=300, backprop_steps=backprop_steps):
        found = letters.found(network)
        assert found.vowels >= 0.95
        assert found.consonants == pytest.approx(1 / 3, abs=0.06)
        assert found.consonant_next >= 0.94
        assert (found.errors[[3, 4]] > 0.2).all()  # high and back: what b, d and g differ in
        assert (found.errors[[0, 1, 2, 5]] < 0.1).all()


def test_a_network_that_has_learned_nothing_knows_no_vowels() -> None:
    assert letters.found(untrained((6, 20, 6), "logistic")).vowels < 0.5


# ---- Reber -------------------------------------------------------------------------------------------------


def test_what_is_most_likely_is_legal() -> None:
    for network in reber.networks(REBER, range(3), n_strings=4000):
        assert reber.found(network, REBER).most_likely >= 0.999


def test_a_network_that_has_learned_nothing_breaks_the_grammar() -> None:
    found = reber.found(untrained((7, 15, 7), "softmax"), REBER, n_strings=100)
    assert found.most_likely < 0.6
    assert found.all_legal < 0.1


def test_within_brackets_the_last_one_stays_near_chance_and_little_slope_comes_back_to_the_first() -> None:
    networks = reber.networks(EMBEDDED_REBER, range(3), n_strings=4000)
    assert 0.4 < np.median([reber.found(each, EMBEDDED_REBER, 300).bracket for each in networks]) < 0.6
    assert np.median(reber.share_that_comes_back(networks[0], 5)) < 0.1


# ---- Sunspots ----------------------------------------------------------------------------------------------


def test_sunspots_are_foretold_at_least_as_well_as_by_the_better_of_two_baselines() -> None:
    series = sunspots.Series.whole()
    errors = series.recurrent(sunspots.CHOSEN, range(5))
    assert np.median(errors) <= min(series.persistence(), series.linear())


def test_the_baselines_are_what_they_say() -> None:
    line = np.arange(41.0)
    series = sunspots.Series(line[:-1], line[1:], 32)
    assert series.persistence() == 1
    assert series.linear() == pytest.approx(0, abs=1e-9)


def test_nothing_is_learned_from_the_years_held_out() -> None:
    whole = sunspots.Series.whole()
    hidden = np.where(np.arange(len(whole.now)) < whole.n_train, whole.following, np.nan)
    unseen = sunspots.Series(whole.now, hidden, whole.n_train)
    assert np.isnan(unseen.linear())  # least squares would have refused a NaN,
    assert np.isnan(
        unseen.recurrent(sunspots.Setting(2, 10, 0.01, 0.0, 2), [0])
    ).all()  # and training would have diverged


# ---- The tables --------------------------------------------------------------------------------------------


def test_a_table_is_markdown_and_a_spread_is_the_median_between_the_least_and_the_most() -> None:
    assert table(("a", "b"), [(1, 2)]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
    assert spread([1, 2, 9], "{:.0f}".format) == "2 (1–9)"


def test_a_table_that_is_named_is_printed_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = RESULTS.read_bytes()
    monkeypatch.setattr(
        "benchmarks.classics.__main__.TABLES", {"one": lambda: "| a |", "two": lambda: "| b |"}
    )
    assert main(["two"]) == 0
    assert capsys.readouterr().out == "## two\n\n| b |\n\n"
    assert RESULTS.read_bytes() == before


def test_a_table_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["three"])
    assert "invalid choice: 'three'" in capsys.readouterr().err


def test_the_page_shows_every_table() -> None:
    results, page = RESULTS.read_text(encoding="utf-8"), PAGE.read_text(encoding="utf-8")
    assert [line[3:] for line in results.splitlines() if line.startswith("## ")] == list(TABLES)
    assert all(f':start-after: "## {name}"' in page for name in TABLES)

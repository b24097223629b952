"""A mixture of networks by the command: trained by default on one's own table, and used by the others."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import numpy as np
import polars
import pytest
from tests.cli.conftest import Rosenblatt

from rosenblatt.model import load_model
from rosenblatt.run import read_run
from rosenblatt.tabular import bag as bags


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """People who buy from 45 on, and if they earn enough; 120 rows."""
    stream = np.random.default_rng(0)
    path = tmp_path / "people.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["age", "income", "town", "bought"])
        for place in range(120):
            age, income = int(stream.integers(18, 80)), round(float(stream.lognormal(3.4, 0.5)), 1)
            buys = (age > 45) != (stream.random() < 0.1)
            rows.writerow([age, income, ["Rome", "Oslo"][place % 2], "yes" if buys else "no"])
    return path


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """Prices of flats by area and town, 80 rows."""
    stream = np.random.default_rng(1)
    area = stream.uniform(20, 120, 80).round(1)
    frame = polars.DataFrame({"area": area, "town": ["Rome", "Paris"] * 40})
    price = 1000 * area + 50_000 * (np.arange(80) % 2) + stream.normal(0, 3000, 80)
    path = tmp_path / "prices.csv"
    frame.with_columns(price=polars.Series(price.round(0))).write_csv(path)
    return path


def test_a_table_of_ones_own_gets_a_mixture_and_every_row_is_predicted_out_of_fold(
    rosenblatt: Rosenblatt, people: Path, tmp_path: Path
) -> None:
    done = rosenblatt("train", people)
    assert (done.code, done.err) == (0, "")
    run = read_run(tmp_path / "runs" / "people-tabular")
    assert run.settings.model == run.model.kind == "tabular"
    assert (run.n_training, run.n_test, run.evaluation.part) == (120, 0, "out-of-fold")
    assert run.mixture is not None
    assert run.effects is not None
    assert sum(each.weight for each in run.mixture.members) == pytest.approx(1)
    assert run.evaluation.score == run.mixture.estimate > 0.75
    np.testing.assert_array_equal(run.evaluation.repeats, run.mixture.fold_scores)
    assert run.effects.columns[0].name == "age"
    assert run.findings == ()
    assert "Columns that matter" in done.out
    assert "a linear model on the same folds" in done.out
    assert re.search(r"Out-of-fold accuracy 0\.\d{4} \(baseline 0\.5", done.out)
    assert max(map(len, done.out.splitlines())) <= 80


def test_the_out_of_fold_score_is_not_that_of_the_trained_rows(
    rosenblatt: Rosenblatt, people: Path, tmp_path: Path
) -> None:
    """A column of noise as target: what is memorised must not count."""
    frame = polars.read_csv(people)
    noise = np.random.default_rng(3).permutation(["a", "b"] * 60)
    frame.with_columns(bought=polars.Series(noise)).write_csv(tmp_path / "noise.csv")
    rosenblatt("train", "noise.csv", "--out", "run")
    run = read_run(tmp_path / "run")
    assert run.evaluation.score < 0.62
    assert run.evaluation.training_score > run.evaluation.score


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(
    rosenblatt: Rosenblatt, prices: Path, tmp_path: Path
) -> None:
    for name, seed in (("one", 0), ("two", 0), ("three", 1)):
        rosenblatt("train", prices, "--seed", seed, "--out", name)
    one, two, three = (
        (tmp_path / name / "model.safetensors").read_bytes() for name in ("one", "two", "three")
    )
    assert one == two != three


def test_rows_may_be_held_out_too(rosenblatt: Rosenblatt, people: Path, tmp_path: Path) -> None:
    done = rosenblatt("train", people, "--test-size", 0.25, "--out", "run")
    run = read_run(tmp_path / "run")
    assert (run.n_training, run.n_test, run.evaluation.part) == (90, 30, "test")
    assert run.effects is not None
    assert (run.effects.part, run.effects.n_samples) == ("test", 30)
    assert "30 held-out rows" in done.out


@pytest.mark.parametrize(
    "option",
    [
        ("--hidden", "5"), ("--activation", "tanh"), ("--solver", "sgd"), ("--max-iter", "20"),
        ("--learning-rate", "0.01"), ("--alpha", "1"), ("--batch-size", "10"), ("--set", "tol=0.1"),
    ],
)  # fmt: skip
def test_an_option_of_one_network_implies_one_and_says_so(
    option: tuple[str, str], rosenblatt: Rosenblatt, people: Path, tmp_path: Path
) -> None:
    done = rosenblatt("train", people, *option, "--repeats", 0, "--out", "run")
    assert (done.code, done.err) == (0, "")
    assert f"One network, as {option[0]}" in done.out
    assert read_run(tmp_path / "run").settings.model == "mlp"


def test_parameters_of_the_mixture_do_not_imply_one_network(
    rosenblatt: Rosenblatt, people: Path, tmp_path: Path
) -> None:
    done = rosenblatt("train", people, "--set", "class_weight=balanced", "--out", "run")
    assert done.err == ""
    assert read_run(tmp_path / "run").parameters["class_weight"] == "balanced"


def test_built_in_tables_keep_their_models(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    assert rosenblatt("train", "iris", "--repeats", 0, "--out", "run").code == 0
    assert read_run(tmp_path / "run").settings.model == "perceptron"
    assert rosenblatt("train", "iris", "--model", "tabular", "--out", "mixed").code == 0
    assert read_run(tmp_path / "mixed").evaluation.score > 0.9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--model", "tabular", "--hidden", "5"), "a tabular model has no hidden, got (5,): omit --hidden"),
        (("--model", "tabular", "--set", "tol=0.1"), "a tabular model has no tol: omit --set tol"),
        (("--record", "epochs"), "a recording is of one network"),
        (("--set", "qualty=best"), "did you mean"),
        (("--set", "quality=fast"), "quality must be one of default, best"),
        (("--model", "tabular", "--sequence", "town"), "a tabular model treats each row independently"),
        (("--model", "tabular", "--repeats", "5"), "repeats are of one network"),
    ],
)
def test_what_does_not_go_together_is_one_sentence(
    arguments: tuple[str, ...], message: str, rosenblatt: Rosenblatt, people: Path
) -> None:
    done = rosenblatt("train", people, *arguments)
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert message in done.err


def test_seeds_train_one_network_and_refuse_a_mixture(rosenblatt: Rosenblatt, people: Path) -> None:
    assert rosenblatt("seeds", people, "-n", 2, "--max-iter", 5).code == 0
    assert rosenblatt("seeds", people, "-n", 2).code == 0
    refused = rosenblatt("seeds", people, "--model", "tabular")
    assert (refused.code, "--model tabular is a mixture of several" in refused.err) == (2, True)


def test_predict_gives_the_models_own_answers(rosenblatt: Rosenblatt, people: Path, tmp_path: Path) -> None:
    rosenblatt("train", people, "--out", "run")
    rosenblatt("predict", "run", people, "--proba", "--out", "answers.csv")
    frame, answers = polars.read_csv(people), polars.read_csv(tmp_path / "answers.csv")
    model = load_model(tmp_path / "run")
    assert answers["predicted"].to_list() == model.predict(frame).tolist()
    np.testing.assert_allclose(
        answers["probability yes"].to_numpy(), model.predict_proba(frame)[:, 1], rtol=1e-5
    )


def test_explain_shows_the_votes_then_any_network_with_edges_of_the_table(
    rosenblatt: Rosenblatt, prices: Path
) -> None:
    rosenblatt("train", prices, "--out", "run")
    votes = rosenblatt("explain", "run", prices, "--row", 3)
    assert votes.code == 0
    assert "Vote" in votes.out
    assert "The prediction for price is" in votes.out
    names = [each.name for each in load_model("run").mixture.members]  # type: ignore[union-attr]
    member = next((name for name in names if name in ("lines", "steps")), names[0])
    arithmetic = rosenblatt("explain", "run", prices, "--row", 3, "--member", f"{member}.2")
    assert arithmetic.code == 0
    assert f"Network 2 of 10 of the member {member}" in arithmetic.out
    if member in ("lines", "steps"):
        edges = {float(edge) for edge in re.findall(r"area above ([\d.]+)", arithmetic.out)}
        areas = polars.read_csv(prices)["area"]
        assert edges
        assert all(areas.min() - 0.1 <= edge <= areas.max() for edge in edges)  # type: ignore[operator]
    one = rosenblatt("explain", "run", prices, "--member", member, "--neuron", "o1")
    assert one.out.startswith(f"Neuron o1 of network 1 of the member {member}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--member", "linse"), "the mixture has no member 'linse'"),
        (("--member", "{member}.11"), "are {member}.1 to {member}.10"),
        (("--neuron", "o1"), "--neuron needs the network that it is in"),
        (("--update",), "--update shows a training step of one network"),
    ],
)
def test_what_cannot_be_explained_says_what_can(
    arguments: tuple[str, ...], message: str, rosenblatt: Rosenblatt, people: Path
) -> None:
    rosenblatt("train", people, "--out", "run")
    member = load_model("run").mixture.members[0].name  # type: ignore[union-attr]
    given = [each.format(member=member) for each in arguments]
    done = rosenblatt("explain", "run", people, *given)
    assert done.code == 2
    assert message.format(member=member) in done.err


def test_a_member_is_not_a_part_of_one_network(rosenblatt: Rosenblatt, people: Path) -> None:
    rosenblatt("train", people, "--hidden", "3", "--max-iter", 3, "--repeats", 0, "--out", "run")
    done = rosenblatt("explain", "run", people, "--member", "lines")
    assert (done.code, "the model is one network" in done.err) == (2, True)


def test_diagnose_replay_branch_and_compare_know_a_mixture(rosenblatt: Rosenblatt, people: Path) -> None:
    rosenblatt("train", people, "--out", "run")
    rosenblatt("train", people, "--seed", 1, "--out", "other")
    rosenblatt("train", people, "--hidden", "3", "--max-iter", 3, "--repeats", 0, "--out", "network")
    assert re.fullmatch(r"All \d checks passed\.", rosenblatt("diagnose", "run").out.strip())
    for command in (("replay", "run"), ("branch", "run", "--at", "3", "--out", "b")):
        refused = rosenblatt(*command)
        assert (refused.code, "was not recorded" in refused.err) == (2, True)
    assert rosenblatt("compare", "run", "other").code == 0
    beside = rosenblatt("compare", "run", "network")
    assert beside.code == 0
    assert "a mixture has no curve" in " ".join(beside.out.split())


def test_json_has_the_members_and_the_columns(rosenblatt: Rosenblatt, prices: Path) -> None:
    document = json.loads(rosenblatt("train", prices, "--json").out)
    assert {each["name"] for each in document["mixture"]["members"]} == {"plain", "steps", "lines"}
    assert document["effects"]["columns"][0]["name"] == "area"
    assert document["evaluation"]["repeats_over"] == "folds"


@pytest.mark.usefixtures("real_report")
def test_the_report_holds_members_columns_calibration_and_a_word_on_optimism(
    rosenblatt: Rosenblatt, people: Path, prices: Path, tmp_path: Path
) -> None:
    rosenblatt("train", people, "--out", "run")
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    for words in (
        "What each column does", "Members and their out-of-fold scores", "a linear model",
        "away from how often it comes true", "age matters most", "expect about 0.008 less",
        "always the most frequent class", "rises with age",
    ):  # fmt: skip
        assert words in page, words
    assert len(page) < 1_500_000
    rosenblatt("report", "run")
    assert (tmp_path / "run" / "report.html").read_text(encoding="utf-8") == page
    rosenblatt("train", prices, "--out", "numbers")
    page = (tmp_path / "numbers" / "report.html").read_text(encoding="utf-8")
    assert "The prediction of price rises with area" in page
    assert "Half of the predictions of price" in page


def test_ctrl_c_keeps_the_members_that_are_trained(
    rosenblatt: Rosenblatt, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = bags.advance

    def interrupted(bag: bags.Bag, **others: object) -> None:
        part = bags.Bag(bag.problem, bag.recipe, bag.folds, bag.encodings, bag.trainings[:10])
        whole(part)
        raise KeyboardInterrupt

    monkeypatch.setattr("rosenblatt.trial.mixture.advance", interrupted)
    done = rosenblatt("train", people, "--out", "run")
    assert done.code == 130
    run = read_run(tmp_path / "run")
    assert (run.stopped_by, run.interrupted) == ("interrupt", True)
    assert [each.name for each in run.mixture.members] == ["plain"]  # type: ignore[union-attr]
    assert run.findings[0].kind == "interrupted"
    assert "steps, lines" in run.findings[0].text


def test_a_training_that_was_interrupted_resumes_to_the_same_bits(
    rosenblatt: Rosenblatt, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rosenblatt("train", people, "--out", "whole")
    whole = bags.advance

    def some_epochs(bag: bags.Bag, **others: object) -> None:
        from rosenblatt.training import advance

        for place, each in enumerate(bag.trainings):
            advance(each.state, each.data, each.plan, 7 + place)
        others["listener"](bag)  # type: ignore[operator]
        raise KeyboardInterrupt

    monkeypatch.setattr("rosenblatt.trial.mixture.advance", some_epochs)
    stopped = rosenblatt("train", people, "--checkpoint-every", "5", "--out", "run")
    assert stopped.code == 130
    assert not (tmp_path / "run").exists()
    monkeypatch.setattr("rosenblatt.trial.mixture.advance", whole)
    assert rosenblatt("resume", "run").code == 0
    one, other = ((tmp_path / name / "model.safetensors").read_bytes() for name in ("whole", "run"))
    assert one == other
    assert not (tmp_path / "run.unfinished").exists()


def test_a_checkpoint_of_another_table_or_a_damaged_one_is_refused(
    rosenblatt: Rosenblatt, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def at_once(bag: bags.Bag, **others: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rosenblatt.trial.mixture.advance", at_once)
    rosenblatt("train", people, "--checkpoint-every", "5", "--out", "run")
    text = people.read_text(encoding="utf-8")
    people.write_text(text + "50,30,Rome,no\n", encoding="utf-8")
    assert "another table" in rosenblatt("resume", "run").err
    assert "the checkpoint is of another" in rosenblatt("resume", "run", "--other-data").err


def test_a_column_that_alone_predicts_the_target_is_reported(
    rosenblatt: Rosenblatt, people: Path, tmp_path: Path
) -> None:
    frame = polars.read_csv(people)
    copies = polars.concat([frame] * 3)
    leaking = copies.with_columns(code=polars.when(copies["bought"] == "yes").then(7).otherwise(3))
    leaking.select("age", "income", "code", "bought").write_csv(tmp_path / "leaking.csv")
    rosenblatt("train", "leaking.csv", "--out", "run")
    run = read_run(tmp_path / "run")
    assert [finding.kind for finding in run.findings] == ["leak"]
    assert "'code'" in run.findings[0].text
    assert "Leak" in rosenblatt("diagnose", "run").out


def test_a_constant_number_is_a_constant_model_that_says_so(rosenblatt: Rosenblatt, tmp_path: Path) -> None:
    polars.DataFrame({"a": range(60), "b": [0, 1, 2] * 20, "y": [5.0] * 60}).write_csv(tmp_path / "t.csv")
    done = rosenblatt("train", "t.csv", "--task", "regression", "--out", "run")
    assert "the target has one value in all rows, so the model always predicts it" in done.out
    assert set(load_model("run").predict(polars.read_csv("t.csv"))) == {5.0}
    assert rosenblatt("explain", "run", "t.csv").code == 0


def test_one_class_is_a_constant_model_that_says_so_everywhere(
    rosenblatt: Rosenblatt, tmp_path: Path
) -> None:
    table = tmp_path / "alike.csv"
    polars.DataFrame({"x": range(40), "kind": ["a", "b"] * 20, "y": ["yes"] * 40}).write_csv(table)
    done = rosenblatt("train", table, "--target", "y")
    assert done.code == 0
    assert "The target has one value in all rows: nothing to learn." in done.out
    run = tmp_path / "runs" / "alike-tabular"
    assert [each.kind for each in read_run(run).findings] == ["one class only"]
    assert "one class only" in rosenblatt("diagnose", run).out
    assert "The answer is yes" in rosenblatt("explain", run, table, "--row", 1).out
    rosenblatt("predict", run, table, "--proba", "--out", tmp_path / "answers.csv")
    answers = polars.read_csv(tmp_path / "answers.csv")
    assert answers["predicted"].unique().to_list() == ["yes"]
    assert answers["probability yes"].unique().to_list() == [1.0]
    for name in ("model.py", "model.h"):
        assert rosenblatt("export", run, tmp_path / name).code == 0
    refused = rosenblatt("train", table, "--target", "y", "--model", "mlp")
    assert refused.code == 2
    assert "holds only one class, 'yes'" in refused.err


def test_codes_with_a_name_among_them_are_trained_on_with_a_note(
    rosenblatt: Rosenblatt, tmp_path: Path
) -> None:
    cylinders, table = [*["4", "6", "8"] * 20, "rotary"], tmp_path / "cars.csv"
    kinds = ["small" if each in ("4", "rotary") else "large" for each in cylinders]
    polars.DataFrame({"cylinders": cylinders, "kind": kinds}).write_csv(table)
    done = rosenblatt("train", table)
    assert done.code == 0
    assert "give --na rotary" in " ".join(done.out.split())
    model = load_model(tmp_path / "runs" / "cars-tabular")
    assert model.preparation is not None
    assert model.preparation.input_names == tuple(f"cylinders={each}" for each in ("4", "6", "8", "rotary"))

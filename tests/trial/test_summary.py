import polars

from rosenblatt.data import load_table
from rosenblatt.trial.summary import summarise


def test_a_table_is_told_without_its_rows() -> None:
    frame = polars.DataFrame({"a": [1.5, None, 3.0] * 3, "colour": ["red", "blue", None] * 3})
    summary = summarise(load_table(frame), "classification")
    assert (summary.n_rows, summary.target) == (9, "colour")
    assert summary.classes == (("blue", 3), ("red", 3))
    assert len(summary.first_rows) == 5
    assert summary.first_rows[1] == (None, "blue")
    assert [
        (each.name, each.missing, each.distinct, each.minimum, each.maximum) for each in summary.columns
    ] == [
        ("a", 3, 2, 1.5, 3.0),
        ("colour", 3, 2, None, None),
    ]


def test_numbers_to_predict_have_no_classes() -> None:
    assert summarise(load_table("diabetes"), "regression").classes == ()

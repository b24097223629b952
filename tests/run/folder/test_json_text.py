import json

from rosenblatt.run.folder.document import WIDTH, to_json


def test_short_values_stay_on_one_line_and_long_ones_do_not() -> None:
    value = {"a": [1, 2, 3], "b": {"c": "x" * WIDTH, "d": []}, "e": [{"f": "y" * WIDTH}, {}]}
    text = to_json(value)
    assert json.loads(text) == value
    assert text.splitlines()[:4] == ["{", '  "a": [1, 2, 3],', '  "b": {', f'    "c": "{"x" * WIDTH}",']


def test_plain_lists_are_never_broken() -> None:
    assert to_json({"scores": [0.5] * 100}).count("\n") == 4 - 1


def test_text_is_readable() -> None:
    assert to_json("R²") == '"R²"\n'

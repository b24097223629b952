import pytest

from rosenblatt.data import Reading
from rosenblatt.errors import TableError
from rosenblatt.run import RunSettings


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"skip_lines": -1}, "--skip-lines.* must be 0 or a positive integer, got -1"),
        ({"skip_lines": 1.5}, "must be 0 or a positive integer, got 1.5"),
        ({"header": 0}, "header must be True or False, got 0"),
        ({"na": "-"}, "must be a tuple of texts, got '-'"),
        ({"decimal": ";"}, r'decimal \(--decimal\) must be "." or ",", got \';\''),
        ({"thousands": "x"}, "--thousands.* must be"),
        ({"decimal": ",", "thousands": ","}, "must be different signs, got ',' for both"),
    ],
)
def test_an_impossible_option_is_named_with_its_value(values, message):
    with pytest.raises(TableError, match=message):
        Reading(**values)


def test_the_options_of_a_command_say_the_same():
    reading = Reading(skip_lines=2, header=False, na=("-", "no value"), decimal=",")
    assert reading.options() == ("--no-header", "--skip-lines 2", "--decimal ,", "--na -", "--na 'no value'")
    assert Reading().options() == ()


def test_settings_written_before_there_was_a_reading_have_the_default():
    assert RunSettings.from_dict({"table": "iris"}).reading == Reading()
    assert RunSettings.from_dict({"table": "t.csv", "reading": {"na": ["-"]}}).reading == Reading(na=("-",))
    with pytest.raises(ValueError, match="reading has an unknown field 'nan'"):
        RunSettings.from_dict({"table": "t.csv", "reading": {"nan": ["-"]}})

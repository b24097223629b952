from rosenblatt.errors import counted, listing, shown


def test_long_values_are_cut_short():
    assert shown("a") == "'a'"
    assert shown("a" * 100) == "'" + "a" * 36 + "..."


def test_a_value_that_python_does_not_write_is_named_by_its_type():
    assert shown(10**5000) == "a int too long to show"


def test_long_lists_say_how_much_more_there_is():
    assert listing(["a", "b"]) == "'a', 'b'"
    assert listing(range(1500), 2) == "0, 1 and 1,498 more"


def test_counts_have_their_plural():
    assert counted(1, "row") == "1 row"
    assert counted(1000, "row") == "1,000 rows"

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rosenblatt.data.values.numbers import NumberForm, number_forms, numbers_of_texts, read_as_thousands
from rosenblatt.errors import TableError


def read(*texts):
    column = pl.Series("a", texts)
    found = number_forms(column)
    assert found is not None, texts
    assert len(found.forms) == 1, found
    numbers = found.forms[0].read(column, strict=True)
    assert numbers is not None
    return found.forms[0], numbers.to_list()


@pytest.mark.parametrize(
    ("texts", "form", "numbers"),
    [
        (["60,6", "1142,07"], NumberForm(","), [60.6, 1142.07]),
        (["1.142,07", "887,84"], NumberForm(",", "."), [1142.07, 887.84]),
        (["1,234.5", "12"], NumberForm(".", ","), [1234.5, 12.0]),
        (["1,234,567", "1,234"], NumberForm(".", ","), [1234567, 1234]),
        (["1 234", "5"], NumberForm(".", " "), [1234, 5]),
        (["1\u00a0234,5", "3"], NumberForm(",", " "), [1234.5, 3.0]),
        (["1\u2009234", "-1\u202f234"], NumberForm(".", " "), [1234, -1234]),
        (["1'234.50", "1’000.25"], NumberForm(".", "'"), [1234.5, 1000.25]),
        (["1_000", "20_000"], NumberForm(".", "_"), [1000, 20000]),
        (["$184,249", "$7,770,774"], NumberForm(".", ",", "$"), [184249, 7770774]),
        (["-$5", "$-6.5", "- $ 7", "($8)"], NumberForm(prefix="$"), [-5.0, -6.5, -7.0, -8.0]),
        (["R$ 1.234,50", "R$ 3,10"], NumberForm(",", ".", "R$"), [1234.5, 3.1]),
        (["USD 1,234.50", "USD 3"], NumberForm(".", ",", "USD"), [1234.5, 3.0]),
        (["5 EUR", "6,5 EUR"], NumberForm(",", suffix="EUR"), [5.0, 6.5]),
        (["1.234,50 €", "12 €"], NumberForm(",", ".", suffix="€"), [1234.5, 12.0]),
        (["-2.0%", "7.5 %"], NumberForm(suffix="%"), [-2.0, 7.5]),
        (["3.5cm", "-4 cm"], NumberForm(suffix="cm"), [3.5, -4.0]),
        (["100 m2", "20 m2"], NumberForm(suffix="m2"), [100, 20]),
        (["5 km/h", "6 km/h"], NumberForm(suffix="km/h"), [5, 6]),
        (["1 sq ft", "2 sq ft"], NumberForm(suffix="sq ft"), [1, 2]),
        (["5 °C", "−6 °C"], NumberForm(suffix="°C"), [5, -6]),
        (["−5", "3"], NumberForm(), [-5, 3]),
        (["(1,234.5)", "3"], NumberForm(".", ","), [-1234.5, 3.0]),
        (["+5%", "-3%"], NumberForm(suffix="%"), [5, -3]),
        (["1,5e3", "2,5E-1"], NumberForm(","), [1500.0, 0.25]),
        (["0,123", "1,234"], NumberForm(","), [0.123, 1.234]),
        (["1234", "1,234"], NumberForm(","), [1234.0, 1.234]),
    ],
)
def test_numbers_are_read_in_the_form_that_all_of_them_fit(texts, form, numbers):
    assert read(*texts) == (form, numbers)
    assert form.read(pl.Series([*texts, None])).to_list() == [*numbers, None]


@pytest.mark.parametrize(
    "texts",
    [
        ["007", "008"],
        ["007 kg", "008 kg"],
        ["1.2.3", "1.10.4"],
        ["2.0.1", "2.0.10"],
        ["192.168.100.200", "192.168.100.201"],
        ["10.0.0.1", "192.168.1.1"],
        ["+49 123 456 789", "+49 123 456 780"],
        ["612 345 678", "612 345 679"],
        ["555-1234", "555-9876"],
        ["12345-6789", "54321-1234"],
        ["12:30", "13:30"],
        ["5 pm", "6 pm"],
        ["5 am", "6 pm"],
        ["A12", "B13"],
        ["1-2", "3-4"],
        ["120/80", "130/85"],
        ["10x20", "30x40"],
        ["12 kg", "13 lb"],
        ["12 kg", "13"],
        ["$5", "€6"],
        ["1,23,456", "12"],
        ["1,2345.6", "12"],
        ["1 23", "4"],
        ["1.234.56", "1"],
        ["1,234'567", "1"],
        ["red", "1,5"],
        ["#12", "#13"],
        ["1st", "2nd"],
        ["12a", "12a"],
    ],
)
def test_what_is_no_number_in_one_form_stays_text(texts):
    assert number_forms(pl.Series("a", texts)) is None


@pytest.mark.parametrize(
    ("texts", "forms"),
    [
        (["1,234", "2,345"], [NumberForm(","), NumberForm(".", ",")]),
        (["$1.234", "$2.345"], [NumberForm(".", prefix="$"), NumberForm(",", ".", "$")]),
        (["1,234", "5.678"], [NumberForm(".", ","), NumberForm(",", ".")]),
    ],
)
def test_a_sign_before_three_digits_can_be_either(texts, forms):
    found = number_forms(pl.Series("a", texts))
    assert found is not None
    assert (list(found.forms), found.shows, found.hint) == (forms, None, None)
    assert found.of_decimal(".") in forms
    assert found.of_decimal(",") in forms
    assert found.of_decimal(None) is None


def test_whole_numbers_beside_a_last_zero_hint_at_thousands():
    found = number_forms(pl.Series("a", ["807", "2,845", "2,560"]))
    assert found is not None
    assert (len(found.forms), found.hint) == (2, ".")
    found = number_forms(pl.Series("a", ["807", "2,845"]))
    assert found is not None
    assert found.hint is None


@pytest.mark.parametrize(
    "texts", [["$249,000", "$315,500"], ["1,234 EUR", "5,678 EUR"], ["£1,234", "£5,678"]]
)
def test_a_comma_in_amounts_of_money_hints_at_thousands(texts):
    found = number_forms(pl.Series("a", texts))
    assert found is not None
    assert (len(found.forms), found.hint) == (2, ".")


def test_plain_numbers_can_have_dots_for_thousands():
    assert read_as_thousands(pl.Series(["1.234", "807"])) == NumberForm(",", ".")
    assert read_as_thousands(pl.Series(["1.234", "0.5"])) is None
    assert read_as_thousands(pl.Series(["0.123", "1.234"])) is None
    assert read_as_thousands(pl.Series(["1234", "807"])) is None


def test_a_known_form_reads_plain_numbers_and_other_groups_too():
    form = NumberForm(",", suffix="€")
    assert form.read(pl.Series(["1.234,5 €", "12", "-3,5", None])).to_list() == [1234.5, 12.0, -3.5, None]
    assert form.read(pl.Series(["1.5"])) is None
    assert numbers_of_texts(pl.Series("a", ["1.5", "2"]), NumberForm()).to_list() == [1.5, 2.0]
    assert numbers_of_texts(pl.Series("a", ["−1,5", "-"]), NumberForm(",")).to_list() == [-1.5, None]


def test_a_text_among_numbers_is_named():
    with pytest.raises(
        TableError, match=r"'a' must hold numbers written like 1\.234,5, got the text 'x' in row 2"
    ):
        numbers_of_texts(pl.Series("a", ["1.234,5", "x"]), NumberForm(",", "."))
    with pytest.raises(TableError, match="'a' must hold numbers, got the text 'x' in row 1"):
        numbers_of_texts(pl.Series("a", ["x"]))


def written(number, form, style):
    """Write a decimal number in a form: where the sign and the spaces are is a matter of style."""
    whole, _, fraction = f"{abs(number):f}".partition(".")
    groups = f"{int(whole):,}".replace(",", form.thousands) if form.thousands else whole
    text = groups + (form.decimal + fraction if fraction else "")
    space = " " if style % 2 else ""
    text = f"{form.prefix}{space if form.prefix else ''}{text}{space if form.suffix else ''}{form.suffix}"
    if number >= 0:
        return ("+" if style == 2 else "") + text
    return f"({text})" if style == 3 else ("−" if style == 1 else "-") + text


FORMS = st.builds(
    NumberForm,
    st.sampled_from(".,"),
    st.sampled_from(["", ",", ".", " ", "'"]),
    st.sampled_from(["", "", "$", "€", "£", "US$", "CHF", "Rs"]),
    st.sampled_from(["", "", "%", "kg", "°C", "m²", "km/h", "EUR", "€"]),
).filter(lambda form: form.decimal != form.thousands and not (form.prefix and form.suffix))
NUMBERS = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)


@given(FORMS, st.lists(NUMBERS, min_size=2, max_size=20, unique=True), st.integers(0, 3))
def test_what_is_written_in_a_form_is_read_back(form, numbers, style):
    """With two decimals nothing is ambiguous; the form found may only lack a sign that no number needed."""
    column = pl.Series("a", [written(number, form, style) for number in numbers])
    found, values = read(*column.to_list())
    assert values == [pytest.approx(float(number), rel=1e-15) for number in numbers]
    assert (found.decimal, found.prefix, found.suffix) == (form.decimal, form.prefix, form.suffix)
    assert form.read(column).to_list() == values


@given(
    FORMS, st.lists(st.integers(-(10**12), 10**12), min_size=2, max_size=20, unique=True), st.integers(0, 3)
)
def test_whole_numbers_are_read_back_where_two_groups_or_none_show_the_sign(form, numbers, style):
    assume(any(abs(number) >= 10**6 for number in numbers) or form.thousands in ("", " ", "'"))
    column = pl.Series("a", [written(Decimal(number), form, style) for number in numbers])
    found = number_forms(column)
    if found is None:  # equally many digits in groups are those of telephone numbers
        assert form.thousands in (" ", ".")
        return
    values = found.forms[0].read(column, strict=True)
    assert values is not None
    assert values.to_list() == numbers
    assert values.dtype == pl.Int64


@given(st.lists(st.text("0123456789.,:/- aA'", max_size=8), min_size=1, max_size=5))
def test_whatever_the_texts_they_are_read_whole_or_not_at_all(texts):
    column = pl.Series("a", [text.strip() for text in texts])
    found = number_forms(column)
    for form in () if found is None else found.forms:
        numbers = form.read(column, strict=True)
        assert numbers is not None
        assert numbers.null_count() == column.null_count()

"""Numbers as people write them, such as ``1.234,56``, ``$1,234`` and ``3.5 %``; how their form is found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rosenblatt.data.values.markers import without_markers
from rosenblatt.errors import ModelFileError, TableError, shown

if TYPE_CHECKING:
    import polars

Decimal = Literal[".", ","]
Thousands = Literal["", ",", ".", " ", "'", "_"]

_MINUS = r"\-−–‒‐‑﹣－"
_SPACE = " \u00a0\u2007\u2009\u202f"
_APOSTROPHE = "'’"
_BLANK = f"[{_SPACE}]*"
_SIGN = f"[+{_MINUS}]"
_SEPARATORS: dict[str, str] = {
    "": "",
    ",": ",",
    ".": r"\.",
    " ": f"[{_SPACE}]",
    "'": f"[{_APOSTROPHE}]",
    "_": "_",
}

_CURRENCY = "$€£¥₹₽₩₪₫₴₺₦₱฿¢₡₲₵₸₭₮"
_CODES = (
    "AED|ARS|AUD|BDT|BGN|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EGP|EUR|GBP|HKD|HUF|IDR|ILS|INR|ISK|JPY|KES|KRW|KZT|MAD|"
    "MXN|MYR|NGN|NOK|NZD|PEN|PHP|PKR|PLN|RON|RSD|RUB|SAR|SEK|SGD|THB|TRY|TWD|UAH|USD|VND|ZAR"
)
_PREFIX = rf"[A-Za-z]{{0,3}}[{re.escape(_CURRENCY)}]|{_CODES}|Rs\.?|[Kk]r\.?|S?Fr\.?"
# A unit: a word of letters, signs and the exponents 2 and 3, such as kg, m2, km/h, °C; perhaps a second word.
_UNIT_START = rf"[^\W\d_]|[%‰°º″\"{re.escape(_CURRENCY)}]"
_UNIT = rf"(?:{_UNIT_START})(?:[^\W\d_]|[23²³⁻¹%‰°·*/^.{re.escape(_CURRENCY)}-]){{0,14}}"
_SUFFIX = rf"{_UNIT}(?:[ ](?:[^\W\d_]|[/²³]){{1,10}})?"
_CORE = rf"(?:\d[\d.,_{_APOSTROPHE}{_SPACE}]*|[.,]\d+)(?:[eE][+{_MINUS}]?\d+)?"
_ANY = re.compile(
    rf"(?P<open>\()?{_SIGN}?{_BLANK}(?P<prefix>{_PREFIX})?{_BLANK}{_SIGN}?{_BLANK}"
    rf"(?P<core>{_CORE}){_BLANK}(?P<suffix>{_SUFFIX})?(?P<close>\))?"
)
_TIMES_OF_DAY = ("am", "pm", "a.m.", "p.m.", "uhr")
_LOOKED_AT = 20
_PHONE = 9
"""Groups of at least so many digits, of equally many in every row, are telephone numbers or the like."""


@dataclass(frozen=True)
class NumberForm:
    """How the numbers of a column are written: ``prefix 1 thousands 234 decimal 56 suffix``.

    A percentage keeps its units: ``3.5%`` is 3.5 with the unit ``%``. Signs may be Unicode's, and a number in
    parentheses is negative.
    """

    decimal: Decimal = "."
    thousands: Thousands = ""
    prefix: str = ""
    suffix: str = ""

    @property
    def example(self) -> str:
        """A number in this form, such as ``"1.234,56 €"``."""
        suffix = self.suffix if self.suffix in ("", "%", "‰", "°", '"') else f" {self.suffix}"
        prefix = f"{self.prefix} " if self.prefix.isalpha() else self.prefix
        return f"{prefix}1{self.thousands}234{self.decimal}5{suffix}"

    def read(self, texts: polars.Series, *, strict: bool = False) -> polars.Series | None:
        """Return the numbers of a column of texts as Int64 or Float64; None unless all are in this form.

        Nulls stay nulls. Unless ``strict``, prefix and suffix may be left out, and so may the thousands sign,
        which without one in the form may be any but the decimal sign.
        """
        import polars

        affix, body, pattern = self._patterns(strict=strict)
        if not texts.str.contains(pattern).all():
            return None
        negative = texts.str.contains(rf"^\(|^\D*[{_MINUS}]")
        plain = texts.str.extract(rf"^\(?{affix}({body})", 1)
        others = {",": ".", ".": ","}[self.decimal] + "_" + _APOSTROPHE + _SPACE
        plain = plain.str.replace_all(f"[{others}]", "").str.replace(rf"[{_MINUS}]", "-")
        if self.decimal == ",":
            plain = plain.str.replace(",", ".", literal=True)
        numbers = plain.cast(polars.Int64, strict=False)
        if numbers.null_count() > texts.null_count():
            numbers = plain.cast(polars.Float64, strict=False)
        return numbers.zip_with(~negative, -numbers)

    def require_possible(self, path: str) -> None:
        """Raise ModelFileError unless the signs, read from a file, differ."""
        if self.decimal == self.thousands:
            found = shown(self.thousands)
            raise ModelFileError(f"{path}.thousands must differ from the decimal sign, got {found}")

    @property
    def pattern(self) -> str:
        """The regular expression of a text that `read` accepts."""
        return self._patterns(strict=False)[2]

    def fits(self, texts: polars.Series) -> bool:
        """Whether all texts of a column are exactly in this form, with prefix, suffix and groups of three."""
        return bool(texts.str.contains(self._patterns(strict=True)[2]).all())

    def _patterns(self, *, strict: bool) -> tuple[str, str, str]:
        """Return the regular expressions of what is before the digits, of the digits, and of a whole text."""
        thousands = _SEPARATORS[self.thousands]
        if not strict and not self.thousands:
            thousands = f"[_{_SPACE}{_APOSTROPHE}{'.' if self.decimal == ',' else ','}]"
        point = _SEPARATORS[self.decimal]
        fraction, exponent = rf"(?:{point}\d*)?", rf"(?:[eE][+{_MINUS}]?\d+)?"
        most = 2 if strict and thousands else 17
        bodies = [
            rf"{point}\d+{exponent}",
            *([rf"[1-9]\d{{0,2}}(?:{thousands}\d{{3}})+{fraction}"] if thousands else []),
            rf"(?:0|[1-9]\d{{0,{most}}}){fraction}{exponent}",
        ]
        optional = "" if strict else "?"
        prefix = f"(?:{re.escape(self.prefix)}){optional}{_BLANK}" if self.prefix else ""
        suffix = f"(?:{_BLANK}{re.escape(self.suffix)}){optional}" if self.suffix else ""
        body = f"(?:{'|'.join(bodies)})"
        affix = f"{_SIGN}?{_BLANK}{prefix}{_SIGN}?{_BLANK}"
        return affix, body, f"^(?:{affix}{body}{suffix}|\\({prefix}{body}{suffix}\\))$"


PLAIN = NumberForm()


def numbers_of_texts(texts: polars.Series, form: NumberForm | None = None) -> polars.Series:
    """Return a column of texts as numbers, in a form or plain; markers are nulls.

    Raises TableError that names the first text that is no number.
    """
    import polars

    if form is None or form.decimal == ".":
        plain = texts.cast(polars.Float64, strict=False)
        if plain.null_count() == texts.null_count():
            return plain
    form = form or PLAIN
    stripped = without_markers(texts.str.strip_chars())
    numbers = form.read(stripped)
    if numbers is None:
        fits = stripped.str.contains(form.pattern) | stripped.cast(polars.Float64, strict=False).is_not_null()
        row = (~fits).fill_null(False).arg_max() or 0
        written = "" if form == PLAIN else f" written like {form.example}"
        raise TableError(
            f"column {texts.name!r} must hold numbers{written}, got the text {shown(texts[row])} in row "
            f"{row + 1}: correct it or leave it empty"
        )
    return numbers


@dataclass(frozen=True)
class Readings:
    """The forms in which texts can be read as numbers: one, or two that differ in the decimal sign.

    ``shows`` is the decimal sign that the column shows by itself, None if it shows none. ``hint`` is the one
    that is likely, where two are possible. ``example`` is a text that could be either.
    """

    forms: tuple[NumberForm, ...]
    shows: Decimal | None
    hint: Decimal | None
    example: str

    def of_decimal(self, decimal: str | None) -> NumberForm | None:
        """Return the only form, or of two the one with this decimal sign; None if there is none."""
        if len(self.forms) == 1:
            return self.forms[0]
        return next((form for form in self.forms if form.decimal == decimal), None)


_APART: tuple[Thousands, ...] = (" ", "'", "_")


def may_be_number(text: str) -> bool:
    """Whether a text looks like a number in some form; most other texts do not."""
    return _ANY.fullmatch(text) is not None


def number_forms(texts: polars.Series) -> Readings | None:
    """Return how a column of stripped texts can be read as numbers; None if its values do not fit one form.

    Identifiers stay texts: numbers with leading zeros, more than 18 digits, groups of digits like those of a
    telephone number or an IP address, times of day.
    """
    first = texts.head(_LOOKED_AT).drop_nulls().to_list()
    parts = [_ANY.fullmatch(text) for text in first]
    affixes = {(part["prefix"] or "", (part["suffix"] or "").strip()) for part in parts if part is not None}
    if None in parts or len(affixes) != 1:
        return None
    prefix, suffix = affixes.pop()
    if suffix.lower() in _TIMES_OF_DAY or (suffix.isalpha() and texts.drop_nulls().n_unique() < 2):
        return None  # a text such as 12a that occurs throughout shows no unit
    cores = texts
    if prefix or suffix:
        before = rf"^\(?{_SIGN}?{_BLANK}(?:{re.escape(prefix)})?{_BLANK}{_SIGN}?{_BLANK}"
        cores = texts.str.extract(f"{before}({_CORE})", 1).str.strip_chars(_SPACE)
    signs = {sign: bool(cores.str.contains(each).any()) for sign, each in _SEPARATORS.items() if sign}
    forms = [
        form
        for decimal, thousands in _conventions(signs)
        if (form := NumberForm(decimal, thousands, prefix, suffix)).fits(texts)
    ]
    if not forms or _are_identifiers(texts, forms[0], prefix + suffix):
        return None
    # Of two readings thousands are likely: money has no three decimals, and 807 beside 2,560 no fraction.
    if len(forms) == 1:
        form = forms[0]
        is_shown = form.thousands in (".", ",") or signs[form.decimal]
        return Readings((form,), form.decimal if is_shown else None, None, first[0])
    is_money = signs[","] and (prefix or re.fullmatch(f"[{re.escape(_CURRENCY)}]|{_CODES}", suffix))
    hint = next(form.decimal for form in forms if form.thousands) if is_money or _is_trimmed(cores) else None
    separated = texts.filter(texts.str.contains(r"[.,]"))
    return Readings(tuple(forms), None, hint, separated[0] if len(separated) else first[0])


def read_as_thousands(texts: polars.Series) -> NumberForm | None:
    """Return the form of plain numbers such as 1.234 whose dots can be thousands signs; None if not."""
    form = NumberForm(",", ".")
    if not texts.str.contains(".", literal=True).any():
        return None
    return form if form.fits(texts) else None


def _conventions(signs: dict[str, bool]) -> list[tuple[Decimal, Thousands]]:
    """Return decimal and thousands signs that are possible where some of the separators occur."""
    dot, comma = signs["."], signs[","]
    apart: list[Thousands] = [sign for sign in _APART if signs[sign]]
    if len(apart) > 1 or (apart and dot and comma):
        return []
    if apart:
        return [("," if comma else ".", apart[0])]
    if dot and comma:
        return [(".", ","), (",", ".")]
    if comma:
        return [(",", ""), (".", ",")]
    return [(".", ""), (",", ".")] if dot else [(".", "")]


def _is_trimmed(texts: polars.Series) -> bool:
    """Whether some numbers have no separator, and others end in 0 behind it, as no decimals would."""
    separated = texts.str.contains(r"[.,]")
    ends = texts.str.contains(r"[.,]\d\d0$")
    return bool((~separated).any()) and bool(ends.any())


def _are_identifiers(texts: polars.Series, form: NumberForm, affix: str) -> bool:
    """Whether all texts are groups of equally many digits, as of telephone numbers, or IP addresses."""
    if form.thousands not in (" ", ".") or affix:
        return False
    if texts.str.contains(r"^\+?(?:\d{1,3}\.){3}\d{1,3}$").all():
        return True
    digits = texts.str.replace_all(r"\D", "").str.len_chars().drop_nulls().to_numpy()
    return bool((digits == digits[0]).all()) and int(digits[0]) >= _PHONE

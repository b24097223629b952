"""What is in a table never becomes code of a C header: as a name, a text or a number."""

import ast
import re
import subprocess
from pathlib import Path

import numpy as np
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.examples import examples
from tests.export.c.compiled import CPP, compile_c, compiler
from tests.export.running import make_network
from tests.model.examples import flowers

from rosenblatt.data import Preparation
from rosenblatt.errors import RosenblattError
from rosenblatt.export import to_c
from rosenblatt.export.c.names import FIXED, Names, commented, number, string
from rosenblatt.model import Model

HOSTILE = (
    "*/ int main(void) { abort(); } /*",
    "/*",
    "//",
    "*??/\n/ abort(); /*",
    '"); abort(); ("',
    "\\",
    "\\\n",
    "??/",
    "??=include <x>",
    "#error",
    "%s%n",
    "a\rb\u2028c\x00\x0c",
    "\u202egnp.exe",
    "\ud83d",
    "ß",
    "温度",
    "int",
    "READ",
    "COLUMNS",
    "pi",
    "",
    "-1",
    "x" * 5000,
)


def hostile_model(names: list[str], texts: list[str], labels: list[str]) -> Model:
    values = {name: [0.5, 1.5] * len(texts) for name in names} | {f"{texts[0]}t": texts * 2}
    frame = polars.DataFrame(values | {f"{names[0]}y": (labels * len(texts))[: 2 * len(texts)]})
    preparation = Preparation.fit(
        frame,
        target=f"{names[0]}y",
        features=[*names, f"{texts[0]}t"],
        task="classification",
        missing="most-frequent",
    )
    sizes = preparation.n_inputs, len(preparation.classes)
    network = make_network(sizes, ("softmax",))
    return Model("mlp", "classification", network, preparation, preparation.classes)


def tokens(header: str, folder: Path) -> set[str]:
    """All that a compiler sees of a header, except for numbers, texts and constants with the model's name."""
    (folder / "m.h").write_text(header, encoding="ascii")
    alone = header.replace("#include <math.h>", "")
    source = folder / "alone.c"
    source.write_text(alone, encoding="ascii")
    done = subprocess.run(
        [compiler(), "-E", "-P", "-std=c99", str(source)], capture_output=True, text=True, check=True
    )
    plain = re.sub(r'"(\\.|[^"\\])*"', " ", done.stdout)
    return {each for each in re.findall(r"\w+|[^\w\s]", plain) if not re.match(r"M_|\d", each)}


def test_what_others_wrote_never_becomes_code(tmp_path: Path) -> None:
    """All hostile texts at once as columns, categories and classes: the same code as with harmless ones."""
    texts = [text for text in HOSTILE if text and "\ud83d" not in text]  # polars holds valid texts only
    model = hostile_model(texts, texts, texts)
    header, plain = to_c(model, name="m"), ["a", "b", "c"]
    assert header.isascii()
    assert tokens(to_c(hostile_model(plain, plain, plain), name="m"), tmp_path) == tokens(header, tmp_path)
    show = "".join(f"fputs(m_class_names[{place}], stdout); putchar(1);" for place in range(len(texts)))
    code = f'#include <stdio.h>\n#include "m.h"\nint main(void) {{ {show} return 0; }}\n'
    compile_c(tmp_path, code, "-c", language=CPP)
    done = subprocess.run([compile_c(tmp_path, code)], capture_output=True, check=True)
    expected = [text.encode().partition(b"\0")[0][:4095] for text in model.classes]
    assert done.stdout.split(b"\1") == [*expected, b""]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_file_name_makes_a_valid_prefix(name: str) -> None:
    prefix = Names(name).prefix
    assert re.fullmatch(r"[A-Za-z](_?[A-Za-z0-9])*", prefix)
    assert f"{prefix}_predict(" in to_c(flowers(), name=name)


@given(texts=st.lists(st.text(max_size=8)))
@examples(100)
def test_constants_are_valid_and_different(texts: list[str]) -> None:
    names = Names("m")
    found = [names.constant(text, otherwise=f"COLUMN_{place}") for place, text in enumerate(texts)]
    found += [names.constant(text, text, otherwise=str(place)) for place, text in enumerate(texts)]
    assert len(set(found)) == len(found)
    assert all(re.fullmatch(r"M(_[A-Z0-9]+)+", each) for each in found)
    assert not {f"M_{each}" for each in (*FIXED, "PI", "E")} & set(found)


@given(text=st.text())
@examples(200)
def test_texts_stay_inside_of_literals_and_comments(text: str) -> None:
    literal = string(text)
    assert literal.isascii()
    assert literal.isprintable()
    assert "??" not in literal
    assert ast.literal_eval(f"b{literal}".replace("\\?", "?")) == text.encode("utf-8", "surrogatepass")[:4095]
    comment = commented(text)
    assert comment.isascii()
    assert comment.isprintable()
    assert not any(each in comment for each in ("*/", "/*", "//", "??"))


@given(value=st.floats(allow_nan=False, allow_infinity=False))
@examples(200)
def test_numbers_are_read_back_as_they_are(value: float) -> None:
    assert float(number(value, np.dtype(np.float64))) == value
    if abs(value) <= float(np.finfo(np.float32).max):
        assert np.float32(number(value, np.dtype(np.float32)).removesuffix("f")) == np.float32(value)
    else:
        with pytest.raises(RosenblattError, match="too large for float32: export it as float64"):
            number(value, np.dtype(np.float32))

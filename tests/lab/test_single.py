"""The page as one file: its policy, its size, and what it holds."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.lab.test_begin import read

from rosenblatt.cli.app import run
from rosenblatt.lab.asks import Subject
from rosenblatt.lab.begin import begin
from rosenblatt.lab.session import Opened, upload
from rosenblatt.lab.single import MOST_BYTES, built, page_of, single_file
from rosenblatt.lab.stored import answers, answers_at_the_end
from rosenblatt.lab.tables import BY_NAME
from rosenblatt.run import RunSettings

from tests.lab.test_app import CSV  # isort: skip


def embedded(page: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The values of the element, and its parts."""
    found = re.findall(r'<script type="application/json" id="embedded">(.*?)</script>', page, re.DOTALL)
    values = json.loads(found[0])
    whole = gzip.decompress(base64.b64decode(values.pop("data")))
    return values, {name: whole[start:end] for name, (start, end) in values["parts"].items()}


XOR = page_of(Opened.of(RunSettings("xor")))


def test_the_file_of_xor_is_small_and_the_same_every_time() -> None:
    assert len(XOR.encode()) <= MOST_BYTES == 300_000
    assert page_of(Opened.of(RunSettings("xor"))) == XOR


def test_the_policy_allows_the_scripts_and_the_style_by_their_hashes_and_no_connection() -> None:
    [policy] = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', XOR)
    rules = dict(rule.partition(" ")[::2] for rule in policy.split("; "))
    [start] = re.findall(r"<script>(.*?)</script>", XOR, re.DOTALL)

    def of(content: bytes) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}'"

    assert rules["script-src"] == f"{of(start.encode())} {of(built('lab.js'))} 'wasm-unsafe-eval'"
    assert rules["style-src"] == of(built("lab.css"))
    assert rules["worker-src"] == "blob:"
    assert rules["default-src"] == "'none'"
    assert "connect-src" not in rules
    assert XOR.index("Content-Security-Policy") < min(XOR.index("<script"), XOR.index("<title"))


def test_the_file_names_no_address_and_no_file() -> None:
    outside = re.sub(r'"data":"[^"]*"', "", XOR)
    assert not re.search(r"https?:|//[a-z]|static/|src=|@import|url\(", outside.replace("// Starts", ""))


def test_the_file_holds_the_page_and_the_tables_that_fit() -> None:
    values, parts = embedded(XOR)
    assert values["open"] == "lab=1&table=xor"
    assert [each["name"] for each in values["tables"]] == list(BY_NAME)
    for name in ("lab.js", "lab.css", "worker.js", "engine.wasm"):
        assert parts[name] == built(name)
    assert {"tables/xor", "tables/and", "tables/iris-petals"} <= set(parts)
    described, arrays = read(parts["tables/xor"])
    expected, _ = read(begin(RunSettings("xor", model="mlp")))
    assert described == {**expected, "checksum": described["checksum"]}
    assert set(arrays) == {"raw", "y", "held_out", "row", "parameters"}


def test_a_large_table_and_a_table_of_ones_own_are_there_if_they_are_opened(tmp_path: Path) -> None:
    path = tmp_path / "<img src=x>.csv"
    path.write_bytes(CSV)
    page = page_of(Opened.of(RunSettings(str(path))))
    values, parts = embedded(page)
    assert "tables/<img src=x>.csv" in parts
    assert "<img" not in page
    assert values["tables"][0]["name"] == "<img src=x>.csv"
    assert "tables/digits" in embedded(page_of(Opened.of(RunSettings("digits"))))[1]
    assert set(embedded(page_of(Opened.of(RunSettings("xor")), whole=True))[1]) >= {
        f"tables/{name}" for name in BY_NAME
    }


def test_no_text_can_end_the_element() -> None:
    page = single_file({}, {"open": "</script><script>alert(1)</script><!--"})
    assert page.count("</script>") == 2
    assert embedded(page)[0]["open"] == "</script><script>alert(1)</script><!--"


def test_the_command_writes_the_file_and_checks_lessons(tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "lab.html"
    opened = Opened.of(RunSettings("xor"))
    assert run(["lab", "xor", "--to", str(out)]) == 0
    assert out.read_text(encoding="utf-8") == page_of(
        opened, answers=answers_at_the_end(Subject(opened.settings))
    )
    assert run(["lab", "one-neuron", "--to", str(out)]) == 0
    assert "lesson=One%20neuron" in embedded(out.read_text(encoding="utf-8"))[0]["open"]
    mine = tmp_path / "mine.json"
    lesson = {
        "lesson": 1,
        "title": "Mine",
        "language": "en",
        "setup": {"table": "or"},
        "steps": [{"say": "Go."}],
    }
    mine.write_text(json.dumps(lesson))
    assert run(["lab", "--check", str(mine)]) == 0
    assert run(["lab", str(mine), "--to", str(out)]) == 0
    values, parts = embedded(out.read_text(encoding="utf-8"))
    assert values["open"] == "lab=1&table=or&lesson=Mine"
    assert json.loads(parts["lessons/mine"]) == lesson
    capsys.readouterr()
    for arguments, words in (
        (["lab", "nothing.csv", "--to", str(out)], "no such file"),
        (["lab", "sunspots", "--to", str(out)], "record a training"),
        (["lab", "iris", "--hidden", "500", "--to", str(out)], "at most 128 neurons"),
        (["lab", "--check", str(out)], "is wrong"),
        (["lab", "--host", "0.0.0.0"], "all of them"),
    ):
        assert run(arguments) == 2
        assert words in " ".join(capsys.readouterr().err.split())


def test_an_upload_keeps_its_name_as_text() -> None:
    assert upload(CSV, "../../etc/x.csv").name == "../../etc/x.csv"
    with pytest.raises(ValueError, match="save the table as CSV"):
        upload(CSV, "../../etc/passwd")


def test_a_file_has_the_answers_of_python_about_its_table_and_the_end_of_its_training() -> None:
    opened = Opened.of(RunSettings("xor"))
    found = json.loads(answers_at_the_end(Subject(opened.settings)))
    assert found["when"].startswith("for the network at epoch 2,0")
    assert found["separability"].startswith("Not separable")
    assert "largest" in found["diagnose"] or "checks" in found["diagnose"]
    assert sorted(found["explain"]) == ["1", "2", "3", "4"]
    page = page_of(opened, answers=answers_at_the_end(Subject(opened.settings)))
    assert embedded(page)[1]["answers"] == answers_at_the_end(Subject(opened.settings))
    assert len(page.encode()) <= 300_000


def test_a_long_training_is_not_run_for_its_answers() -> None:
    settings = Opened.of(RunSettings.from_dict({"table": "digits", "max_iter": 10**6})).settings
    found = json.loads(answers_at_the_end(Subject(settings)))
    assert sorted(found) == ["separability", "when"]


def test_numbers_to_predict_are_not_separated() -> None:
    found = json.loads(answers(Subject({"table": "diabetes", "model": "mlp"}), "for nothing"))
    assert sorted(found) == ["when"]

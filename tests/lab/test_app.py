"""What the routes answer, and what they refuse with which sentence."""

import io
import json
import struct
from typing import Any

import numpy as np
import polars
import pytest
from numpy.typing import NDArray
from tests.lab.asgi import Answer, get, lab_of, post

from rosenblatt.fitting import run
from rosenblatt.lab.begin import begin
from rosenblatt.lab.begun import Begun
from rosenblatt.lab.single import NAMES, built
from rosenblatt.lab.tables import BY_NAME, OFFERED
from rosenblatt.run import RunSettings

CSV = b"x1,x2,colour,kind\n" + b"".join(
    b"%d,%d.5,%s,k%d\n" % (n, n % 7, b"rg"[n % 2 : n % 2 + 1], n % 3) for n in range(60)
)
NASTY = "<img onerror=alert(1)>,\u202eevil\u202c,ab\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n".encode()


def with_arrays(values: object, **arrays: NDArray[np.float64]) -> bytes:
    """The body of a request with arrays, as the page writes it."""
    header: dict[str, Any] = {"__metadata__": {"rosenblatt": json.dumps(values)}}
    data = b""
    for name, array in arrays.items():
        part = array.astype("<f8").tobytes()
        offsets = [len(data), len(data) + len(part)]
        header[name] = {"dtype": "F64", "shape": list(array.shape), "data_offsets": offsets}
        data += part
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


BUILT = ("index.html", "lab.css", "lab.js")
BYTES = {"content-type": "application/octet-stream"}


def test_the_page_and_its_files_come_from_a_fixed_list() -> None:
    lab = lab_of()
    assert get(lab, "/").body == built("index.html")
    for name in (each for each in NAMES if each in BUILT):
        answer = get(lab, f"/static/{name}")
        assert (answer.status, answer.body) == (200, built(name))
        assert answer.headers["content-type"].split("/")[0] in ("text", "application")
    for name in ("app.py", "..%2fapp.py", "", "lab.js/", "LAB.JS", "../app.py"):
        assert get(lab, f"/static/{name}").status in (404, 307)


def test_the_tables_are_those_of_the_page() -> None:
    found = get(lab_of(), "/api/tables").json
    assert [each["name"] for each in found["tables"]] == [each.name for each in OFFERED]
    assert found["open"] == "lab=1&table=xor"


@pytest.mark.parametrize("name", ["xor", "iris-petals", "diabetes"])
def test_a_built_in_table_begins_as_the_command_does(name: str) -> None:
    answer = post(lab_of(), "/api/begin", {"table": name})
    assert answer.body == begin(BY_NAME[name].run_settings(), name=name)


def test_changed_settings_begin_anew() -> None:
    settings = {"table": "iris", "hidden": [3], "seed": 7, "test_size": 0.5, "options": {"tol": 0.5}}
    answer = post(lab_of(), "/api/begin", {"table": "iris", "settings": settings})
    assert answer.body == begin(RunSettings.from_dict(settings), name="iris")


def test_the_settings_of_the_command_are_those_the_table_opens_with() -> None:
    lab = lab_of(table="wine", hidden=(3, 2), activation="tanh")
    answer = post(lab, "/api/begin", {"table": "wine"})
    assert b'\\"sizes\\":[13,3,2,3]' in answer.body


@pytest.fixture(scope="module")
def dropped() -> tuple[Any, dict[str, Any]]:
    lab = lab_of()
    return lab, post(lab, "/api/tables?name=my%20table.csv", data=CSV).json


def test_a_dropped_table_is_described(dropped: tuple[Any, dict[str, Any]]) -> None:
    _, found = dropped
    assert (found["name"], found["n_rows"], found["target"]) == ("my table.csv", 60, "kind")
    kinds = {each["name"]: each["kind"] for each in found["columns"]}
    assert kinds == {"x1": "integer", "x2": "number", "colour": "text", "kind": "text"}
    assert found["rows"][1] == ["1", "1.5", "g", "k1"]
    assert len(found["rows"]) == 50


def test_a_dropped_table_begins_as_its_file_does(dropped: tuple[Any, dict[str, Any]], tmp_path: Any) -> None:
    lab, found = dropped
    path = tmp_path / "my table.csv"
    path.write_bytes(CSV)
    settings = {"table": found["name"], "target": "colour", "hidden": [4], "missing": "error"}
    answer = post(lab, "/api/begin", {"table": found["name"], "settings": settings})
    expected = begin(RunSettings.from_dict({**settings, "table": str(path)}), name=found["name"])
    assert arrays_of(answer.body) == arrays_of(expected)
    assert get_metadata(answer.body)["command"][:2] == ["train", "my table.csv"]


def get_metadata(document: bytes) -> dict[str, Any]:
    length = int.from_bytes(document[:8], "little")
    found: dict[str, Any] = json.loads(json.loads(document[8 : 8 + length])["__metadata__"]["rosenblatt"])
    return found


def arrays_of(document: bytes) -> bytes:
    return document[8 + int.from_bytes(document[:8], "little") :]


def test_tables_of_one_tab_are_not_those_of_another(dropped: tuple[Any, dict[str, Any]]) -> None:
    lab, _ = dropped
    answer = post(lab, "/api/begin", {"table": "my table.csv"}, **{"x-rosenblatt-lab-tab": "ab12"})
    assert "drop the file on the page again" in refused(answer)


def refused(answer: Answer, status: int = 400) -> str:
    assert answer.status == status, answer.body[:200]
    return str(answer.json["error"])


def test_the_tab_used_longest_ago_is_forgotten() -> None:
    lab = lab_of()
    for tab in range(17):
        lab.sessions.tables(f"{tab:x}")
    upload = post(lab, "/api/tables?name=a.csv", data=CSV, **{"x-rosenblatt-lab-tab": "0"})
    assert upload.status == 200
    assert "a.csv" in lab.sessions.tables("0")
    for tab in range(1, 17):
        lab.sessions.tables(f"{tab:x}")
    assert "a.csv" not in lab.sessions.tables("0")
    assert "at most 64 digits" in refused(post(lab, "/api/begin", {}, **{"x-rosenblatt-lab-tab": "../etc"}))


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../xor",
        "iris.csv",
        "-",
        "",
        "~/x.csv",
        "file:///etc/passwd",
        "http://example.com/x.csv",
    ],
)
def test_no_path_of_a_client_is_opened(path: str, tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "iris.csv").write_bytes(CSV)
    assert "the lab has no table" in refused(post(lab_of(), "/api/begin", {"settings": {"table": path}}))


def test_names_of_columns_and_files_stay_text() -> None:
    lab = lab_of()
    name = "<script>alert(1)</script>%0a%00" + "x" * 10_000 + ".csv"
    found = post(lab, f"/api/tables?name={name}", data=NASTY).json
    assert len(found["name"]) == 200
    assert found["name"].endswith("….csv")
    assert found["names"][0] == "<img onerror=alert(1)>"
    answer = post(lab, "/api/begin", {"table": found["name"]})
    assert get_metadata(answer.body)["inputs"][0]["name"] == "<img onerror=alert(1)>"
    surrogate = json.dumps({"settings": {"table": "iris", "target": "\ud800"}}).encode()
    assert "half characters" in refused(post(lab, "/api/begin", data=surrogate))


def test_parquet_and_tsv_are_read(tmp_path: Any) -> None:
    lab = lab_of()
    frame = polars.read_csv(io.BytesIO(CSV))
    packed = io.BytesIO()
    frame.write_parquet(packed)
    for name, data in (("a.parquet", packed.getvalue()), ("b.TSV", CSV.replace(b",", b"\t"))):
        found = post(lab, f"/api/tables?name={name}", data=data).json
        assert (found["n_rows"], found["names"]) == (60, ["x1", "x2", "colour", "kind"])


def many_rows() -> bytes:
    packed = io.BytesIO()
    polars.DataFrame(
        {"a": polars.zeros(200_001, eager=True), "b": polars.ones(200_001, eager=True)}
    ).write_parquet(packed)
    return packed.getvalue()


HEAD = ",".join(f"c{n}" for n in range(1001)).encode()
BAD_TABLES = {
    "a row too many": ("a.parquet", many_rows(), "at most 200,000 rows, got 200,001"),
    "columns": ("a.csv", HEAD + b"\n" + b",".join([b"1"] * 1001), "at most 1,000 columns, got 1,001"),
    "long text": ("a.csv", b"a,b\n1," + b"x" * 65_537 + b"\n2,y\n", "at most 64 KB, got 'b'"),
    "workbook": ("a.xlsx", b"PK", "save the table as CSV"),
    "packed": ("a.csv.gz", b"x", "save the table as CSV"),
    "no ending": ("csv", b"a,b\n1,2\n", "save the table as CSV"),
    "cut": ("a.parquet", many_rows()[:-50], "cannot be read as a Parquet file"),
    "empty": ("a.csv", b"", "a.csv"),
    "one column": ("a.csv", b"a\n1\n2\n", "only one column"),
    "page": ("a.csv", b"<!doctype html><p>", "is a web page"),
}


@pytest.mark.parametrize("kind", BAD_TABLES)
def test_a_table_that_cannot_be_used_is_refused_by_its_given_name(kind: str) -> None:
    name, data, words = BAD_TABLES[kind]
    error = refused(post(lab_of(), f"/api/tables?name={name}", data=data))
    assert words in error
    assert "/tmp" not in error
    assert "rosenblatt-lab-" not in error


def test_archives_under_an_allowed_name_are_refused() -> None:
    import gzip

    bomb = gzip.compress(bytes(80_000_000), 9)
    error = refused(post(lab_of(), "/api/tables?name=a.csv", data=bomb))
    assert "unpack it" in error


@pytest.mark.parametrize(
    ("data", "words", "status"),
    [
        (b"[" * 100_000, "at most 16 levels", 413),
        (b'{"a":' * 100_000, "at most 16 levels", 413),
        (b'{"a":"' + b"x" * 1_000_000 + b'"}', "at most 1,000,000 bytes", 413),
        (b"{", "not JSON", 400),
        (b"[]", "must be a JSON object", 400),
        (b"\xff\xfe", "UTF-8", 400),
        (b'{"a":1e999}', "not finite", 400),
        (b'{"a":1,"a":2}', "twice", 400),
        (b'{"settings":5}', "settings must be dict", 400),
        (b'{"table":[]}', "table must be str", 400),
        (b'{"settings":{"table":"xor","foo":1}}', "unknown field 'foo'", 400),
        (b'{"settings":{"table":"xor","hidden":"abc"}}', "settings.hidden must be a list", 400),
        (b'{"settings":{"table":"xor","hidden":[1000000000]}}', "at most 128 neurons", 400),
        (b'{"settings":{"table":"xor","options":{"hidden_layer_sizes":[999999999]}}}', "at most 128", 400),
        (b'{"settings":{"table":"xor","seed":-1}}', "seed must be from 0", 400),
        (b'{"settings":{"table":"xor","options":{"init":[[1e9]]}}}', "", 400),
        (b'{"settings":{"table":"xor","options":{"tol":{}}}}', "tol must be a finite number", 400),
        (b'{"settings":{"table":"xor","options":{"record_path":"/tmp/x"}}}', "record_path", 400),
        (b'{"settings":{"table":"xor","model":"tabular"}}', "use --model mlp or perceptron", 400),
    ],
)
def test_an_impossible_request_is_refused_in_words(data: bytes, words: str, status: int) -> None:
    assert words in refused(post(lab_of(), "/api/begin", data=data), status)


def test_a_body_beyond_the_cap_is_refused_by_its_length_and_by_its_bytes() -> None:
    lab = lab_of()
    claimed = post(lab, "/api/tables?name=a.csv", data=b"a", **{"content-length": "50000001"})
    assert "at most 50,000,000 bytes, got 50,000,001" in refused(claimed, 413)
    sent = post(lab, "/api/tables?name=a.csv", data=bytes(50_000_001))
    assert "at most 50,000,000 bytes" in refused(sent, 413)


def trained(settings: RunSettings) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    outcome = run(Begun.of(settings).fit)
    assert outcome.network is not None
    return outcome.network.parameters, outcome.history.rows


def test_separability_is_answered_with_its_proof() -> None:
    lab = lab_of()
    found = post(lab, "/api/ask/separability", {"table": "xor"}).json
    assert found["words"].startswith("Not separable")
    [proof] = found["document"]["by_class"]
    assert proof["contradiction"]["point"] == [0.5, 0.5]
    points = [[0, 0, 0, 0], [0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 1, 0], [0.4, 0.4, 0, 1]]
    moved = post(lab, "/api/ask/separability", {"table": "xor", "points": points}).json
    assert moved["document"]["separable"] is True
    assert moved["document"]["by_class"][0]["plane"]["weights"] == pytest.approx([0.5**0.5] * 2)
    assert "is a number" in refused(post(lab, "/api/ask/separability", {"table": "diabetes"}))


def test_the_diagnosis_is_that_of_the_network_as_it_is() -> None:
    settings = {"table": "xor", "hidden": [4], "learning_rate": 1e-7, "max_iter": 50}
    parameters, history = trained(RunSettings.from_dict(settings))
    body = with_arrays({"table": "xor", "settings": settings}, parameters=parameters, history=history)
    found = post(lab_of(), "/api/ask/diagnose", data=body, **BYTES).json
    assert [each["kind"] for each in found["document"]["findings"]] == ["learning rate too low"]
    assert found["document"]["findings"][0]["change"] == {"learning_rate_init": 0.001}
    assert "--learning-rate 0.001" in found["words"]


def test_a_row_is_explained_with_its_step() -> None:
    settings = {"table": "xor", "hidden": [2], "max_iter": 5}
    parameters, _ = trained(RunSettings.from_dict(settings))
    lab, values = lab_of(), {"table": "xor", "settings": settings, "row": 2, "update": True}
    found = post(lab, "/api/ask/explain", data=with_arrays(values, parameters=parameters), **BYTES).json
    assert "x2" in found["words"]
    assert {"Title", "Heading", "Rows"} <= {each["block"] for each in found["document"]["blocks"]}
    short = with_arrays({**values, "update": False}, parameters=parameters)
    assert len(post(lab, "/api/ask/explain", data=short, **BYTES).json["words"]) < len(found["words"])
    pointed = with_arrays({**values, "points": [[0.5, 0.5, 1, 0]], "row": 1}, parameters=parameters)
    assert "0.5" in post(lab, "/api/ask/explain", data=pointed, **BYTES).json["words"]
    for wrong, words in (
        (with_arrays({**values, "row": 9}, parameters=parameters), "must be from 1 to 4, got 9"),
        (with_arrays(values, parameters=parameters[:-1]), "the network has 9 parameters, got 8"),
        (with_arrays(values, parameters=parameters * np.nan), "not finite"),
        (with_arrays(values), "got none"),
        (with_arrays({**values, "points": [[1, 2]], "row": 1}, parameters=parameters), "each point must be"),
        (
            with_arrays({**values, "points": [[1, 2, 7, 0]], "row": 1}, parameters=parameters),
            "must be 0 to 1",
        ),
    ):
        assert words in refused(post(lab, "/api/ask/explain", data=wrong, **BYTES))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff" * 8,
        struct.pack("<Q", 2) + b"{}",
        with_arrays({}, parameters=np.ones(3))[:-1],
        with_arrays({}, parameters=np.ones(3)) + b"0",
        with_arrays({}, parameters=np.ones(3)).replace(b"F64", b"F32"),
        with_arrays({}, parameters=np.ones(3)).replace(b"[3]", b"[-]"),
        with_arrays({}, parameters=np.ones(3)).replace(b"[3]", b"[9]"),
        with_arrays({}, parameters=np.ones(3)).replace(b"[0, 24]", b"[8, 24]"),
        with_arrays({}, parameters=np.ones((2, 2))).replace(b"[2, 2]", b"[true]"),
    ],
)
def test_arrays_that_are_not_what_they_say_are_refused(body: bytes) -> None:
    assert refused(post(lab_of(), "/api/ask/explain", data=body, **BYTES)).endswith(
        ("reload the page", "(char 80))")
    )


def test_unknown_questions_are_not_found() -> None:
    assert post(lab_of(), "/api/ask/everything", {}).status == 404

"""The page's engine in Chromium gives the bits of the native baseline engine, as in Node.js (tests/wasm)."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from tests.wasm.cases import matrix, perceptrons, single_cases
from tests.wasm.conftest import HERE, STATIC, trained_natively, with_arrays

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DRIVE = """async ([driving, script, engine, cases]) => {
  const address = (text) => URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const { casesOf, drive } = await import(address(driving));
  const bytes = Uint8Array.from(atob(engine), (letter) => letter.charCodeAt(0));
  const start = (hear) => {
    const worker = new Worker(address(script), { name: "trainer" });
    worker.onmessage = ({ data }) => hear(data);
    worker.postMessage({ engine: bytes.buffer });
    return (message) => worker.postMessage(message);
  };
  return JSON.stringify(await drive(start, casesOf(cases)));
}"""


def digest(*arrays: np.ndarray) -> str:
    found = hashlib.sha256()
    for array in arrays:
        found.update(np.ascontiguousarray(array, np.float64).tobytes())
    return found.hexdigest()


@pytest.mark.long
def test_every_training_has_the_digest_of_the_native_engine(browser: Browser, tmp_path: Path) -> None:
    cases = [*matrix(), *single_cases(), *perceptrons()]
    given = [
        (HERE / "driving.mjs").read_text(encoding="utf-8"),
        (STATIC / "worker.js").read_text(encoding="utf-8"),
        base64.b64encode((STATIC / "engine.wasm").read_bytes()).decode(),
        json.dumps([case.as_json() for case in cases]),
    ]
    page = browser.new_page()
    page.set_default_timeout(120_000)
    answers = with_arrays(json.loads(page.evaluate(DRIVE, given)))
    page.close()
    native = trained_natively(tmp_path)
    assert len(cases) > 400
    different = [
        case.name
        for case, (_, frame, *_) in zip(cases, answers, strict=True)
        if digest(frame["parameters"], frame["rows"][:, :-1])
        != digest(native[f"{case.name}/parameters"].ravel(), native[f"{case.name}/rows"][:, :-1])
    ]
    assert different == []

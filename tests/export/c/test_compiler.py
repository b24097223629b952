"""Without a compiler, tests of headers are skipped with the reason, and fail where skipping is forbidden."""

import shutil

import pytest
from tests.export.c.compiled import compiler


def test_no_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("ROSENBLATT_FORBID_SKIPS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="there is no C compiler: cc, gcc or clang"):
        compiler()
    monkeypatch.setenv("ROSENBLATT_FORBID_SKIPS", "1")
    with pytest.raises(pytest.fail.Exception, match="skipping is forbidden"):
        compiler()

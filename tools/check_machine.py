"""Print in one sentence what this machine lacks to build Rosenblatt, and how to install it.

The Makefile asks before it sets up .venv. Runs on any Python 3, because the one found may be too old.
"""
# ruff: noqa: UP036

import importlib.util
import os
import shutil
import sys
import sysconfig


def what_is_missing():
    """Return the sentence, or None if nothing is missing."""
    if sys.version_info < (3, 11):
        return (
            "Rosenblatt needs Python 3.11 or newer, and {} is {}.{}: "
            "name a newer one, for example make run PYTHON=python3.12"
        ).format(sys.executable, *sys.version_info)
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        return "Python's venv module is missing: install it (Debian and Ubuntu: apt install python3-venv)"
    if not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")):
        return "Python's C headers are missing: install them (Debian and Ubuntu: apt install python3-dev)"

    compilers = [os.environ["CXX"].split()[0]] if os.environ.get("CXX") else ["c++", "g++", "clang++"]
    if not any(shutil.which(compiler) for compiler in compilers):
        return (
            "No C++ compiler found (looked for {}): install one (Debian and Ubuntu: apt install g++; "
            "macOS: xcode-select --install)"
        ).format(", ".join(compilers))
    return None


sys.exit(what_is_missing())

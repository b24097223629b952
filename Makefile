# The few commands of Rosenblatt; `make help` lists them.
#
# The first of them sets up .venv, for which the machine needs Python >= 3.11 with venv, a C++20 compiler and make.
# cmake and ninja come from pip. Another Python or compiler: make run PYTHON=python3.13, CXX=clang++ make run.

PYTHON ?= python3
BIN := .venv/bin
SITE = $(shell $(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
BUILD_TOOLS := "scikit-build-core>=0.11" "nanobind>=2.9" "cmake>=3.26" "ninja>=1.11"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- The environment and the build -----------------------------------------------------------------------------

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "No $(PYTHON) found: install Python 3.11 or newer (Debian: apt install python3 python3-venv)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Rosenblatt needs Python 3.11 or newer, $(PYTHON) is $$($(PYTHON) -V): name another one, as in: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python lacks the venv module: install it (Debian and Ubuntu: apt install python3-venv)." >&2; exit 1; }
	$(PYTHON) -m venv .venv

# Without build isolation, so that the folder build/editable stays usable for `make build`.
.venv/installed: pyproject.toml | $(BIN)/python
	@command -v $${CXX:-c++} >/dev/null || command -v g++ >/dev/null || command -v clang++ >/dev/null || { echo "No C++ compiler found: install one (Debian and Ubuntu: apt install g++; macOS: xcode-select --install)." >&2; exit 1; }
	$(BIN)/python -m pip install --quiet $(BUILD_TOOLS)
	$(BIN)/python -m pip install --quiet --no-build-isolation --config-settings build-dir=build/editable --editable '.[dev]'
	touch $@

.PHONY: build
build: .venv/installed ## compile what changed in core/ (Python files need nothing)
	@$(BIN)/cmake --build build/editable
	@$(BIN)/cmake --install build/editable --prefix $(SITE) > build/editable/install.log

.PHONY: clean
clean: ## remove what builds and runs left behind; .venv stays
	rm -rf .venv/installed build dist wheelhouse .coverage .coverage.* htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -exec rm -rf {} + 2>/dev/null || true

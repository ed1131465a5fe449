# Every command of README.md, CONTRIBUTING.md and the continuous integration. Nothing needs to be activated first:
# `make demo` and `make test` in a fresh clone create .venv and install what they need, once.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
# Which assignments the demo is about, such as ASSIGNMENT=04_lstm; without it, all of them.
ASSIGNMENT ?=
# Processes for the tests, one more than two cores, because many tests wait for others; BLAS has one thread in each.
JOBS ?= 3
TESTS ?=
# Options of the benchmark, such as BENCH=--growth.
BENCH ?=
# Options of the measurement of the checks, such as STRENGTH=--check.
STRENGTH ?=
# Options of the measurement of the grader's errors, such as ACCURACY='--seeds 200'.
ACCURACY ?=

unexport PYTHONPATH PYTHONHOME
export PYTHONNOUSERSITE := 1
export PYTHONUTF8 := 1
# One thread each: the arrays are small, and results must not depend on the number of cores.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1
export MKL_NUM_THREADS := 1

NBVAL_SANITISE := $(wildcard tests/nbval_sanitise.cfg)
# Later notebooks train longer: they begin first, so that no process is left with a long one at the end.
SOLUTIONS := $(shell printf '%s\n' $(wildcard solutions/*.ipynb) | LC_ALL=C sort -r)
# The tests that start a PostgreSQL server of their own need its programs; without them they are left out, and said to be.
POSTGRESQL := $(firstword $(wildcard /usr/lib/postgresql/*/bin/initdb) $(shell command -v initdb))
LEFT_OUT := not soak and not browser$(if $(TESTS),, and not long)$(if $(POSTGRESQL),, and not postgresql)
BROWSER_TESTS = $(shell grep -rl --include='test_*.py' 'mark\.browser' tests | LC_ALL=C sort)
# What shares fixtures and caches runs in one process, and long groups begin first: see tests/grouping.py.
SPREAD := --dist loadgroup --no-loadscope-reorder
MODULES = $(shell find rnn_utils grader benchmarks -name '*.py' | LC_ALL=C sort)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

.PHONY: venv
venv: $(INSTALLED) ## create .venv and install the project, its tools and the sandbox program
	@:

$(INSTALLED): pyproject.toml scripts/bootstrap
	@sh scripts/bootstrap $(VENV)

.PHONY: demo
demo: $(INSTALLED) ## build and release all assignments, or ASSIGNMENT, invent a class, grade it, show the result
	$(BIN)/grader demo $(ASSIGNMENT)

.PHONY: build
build: $(INSTALLED) ## make the student release and the executed solutions from solutions/*.py
	$(BIN)/grader build

.PHONY: book
book: $(INSTALLED) ## make the notebooks into two static sites: to read, and with solutions for instructors
	$(BIN)/python scripts/make_book.py

.PHONY: doctor
doctor: $(INSTALLED) ## say what works on this machine and what does not
	$(BIN)/grader doctor

.PHONY: test
test: lint test-python test-notebooks ## everything that must pass: lint, tests, executed solutions

.PHONY: test-python
test-python: $(INSTALLED) ## the fast and the slow tests (TESTS=tests/… for some of them)
	@$(if $(POSTGRESQL),:,echo 'left out: tests with PostgreSQL, whose programs are missing (apt-get install postgresql)')
	MPLBACKEND=agg $(BIN)/python -m pytest -n $(JOBS) $(SPREAD) -m "$(LEFT_OUT)" $(TESTS)

.PHONY: test-long
test-long: $(INSTALLED) ## the tests that are left out of make test because they take long: threats, whole classes, sessions
	MPLBACKEND=agg $(BIN)/python -m pytest -n $(JOBS) $(SPREAD) -m "long and not soak and not browser" $(TESTS)

.PHONY: test-fast
test-fast: $(INSTALLED) ## the tests that take less than five seconds each
	MPLBACKEND=agg $(BIN)/python -m pytest -n $(JOBS) $(SPREAD) -m "not slow and $(LEFT_OUT)" $(TESTS)

.PHONY: test-notebooks
test-notebooks: $(INSTALLED) ## run the executed solutions again and compare every stored output
ifneq ($(SOLUTIONS),)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder --nbval --nbval-current-env \
		$(if $(NBVAL_SANITISE),--nbval-sanitize-with $(NBVAL_SANITISE)) $(SOLUTIONS)
endif

.PHONY: test-browser
test-browser: $(INSTALLED) ## the tests that drive a real browser: pages, the Formgrader, JupyterLab
	@status=0; sh scripts/chromium || status=$$?; if [ $$status -ne 0 ]; then exit $$((status - 3 ? status : 0)); fi; \
		MPLBACKEND=agg exec $(BIN)/python -m pytest -m browser $(or $(TESTS),$(BROWSER_TESTS))

.PHONY: soak
soak: $(INSTALLED) ## the tests that run for many minutes
	MPLBACKEND=agg $(BIN)/python -m pytest -m soak $(TESTS)

.PHONY: strength
strength: $(INSTALLED) ## measure how strong every check is, and write docs/strength.md (STRENGTH=--check compares)
	MPLBACKEND=agg $(BIN)/grader strength $(STRENGTH)

.PHONY: accuracy
accuracy: $(INSTALLED) ## measure how steady the checks are and how true the names they give, and write docs/accuracy.md
	MPLBACKEND=agg $(BIN)/grader accuracy $(ACCURACY)

.PHONY: bench-grading
bench-grading: $(INSTALLED) ## compare grading with stock nbgrader, whole processes in turn (BENCH=--growth: growth too)
	$(BIN)/python -m benchmarks.grading $(BENCH)
	$(BIN)/python -m benchmarks.grading --write-readme

# PyTorch is no dependency of the course: it has a folder of its own. A build for the CPU is enough.
BENCH_VENV := .venv-bench

$(BENCH_VENV)/.installed: $(INSTALLED)
	@$(BIN)/python -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python -m pip install --quiet --disable-pip-version-check torch==2.13.0 numpy matplotlib jaxtyping \
		|| { echo 'bench-layers: PyTorch (torch==2.13.0) could not be installed into $(BENCH_VENV): see above'; exit 1; }
	@touch $@

.PHONY: bench-layers
bench-layers: $(BENCH_VENV)/.installed ## compare the fast layers with PyTorch's CPU layers, in turn (BENCH=--quick: fewer sizes)
	$(BENCH_VENV)/bin/python -m benchmarks.layers $(BENCH)

.PHONY: lint
lint: $(INSTALLED) ## ruff, mypy --strict, the docstrings of everything public, and what would bite in the assignments
	$(BIN)/ruff check .
	$(BIN)/mypy
	@echo '$(BIN)/numpydoc lint …'
	@$(BIN)/numpydoc lint $(MODULES)
	$(BIN)/grader lint

.PHONY: clean
clean: ## remove caches and what build and demo made; .venv, submissions and gradebooks stay
	rm -rf build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name $(VENV) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +

# What a developer runs. It needs make and Python 3.11 or newer, nothing else: every target first makes what it needs
# in .venv, and nothing outside this folder is touched.

PYTHON  ?= python3
WORKERS ?= 2
ARGS    ?=

VENV  := .venv
BIN   := $(VENV)/bin
READY := $(VENV)/.ready
PIP   := -m pip --disable-pip-version-check --quiet
BUILD := build

# What Python compiles is kept, beside its source: some hundred processes would else compile it again, each for itself.
unexport PYTHONPATH PYTHONHOME PYTHONDONTWRITEBYTECODE
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup demo test lint types layers docs site look tests coverage fast format deep versions bench engines files build service lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# A virtual environment cannot be moved: the stamp holds the folder that it was made in.
ifneq ($(shell cat $(READY) 2>/dev/null),$(CURDIR))
.PHONY: $(READY)
endif

$(READY): pyproject.toml requirements/dev.txt src/targetrules/_version.py
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("targetrules needs Python 3.11 or newer; $(PYTHON) is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.11")'
	@echo 'Setting up $(VENV) ...'
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python $(PIP) install --no-compile --requirement requirements/dev.txt
	@$(BIN)/python $(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src # as of every package that is installed, or each start might compile all of it
	@echo '$(CURDIR)' > $@

setup: $(READY) ## make .venv: the locked tools, and this package (editable)
	@echo '$(VENV) is ready'

demo: $(READY) ## judge the invented counties of examples/ by jincheng-2010, and explain one decision
	@echo '示例数据均为虚构。The units and results of examples/ are invented.'
	$(BIN)/targetrules evaluate jincheng-2010 examples/counties.csv --lang zh
	$(BIN)/targetrules explain jincheng-2010 examples/counties.csv --unit 丁县 --period 2011 --lang zh

test: $(READY) ## everything that must hold before a commit: lint, types, layers, docs (two at a time), then tests
	@$(MAKE) --no-print-directory --jobs 2 lint types layers docs
	@$(MAKE) --no-print-directory tests

lint: $(READY) ## ruff: rules and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(READY) ## mypy, strict
	$(BIN)/mypy

layers: $(READY) ## import-linter: imports point down only
	$(BIN)/lint-imports

docs: $(READY) ## the pages, without a warning, in build/docs
	$(BIN)/sphinx-build --fresh-env --fail-on-warning --keep-going --quiet --builder html docs $(BUILD)/docs

site: docs ## the documentation site in both languages, in build/docs, to be opened without a network
	@echo '$(BUILD)/docs/index.html'

look: site ## the site in Chromium, as wide as a desk and as a telephone, by axe-core, which npm fetches; and its links (ARGS="--only how-to")
	npm install --no-save --no-audit --no-fund --prefix $(BUILD)/axe axe-core@4.14.1
	$(BIN)/python -m tests.docs.look $(BUILD)/docs $(BUILD)/axe/node_modules/axe-core/axe.min.js $(ARGS)

tests: $(READY) ## the tests; those of MEASURED in tests/conftest.py must cover rules/ and the reference engine whole
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadgroup --cov --cov-report= $(ARGS)
	$(BIN)/coverage report --include 'src/targetrules/rules/*,src/targetrules/engine/reference.py,src/targetrules/engine/temporal.py,src/targetrules/truth.py' --fail-under 100

coverage: $(READY) ## branch coverage of the whole package by all tests: slow, by hand
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadgroup --cov --cov-report= --cov-everywhere $(ARGS)
	$(BIN)/coverage report

fast: $(READY) ## the tests alone: make fast ARGS="tests/rules -k quota"
	$(BIN)/pytest --numprocesses $(WORKERS) --dist loadgroup $(ARGS)

format: $(READY) ## let ruff put right what it can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

deep: $(READY) ## longer searches, by hand
	$(BIN)/pytest --deep $(ARGS)

versions: $(READY) ## the tests on every Python that is there, and with the oldest libraries, by hand (ARGS="--session lowest")
	@$(BIN)/python $(PIP) install --requirement requirements/nox.txt
	$(BIN)/nox $(ARGS)

bench: $(READY) ## how long loading and judging take
	$(BIN)/pytest benchmarks --benchmark-only $(ARGS)

engines: $(READY) ## the engines beside what experts would write by hand, in one table (ARGS="--rows 1e5 1e6")
	@$(BIN)/python $(PIP) install --requirement requirements/bench.txt
	$(BIN)/python -m benchmarks.engines $(ARGS)

files: $(READY) ## from file to file beside a polars script, and how long the program takes to start (ARGS="--against ../other/src")
	$(BIN)/python -m benchmarks.files $(ARGS)

build: $(READY) ## sdist and wheel, in dist
	$(BIN)/python -m build --no-isolation

service: $(READY) ## a register of invented counties behind a service with pages at http://127.0.0.1:8000, with tokens shown once (ARGS="--port 8001")
	$(BIN)/python -m examples.service demo --folder $(BUILD)/service $(ARGS)

lock: ## remake requirements/dev.txt: the newest versions for the oldest supported Python
	$(PYTHON) -m venv --clear $(BUILD)/lock
	$(BUILD)/lock/bin/python requirements/lock.py > $(BUILD)/dev.txt
	mv $(BUILD)/dev.txt requirements/dev.txt

clean: ## remove everything that make made
	rm -rf $(VENV) $(BUILD) .nox dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

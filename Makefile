# The commands that people and CI use. `make help` lists them.
PYTHON ?= $(shell for python in python3.12 python3.11 python3; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null \
	&& echo $$python && break; done)
VENV := .venv
BIN := $(VENV)/bin
PEOPLE ?= 2000
PORT ?= 8080

export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false
export RUNTIME__DLTHUB_TELEMETRY := false
export DO_NOT_TRACK := 1

.PHONY: help run test lint up down bench lock clean

help: ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/installed ## the whole line over the sandbox: pull, model, gate, publish, export
	@$(BIN)/twoears run --sandbox --people $(PEOPLE)

test: $(VENV)/installed-dev ## every test, PostgreSQL's and the scheduler's included
	@$(BIN)/python -m pytest $(TESTS)

lint: $(VENV)/installed-dev ## format, types, SQL in three dialects
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/python -m tests.dbt.portability

up: $(VENV)/installed ## Airflow and its UI on 127.0.0.1 (PORT=8080) against the sandbox
	@$(BIN)/python -m sandbox up --port $(PORT)

down: $(VENV)/installed ## stop what `make up` started
	@$(BIN)/python -m sandbox down

bench: $(VENV)/installed-dev ## time and memory of each stage; who is who and listening: how right, how fast
	@$(BIN)/python -m benchmarks.line
	@$(BIN)/python -m benchmarks.identity --report
	@$(BIN)/python -m benchmarks.listening --report

lock: $(VENV)/uv ## write the locks anew from requirements*.in
	@for name in requirements-uv requirements requirements-dev; do \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-annotate --no-header $$name.in -o $$name.lock; done

clean: ## remove what runs left; the environment stays
	@rm -rf .twoears .pytest_cache .mypy_cache .ruff_cache

$(VENV)/uv: requirements-uv.lock
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or 3.12 was found; install one or set PYTHON." >&2; exit 1; }
	@echo "making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

$(VENV)/installed: requirements.lock pyproject.toml $(VENV)/uv
	@echo "installing requirements.lock"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/installed-dev: requirements-dev.lock $(VENV)/installed
	@echo "installing requirements-dev.lock"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements-dev.lock
	@touch $@

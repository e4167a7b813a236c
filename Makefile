# What one needs to run, test and change plugin_oauth. `make help` lists it.

PYTHON ?= python3
PORT ?= 5003
VENV := .venv
CONSUMERS := .venv-consumers
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help

.PHONY: help
help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | awk -F'|' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: run
run: $(VENV)/installed  ## Start the plugin on http://localhost:5003 (PORT=... for another)
	@PLUGIN_OAUTH_BASE_URL=$${PLUGIN_OAUTH_BASE_URL:-http://localhost:$(PORT)} $(BIN)/plugin-oauth init --demo
	@PLUGIN_OAUTH_BASE_URL=$${PLUGIN_OAUTH_BASE_URL:-http://localhost:$(PORT)} exec $(BIN)/plugin-oauth run --bind 127.0.0.1:$(PORT)

.PHONY: test
test: $(VENV)/tested $(CONSUMERS)/installed lint types contracts  ## Lint, types, import contracts and all tests
	@$(BIN)/python -m pytest -n auto --dist worksteal

.PHONY: lint
lint: $(VENV)/tested  ## Check the style of the code
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .

.PHONY: types
types: $(VENV)/tested  ## Check the types
	@$(BIN)/mypy

.PHONY: contracts
contracts: $(VENV)/tested  ## Check who may import whom
	@$(BIN)/lint-imports --no-logo

.PHONY: format
format: $(VENV)/tested  ## Put the code into its form
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

.PHONY: lock
lock:  ## Lock the dependencies again (needs uv)
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --quiet --extra build -o requirements.txt setup.cfg
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --quiet --extra build --extra test -o requirements-test.txt setup.cfg
	sed -n '/^consumers =/,/^[^ ]/s/^    //p' setup.cfg | uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --quiet -o requirements-consumers.txt -

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("plugin_oauth needs Python 3.11 or newer; this is %d.%d. Name one: make PYTHON=python3.12 ..." % sys.version_info[:2])'
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt setup.cfg pyproject.toml | $(VENV)/bin/python
	@echo "Installing the locked dependencies (about 20 seconds, once) ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/tested: requirements-test.txt $(VENV)/installed
	@echo "Installing what the tests need (once) ..."
	@$(PIP) install --require-hashes -r requirements-test.txt
	@touch $@

$(CONSUMERS)/installed: requirements-consumers.txt | $(VENV)/bin/python
	@echo "Installing programs that others wrote, for the tests (about 30 seconds, once) ..."
	@$(PYTHON) -m venv $(CONSUMERS)
	@$(CONSUMERS)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r requirements-consumers.txt
	@touch $@

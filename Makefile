# Every word here works on a machine with git, make and Python 3.11 only; .ci/run uses the same ones.
SHELL := /bin/sh
PYTHON := .venv/bin/python
HUIYIN := .venv/bin/huiyin
UV := $(shell command -v uv 2>/dev/null || echo .tools/uv/bin/uv)
URL = http://127.0.0.1:$${HUIYIN_PORT:-8000}
TESTS = tests
# Files go out whole and in their order: those that start a system of their own come first.
PARALLEL = --numprocesses 2 --dist loadfile --no-loadscope-reorder
# Play more than usual with the fault tests, though they stand elsewhere.
PLAYED_LONGER = tests/contract/test_choreographies.py tests/integration/intake/test_absurd_deliveries.py \
	tests/integration/intake/wechat/test_absurd.py
# Compares how long answers take, so nothing else may run meanwhile.
ALONE = tests/faults/test_access_times.py

.DEFAULT_GOAL := help
.PHONY: help setup console console-types screenshots run run-distributed run-servers demo test test-unit faults lint format events lock env-example bench bench-full clean

help: ## List these words
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

setup: ## Install the locked dependencies into .venv
	@deploy/setup.sh

console: setup ## Build the staff console into console/dist, if its sources changed
	@deploy/console/build.sh

console-types: console ## Write the console's types anew from the services' OpenAPI documents
	@$(PYTHON) -m embedded.documents
	@PATH="$$PATH:$$PWD/.venv/bin" npm run --silent --prefix console types

screenshots: console ## Write a picture of each of the console's screens into ./screenshots
	@$(PYTHON) -m tests.e2e.console.screens

run: setup ## Start the embedded system on HUIYIN_PORT (8000), data in HUIYIN_DATA_DIR (./var)
	@deploy/console/build.sh --or-go-on
	@$(HUIYIN) run

run-distributed: setup ## Start PostgreSQL, RabbitMQ, every service and the gateway on one machine
	@deploy/console/build.sh --or-go-on
	@$(PYTHON) -m deploy.local

run-servers: setup ## Start that PostgreSQL and RabbitMQ alone, to restore a backup
	@$(PYTHON) -m deploy.local --servers-only

demo: setup ## Drive the whole loop of a running system with real Chinese feedback
	@$(HUIYIN) demo --url "$(URL)"

test: setup ## Run every test; brings up its own servers (TESTS=path for some of them)
ifeq ($(TESTS),tests)
	@$(PYTHON) -m pytest tests --ignore $(ALONE) $(PARALLEL)
	@$(PYTHON) -m pytest $(ALONE)
else
	@$(PYTHON) -m pytest $(TESTS)
endif

test-unit: setup ## Run the tests that touch no server, disk or network
	@$(PYTHON) -m pytest tests/unit

faults: setup ## Run the fault tests with their full counts
	@HUIYIN_FAULTS=full $(PYTHON) -m pytest tests/faults $(PLAYED_LONGER)

lint: setup ## Check style, types and import contracts
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy .
	@.venv/bin/lint-imports

format: setup ## Rewrite the code in the house format
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

events: setup ## Write the event catalogue and the AsyncAPI document anew
	@$(PYTHON) -m shared.events.catalogue

lock: setup ## Resolve pyproject.toml again into requirements.lock
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate \
		--group dev --output-file requirements.lock

env-example: setup ## Write .env.example again from the settings classes
	@$(PYTHON) -m deploy.env_example >.env.example

bench: setup ## Measure speed against yardsticks of the same run (at most 15 minutes)
	@$(PYTHON) -m benchmarks

bench-full: setup ## The same, with a million feedbacks and the learning curves (hours, 30 GB)
	@$(PYTHON) -m benchmarks --full

clean: ## Remove caches and the environment; data in ./var stays
	@rm -rf .venv .tools .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './node_modules/*' -prune -exec rm -rf {} +

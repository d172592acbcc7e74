# Everything a newcomer needs is `make run` and `make test`. `make` alone prints this list.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || echo python3)
BIN := .venv/bin
STAMP := .venv/ready

.DEFAULT_GOAL := help
.PHONY: help setup run test lint types docs picture fix clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

setup: $(STAMP) ## Make .venv with everything in it

$(STAMP): setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[collector,dev]'
	@touch $(STAMP)

run: setup ## Start the collector and an agent on this very machine; Ctrl-C stops both
	$(BIN)/python -m collector.cli --data var serve --with-agent

test: setup ## Run the tests
	.ci/packages
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

lint: setup ## Check style and who imports whom
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/lint-imports

types: setup ## Check types
	$(BIN)/python -m mypy

docs: setup ## Write METRICS.md from the catalogue
	$(BIN)/python -m collector.reference > METRICS.md

picture: setup ## Take README's screenshot anew; needs Chromium
	$(BIN)/python -m tests.picture

fix: setup ## Put style right where that can be done by itself
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

clean: ## Remove .venv and caches (never the data in var/)
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache

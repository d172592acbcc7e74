# Everything a newcomer needs is `make run` and `make test`. `make` alone prints this list.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || echo python3)
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run test coverage bench bench-agent bench-day lint types docs usual picture fix wheel windows-installer deb clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 20

setup: .venv/ready-dev ## Make .venv with everything in it, tests and linters too

.venv/ready: setup.cfg pyproject.toml
	@.ci/python $(PYTHON)
	@echo "setting up .venv: the collector and what it needs; this takes a minute"
	@$(BIN)/python -m pip install --quiet --editable '.[collector]'
	@touch $@

.venv/ready-dev: .venv/ready
	@echo "setting up .venv: what tests and linters need"
	@$(BIN)/python -m pip install --quiet --editable '.[collector,dev]'
	@touch $@

run: .venv/ready ## Start the collector and an agent on this very machine; Ctrl-C stops both
	$(BIN)/python -m collector.cli --data var serve --with-agent

test: setup ## Run the tests
	.ci/packages
	$(BIN)/python -m pytest --numprocesses=3 --dist=loadfile --no-loadscope-reorder

coverage: setup ## Run the tests, and say which lines none of them reached; half as long again
	.ci/packages
	$(BIN)/python -m pytest --numprocesses=3 --dist=loadfile --no-loadscope-reorder \
	  --cov --cov-report=term:skip-covered

bench: setup ## Measure batches a second into one collector, and what ends first; two minutes
	$(BIN)/python -m tests.bench.bench_batches

bench-agent: setup ## Measure what the agent costs a machine, beside others; an hour, as root
	$(BIN)/python -m tests.bench.bench_agent

bench-day: setup ## Measure a site's working day over its WAN, simulated; ten minutes, as root
	$(BIN)/python -m tests.bench.bench_day

lint: setup ## Check style and who imports whom
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/lint-imports

types: setup ## Check types
	$(BIN)/python -m mypy
	$(BIN)/python -m mypy --platform win32 agent

docs: setup ## Write METRICS.md from the catalogue
	$(BIN)/python -m collector.reference > METRICS.md

usual: setup ## Write the text that batches are packed with; see agent/wire/packing.py
	$(BIN)/python -m tests.usual

picture: setup ## Take README's screenshot anew; needs Chromium
	$(BIN)/python -m tests.picture

fix: setup ## Put style right where that can be done by itself
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

wheel: .venv/ready ## Make the file that installs agent or collector on another machine, in dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

windows-installer: setup ## Make the agent's MSI for Windows, in dist/; needs Wine, wixl, mingw-w64
	.ci/packages
	PYTHONPATH=.:packaging/windows $(BIN)/python -m installer

deb: ## Make the agent's package for Debian and Ubuntu, in dist/; needs dpkg-deb alone
	@packaging/deb/build dist

clean: ## Remove .venv and caches (never the data in var/)
	rm -rf .venv build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .coverage*

# Motamot: `make` alone lists what there is.
PYTHON ?= python3
TORCH ?= torch==2.13.0
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help
.PHONY: help setup chat test eval index check bench clean

help:  ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready  ## Create .venv/ with everything that runs

chat: index  ## Set up, build the index if it is stale, open the chat page
	@$(BIN)/motamot chat --open

test: $(VENV)/.tested  ## Set up and run format check, lint, types and tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

eval: index  ## Run the question set, print the measures, save a report
	@$(BIN)/motamot eval

index: setup  ## Update index/ from corpus/
	@$(BIN)/motamot index

check: setup  ## Verify the whole index
	@$(BIN)/motamot check

bench: index  ## Time cold and warm answers, indexing and memory
	@$(BIN)/python -m evals.bench

clean:  ## Remove .venv/, the built index and caches
	rm -rf $(VENV) index/generations index/CURRENT index/.journal index/.lock evals/reports
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis build *.egg-info

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(None if (3, 11) <= sys.version_info < (3, 14) else "Motamot needs Python 3.11, 3.12 or 3.13; run: make setup PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "$(TORCH)"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	@touch $@

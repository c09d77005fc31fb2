# Everything in one word each; `make` alone lists them. Each does the set-up that it needs.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test lint format bench setup clean

PORT ?= 8000
TESTS ?= tests
BIN := .venv/bin
CODE := portal tests benchmarks scripts wsgi.py
WORDS := $(CODE) content docs README.md CONTRIBUTING.md Makefile
set-up = @python=$$(scripts/find-python) && "$$python" scripts/set_up.py

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up what is missing, then serve on http://127.0.0.1:8000 (make run PORT=8001)
	$(set-up) run
	@exec $(BIN)/portal serve --set-up --port "$(PORT)"

test: ## Check the code, then run every test (make test TESTS=tests/unit runs some)
	$(set-up) test
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -n 2 $(TESTS)

lint: ## Check style, types, templates, imports and spelling
	$(set-up) dev
	$(BIN)/ruff check --quiet $(CODE)
	$(BIN)/ruff format --check --quiet $(CODE)
	$(BIN)/mypy --no-error-summary
	$(BIN)/djlint --quiet --lint portal
	@mkdir -p .setup
	$(BIN)/lint-imports --no-cache > .setup/imports || { cat .setup/imports; false; }
	$(BIN)/codespell $(WORDS)

format: ## Put Python into the house style
	$(set-up) dev
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

bench: ## Measure speed and memory beside a bare Flask page and Datasette
	$(set-up) dev
	$(BIN)/python -m benchmarks

setup: ## Only prepare: packages, PostgreSQL and Chromium for developers
	$(set-up) test

clean: ## Remove what the set-up made; the data in var/ stays
	rm -rf .venv .setup .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	rm -rf test-results var/assets

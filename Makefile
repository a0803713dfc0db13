# Everything a person or CI does with Tidegate. `make` alone lists it.

PYTHON ?= python3
UV_VERSION := 0.13.9
BIN := .venv/bin
STAMPS := .venv/stamps
UV := $(BIN)/uv pip install -q --python $(BIN)/python
PYTEST := $(BIN)/python -m pytest
# Not `auto`: the tests start child processes of their own.
PYTEST_WORKERS ?= 2
DATA ?= data
PACKED := backend/tidegate_studio/static backend/tidegate_studio/examples

KERNELS := $(wildcard engine/tidegate/kernels/*.py)
FRONTEND := $(shell find frontend/src frontend/index.html frontend/public frontend/vite.config.ts -type f 2>/dev/null)

.PHONY: help setup run dev test check python-tests frontend-tests e2e test-long bench fix types lock build clean browser

help: ## List what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: $(STAMPS)/runtime ## Make the Python environment, the kernels and the front end
	@$(MAKE) -s -j 2 $(STAMPS)/kernels frontend/dist/index.html

run: setup $(DATA)/files/orders.jsonl ## Start the studio on this machine and print its address
	@$(BIN)/tidegate studio --data $(DATA)

dev: setup $(STAMPS)/dev ## Start the server and a reloading front end
	@trap 'kill 0' EXIT; $(BIN)/tidegate studio --data $(DATA) & cd frontend && npm run dev

test: $(STAMPS)/dev browser ## Check and test everything
	@# Kernels are compiled on one core: the other one has what needs none of them.
	@$(MAKE) --no-print-directory -j 2 -O $(STAMPS)/kernels frontend/dist/index.html check frontend-tests
	@$(MAKE) --no-print-directory python-tests e2e

check: $(STAMPS)/dev frontend/node_modules/.stamp ## Lint, types and import rules, Python and TypeScript
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd frontend && npm run --silent check

python-tests: setup $(STAMPS)/dev ## Test the engine and the server
	$(PYTEST) -n $(PYTEST_WORKERS) --ignore tests/e2e -m "not long"

frontend-tests: frontend/node_modules/.stamp ## Test the front end without a browser
	cd frontend && npm run --silent test

e2e: setup $(STAMPS)/dev browser ## Test the studio in a browser
	$(PYTEST) -n $(PYTEST_WORKERS) -m "not long" tests/e2e

test-long: setup $(STAMPS)/dev browser ## Test what takes longer than a coffee
	TIDEGATE_THOROUGH=1 $(PYTEST) -n $(PYTEST_WORKERS) --ignore tests/e2e
	$(PYTEST) -n $(PYTEST_WORKERS) -m long tests/e2e

bench: setup $(STAMPS)/dev ## Measure against Bytewax and Polars in one run; WORKS="sums lists-10" only these
	$(BIN)/python -m tests.bench $(WORKS)

fix: $(STAMPS)/dev ## Format and mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(STAMPS)/dev frontend/node_modules/.stamp ## Generate what is generated: the OpenAPI document and its TypeScript types
	$(BIN)/python -m tidegate_studio.openapi
	cd frontend && npm run --silent types

lock: $(STAMPS)/python ## Renew the locks: versions and hashes, no addresses
	$(BIN)/uv pip compile -q -U --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra build --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	cd frontend && npm install --package-lock-only --no-audit --no-fund && npm ci --dry-run --no-audit --no-fund > /dev/null

build: setup $(STAMPS)/dev ## Build the wheel, front end included
	rm -rf $(PACKED) && cp -r frontend/dist backend/tidegate_studio/static && cp -r examples backend/tidegate_studio/examples
	$(BIN)/uv build --wheel -q --no-build-isolation --python $(BIN)/python; status=$$?; rm -rf $(PACKED); exit $$status

clean: ## Remove what was built, keep what was written
	rm -rf .venv build dist frontend/dist frontend/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(STAMPS)/python:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/runtime: requirements.lock pyproject.toml | $(STAMPS)/python
	$(UV) --require-hashes -r requirements.lock
	$(UV) --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/dev: requirements-dev.lock | $(STAMPS)/runtime
	$(UV) --require-hashes -r requirements-dev.lock
	@touch $@

# Numba looks at a kernel's own file only, and kernels are built from each other: so none is kept when one has changed.
$(STAMPS)/kernels: $(KERNELS) | $(STAMPS)/runtime
	@rm -f engine/tidegate/kernels/__pycache__/*.nbi engine/tidegate/kernels/__pycache__/*.nbc
	$(BIN)/tidegate warm
	@touch $@

$(DATA)/files/orders.jsonl: | $(STAMPS)/runtime
	@$(BIN)/python examples/make_orders.py $(DATA)/files

frontend/node_modules/.stamp: frontend/package-lock.json frontend/package.json
	cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/index.html: frontend/node_modules/.stamp $(FRONTEND)
	cd frontend && npm run --silent build
	@touch $@

browser: $(STAMPS)/dev
	@$(BIN)/python tests/e2e/browser.py

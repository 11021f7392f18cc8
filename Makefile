# Two commands: `make audit` and `make test`. Both make the environment they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: audit test lint lock servers bench dist clean

audit: $(VENV)/.user
	$(BIN)/camaudit demo

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32
	$(BIN)/lint-imports
	$(BIN)/pytest -q -n 2

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/mypy

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.user: $(BIN)/python requirements.txt requirements-build.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-build.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/.dev: $(VENV)/.user requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

# Servers of others that tests/netns asks; the tests of every change want them. Needs npm.
SERVERS := tests/netns/servers
servers: .servers/.done

.servers/.done: $(BIN)/python $(SERVERS)/package-lock.json $(SERVERS)/requirements.txt
	mkdir -p .servers
	cp $(SERVERS)/package.json $(SERVERS)/package-lock.json .servers/
	cd .servers && npm ci --silent --ignore-scripts --no-audit --no-fund
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --target .servers/python --no-deps --require-hashes -r $(SERVERS)/requirements.txt
	touch $@

# Large captures beside other readers; makes 2.2 GB in a temporary folder, and deletes it.
bench: $(VENV)/.user
	folder=$$(mktemp -d) && $(BIN)/python bench/captures.py "$$folder"; rm -rf "$$folder"

# The wheel, and for computers without a network a bundle for Linux and one for Windows (docs/offline.md). They are for one
# version of Python: make dist BUNDLE_PYTHON=3.13; without it for the one of the environment here.
BUNDLE_PYTHON ?=
dist: $(VENV)/.user
	$(BIN)/python offline/bundle.py $(if $(BUNDLE_PYTHON),--python $(BUNDLE_PYTHON))

# Needs uv; the files name versions and hashes, never an index.
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras --quiet
lock:
	$(LOCK) --extra fast pyproject.toml -o requirements.txt
	$(LOCK) requirements-build.in -o requirements-build.txt
	$(LOCK) --extra fast pyproject.toml requirements-build.in requirements-dev.in -o requirements-dev.txt
	$(LOCK) --no-deps $(SERVERS)/requirements.in -o $(SERVERS)/requirements.txt

clean:
	rm -rf $(VENV) .servers .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

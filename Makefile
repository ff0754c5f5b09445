# Every target sets up what it needs: a virtual environment with the locked dependencies.
PYTHON ?= python3.11
VENV   ?= .venv
BIN     = $(VENV)/bin

.PHONY: demo test check lint types lock bench crash clean

# The stamp is newer than the lock file when the environment holds exactly what the lock says.
$(VENV)/.installed: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: $(VENV)/.installed
	$(BIN)/python -m tracker.demo

test: $(VENV)/.installed
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: lint types

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed
	$(BIN)/mypy
	$(BIN)/mypy benchmarks

# The short forms, a minute in all; benchmarks/README.md has the long ones, with their peers.
bench: $(VENV)/.installed
	$(BIN)/python benchmarks/coldstart.py --rounds 7
	$(BIN)/python benchmarks/eventstore.py append read --events 100000 --rounds 1

# Writers killed as often as it is promised: six minutes. The tests kill six.
crash: $(VENV)/.installed
	STORE_CRASH_KILLS=200 $(BIN)/python -m pytest tests/store/test_crash.py -k sqlite
	STORE_CRASH_KILLS=50 $(BIN)/python -m pytest tests/store/test_crash.py -k postgresql

# Needs uv; run it after a change of the dependencies in pyproject.toml.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage htmlcov dist

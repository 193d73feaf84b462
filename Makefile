# Everything a newcomer needs: `make run` and `make test`. Each target does its own set-up and is quick the second time.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .make
PORT ?= 8000
SOURCES := src tests tools benchmarks

.PHONY: setup run test test-sqlite test-postgresql check bench load lock messages browser clean

setup: $(STAMPS)/python $(STAMPS)/node $(STAMPS)/assets $(STAMPS)/messages $(STAMPS)/example-forms/.done

$(STAMPS)/python: requirements/dev.txt pyproject.toml
	@mkdir -p $(STAMPS)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/node: package.json package-lock.json
	@mkdir -p $(STAMPS)
	npm ci --silent --no-progress
	@touch $@

CLIENT := $(shell find src/palermo/interviews/client -name '*.ts' -o -name '*.css' -o -name tsconfig.json)

$(STAMPS)/assets: $(STAMPS)/node tools/build_assets.mjs $(wildcard tools/assets/*.mjs src/palermo/web/scripts/*.mjs) $(CLIENT)
	npm run --silent build
	@touch $@

$(STAMPS)/messages: $(STAMPS)/python $(wildcard src/palermo/locale/*/LC_MESSAGES/*.po)
	$(BIN)/python tools/compile_messages.py
	@touch $@

# Forms that nobody here wrote, for the tests: they lie in an older wheel of pyxform (decision 0019). Nothing of it is
# installed or run.
$(STAMPS)/example-forms/.done: requirements/example-forms.txt $(STAMPS)/python
	@mkdir -p $(@D)
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
		-d $(@D) -r requirements/example-forms.txt
	@touch $@

# The product with fictional data, in a home of its own, on the embedded database.
run: setup
	PALERMO_MODE=demo PALERMO_HOME=$(CURDIR)/.palermo $(BIN)/palermo init
	PALERMO_MODE=demo PALERMO_HOME=$(CURDIR)/.palermo $(BIN)/palermo demo
	PALERMO_MODE=demo PALERMO_HOME=$(CURDIR)/.palermo $(BIN)/palermo serve --port $(PORT)

browser:
	@bash tools/ensure_browser.sh

# The whole suite, first on SQLite, then on PostgreSQL; the last lines say on which databases it ran.
test: setup browser
	@bash tools/run_tests.sh

check: setup
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	npx --no-install tsc --noEmit -p src/palermo/interviews/client
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --check --lint src/palermo
	PALERMO_MODE=test PALERMO_HOME=$(CURDIR)/.make/check-home $(BIN)/palermo django makemigrations --check --dry-run
	$(BIN)/python tools/check_repository.py

# Speed, memory and accuracy, beside a peer or a limit in the same run; results belong into docs/performance.md.
bench: setup
	$(BIN)/python -m benchmarks.run

messages: $(STAMPS)/python
	$(BIN)/python tools/extract_messages.py

lock:
	tools/lock.sh

clean:
	rm -rf $(VENV) $(STAMPS) node_modules .palermo src/palermo/web/static/vendor

# make run needs nothing but Python ≥ 3.11; everything it installs goes into .venv. What each target is for: README.md.
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
# Stories in a browser: the few that fail are looked at once more, and told loudly.
STORIES := $(BIN)/python -m tools.second_look $(PYTEST) -rfE
# Workers of the tests that spend their time in databases.
WORKERS ?= 2
# What `make load` fills, and where.
N ?= 100000
FOLDER ?= .build/load
# Without compiled files each of the many processes that tests start would compile all it imports.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := run
.PHONY: run web pictures test test-core test-web test-sqlite test-postgres test-full check fmt bench load simulate docs lock clean

RUN_READY := .venv/.ready-run
DEV_READY := .venv/.ready-dev

$(RUN_READY): pyproject.toml requirements-web.lock
	@tools/bootstrap
	@tools/install requirements-web.lock
	@touch $@

$(DEV_READY): pyproject.toml requirements-dev.lock
	@tools/bootstrap
	@tools/install requirements-dev.lock
	@touch $@ $(RUN_READY)

web: $(RUN_READY)          ## build the web apps; quick when nothing changed
	@$(BIN)/python -m tools.web build

run: web                   ## serve demo data on 127.0.0.1:8000
	@$(BIN)/bihuan serve --demo $(ARGS)

test: test-core test-web test-sqlite test-postgres   ## what to run before every commit, under six minutes

test-core: $(DEV_READY)    ## the pure core, under ten seconds
	@$(BIN)/python -m tools.timed 10 $(BIN)/python -m tools.side_by_side $(WORKERS) tests/core $(PYTEST) -q -p no:xdist --durations=3

test-web: $(DEV_READY)     ## the web apps: shared vectors, parts, budgets, and stories in a browser
	@$(BIN)/python -m tools.timed 180 sh -c '$(BIN)/python -m tools.web test && $(STORIES) -q tests/browser'

test-sqlite: $(DEV_READY)  ## everything else on SQLite
	@$(BIN)/python -m tools.timed 120 $(PYTEST) tests --ignore=tests/core --ignore=tests/browser -m "not postgres" -q -n $(WORKERS) --dist loadscope --durations=5

test-postgres: $(DEV_READY) ## the same command path on PostgreSQL
	@$(BIN)/python -m tools.timed 120 $(PYTEST) tests --ignore=tests/core --ignore=tests/browser -m postgres -q -n $(WORKERS) --dist loadscope --durations=5

test-full: $(DEV_READY)    ## what takes long: all that make test leaves out, and its property tests with more examples
	@$(BIN)/python -m tools.web build
	@$(BIN)/python -m tools.timed 300 $(STORIES) tests/browser/test_look.py -m full --run-full -q
	@$(BIN)/python -m tools.timed 300 $(STORIES) tests/browser/test_look_measured.py -m full --run-full -q
	@$(BIN)/python -m tools.timed 400 $(STORIES) tests/browser --ignore=tests/browser/test_look.py --ignore=tests/browser/test_look_measured.py -m full --run-full -q
	@$(BIN)/python -m tools.timed 2700 $(PYTEST) tests --ignore=tests/browser -m full --run-full -q -n $(WORKERS) --dist loadscope --no-loadscope-reorder --durations=25

pictures: $(DEV_READY)     ## those of README and docs anew, as the test run sees the product
	@$(BIN)/python -m tools.web build
	@LOOK_PICTURES=1 $(STORIES) tests/browser/test_look.py tests/browser/test_five_browsers.py -m full --run-full -q

check: $(DEV_READY)        ## style, types, import rules, limits, generated pages
	@$(BIN)/python -m tools.check

fmt: $(DEV_READY)
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format

bench: $(DEV_READY)        ## figures beside yardsticks: make bench ARGS="--size 100000"
	@$(BIN)/python -m bench $(ARGS)

simulate: $(DEV_READY)     ## months of work, faults and crashes out of one seed: make simulate SEED=7 DAYS=365
	@$(BIN)/python -m tests.simulator --seed $(or $(SEED),1) --days $(or $(DAYS),100) $(ARGS)

load: $(DEV_READY)         ## N realistic tickets, checked: make load N=1000000 FOLDER=…
	@$(BIN)/python -m bench.load --tickets $(N) $(FOLDER) $(ARGS)

docs: $(DEV_READY)         ## generated pages
	@$(BIN)/python -m tools.coverage_ids
	@$(BIN)/python -m tools.openapi

lock:                      ## renew the pinned versions within the ranges of pyproject.toml
	@tools/bootstrap
	@for extra in "" web dev; do \
	    $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --custom-compile-command "make lock" --no-annotate --no-emit-index-url --upgrade \
	        pyproject.toml $${extra:+--extra $$extra} --output-file requirements$${extra:+-$$extra}.lock; \
	done

clean:                     ## forget the environment and the caches, keep the data
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# Everything here can be repeated: what is there already is left as it is. As root on a Debian with python3, git and
# make, nothing else is needed. What set-up fetched or made lies in .venv and in ~/.cache/aftercall (scripts/cache).

DEMO_SECONDS ?= 300
BIN := .venv/bin
# Four at once on two cores, a file each: most of the time the tests wait for telephones. In the order of tests/conftest.py.
PYTEST_OPTIONS ?= -n 4 --dist loadfile --no-loadscope-reorder

# Where it is set, as in images of Python, each daemon that a test starts would compile all of its source anew: 3 s of 4.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup system asterisk sounds venv node demo lint test test-full bench bench-pacing lock clean

help: ## what can be made
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1	/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "make %-12s %s\n", $$1, $$2 }'
	@echo "(DEMO_SECONDS=60 make demo: the short run)"

setup: system asterisk sounds venv node ## get all that demo and tests need: packages, Asterisk, sounds, .venv, node_modules

system:
	@scripts/get-system

asterisk: system
	@scripts/get-asterisk

sounds: system
	@scripts/make-sounds

venv: system
	@scripts/make-venv

node: system
	@scripts/make-node

demo: setup ## a living floor in the terminal, for DEMO_SECONDS
	$(BIN)/aftercall demo --seconds $(DEMO_SECONDS)

lint: venv ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

test: setup lint ## lint, then all tests but the long ones
	$(BIN)/pytest -m "not full" --hypothesis-profile=same $(PYTEST_OPTIONS)

test-full: setup lint ## lint, then all tests
	$(BIN)/pytest $(PYTEST_OPTIONS)

bench: setup ## the benchmarks, one after the other
	$(BIN)/python -m benchmarks

bench-pacing: venv ## the pacing against its rivals, all scenarios; hours, goes on where it was cut
	nice -n 15 $(BIN)/python -m benchmarks.pacing

lock: ## write the lock files anew from pyproject.toml and package.json (needs uv)
	@scripts/lock

clean: ## remove .venv, node_modules and what runs left here; the cache stays
	rm -rf .venv node_modules build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "kept: $$(scripts/cache)"

# Every command a person or a machine gives here; `make` alone lists them.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help setup run test check bench docs pictures lock clean packages packages-test

export PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.stamp

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.* ## /  make \1\t/p' Makefile | expand -t 16

setup: $(READY) ## Install what is missing and build .venv from the lock
run: $(READY) ## Open the practice operation; with no display, make its journey in build/practice
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(BIN)/athar practice build/practice --window; \
	else QT_QPA_PLATFORM=offscreen $(BIN)/athar practice build/practice; fi

test: packages-test $(READY) ## Run every test
	@$(BIN)/python -m pytest -n logical --dist worksteal $(ARGS)

check: $(READY) ## Check format, style, types and layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

bench: $(READY) ## Measure speed and memory against the baselines
	@$(BIN)/python -m benchmarks

docs: $(READY) ## Write docs/rules.md anew from the rules
	@$(BIN)/python -m tests.house.rules_page

pictures: $(READY) ## Make the README's pictures anew from what `make run` left in build/practice
	@$(BIN)/python -m tools.pictures

lock: ## Resolve the dependencies anew and write requirements/*.lock
	@$(PYTHON) -m venv build/lock
	@build/lock/bin/pip install -q 'uv>=0.13,<0.14'
	@for kind in run dev; do \
	  build/lock/bin/uv pip compile pyproject.toml $$([ $$kind = run ] || echo --extra $$kind) -q --no-config \
	    --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command 'make lock' \
	    -o requirements/$$kind.lock || exit 1; \
	done

clean: ## Remove what was built here: .venv, build/ with the practice operation, caches
	rm -rf .venv build dist .*_cache .coverage .hypothesis

packages:
	@tools/prepare.sh packages

packages-test:
	@tools/prepare.sh packages test

$(READY): requirements/dev.lock pyproject.toml tools/prepare.sh | packages
	@tools/prepare.sh venv

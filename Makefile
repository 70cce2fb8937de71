PYTHON ?= python3
BIN := .venv/bin
SOURCES := pyproject.toml CMakeLists.txt $(shell find cpp python -name '*.[ch]pp' -o -name '*.py' -o -name '*.pyi')

export OMP_WAIT_POLICY ?= passive

.PHONY: demo test lint docs bench clean

demo: .venv/installed-demo
	$(BIN)/python -m splinex.demo

test: .venv/installed-check
	$(BIN)/python -m pytest
	$(BIN)/python -m pytest --doctest-modules --pyargs splinex

lint: .venv/installed-check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	find cpp -name '*.[ch]pp' -exec $(BIN)/clang-format --dry-run -Werror {} +
	$(BIN)/mypy
	$(BIN)/stubtest splinex._core

docs: .venv/installed-docs
	$(BIN)/python -m sphinx -W -q -b html docs build/docs

bench: .venv/installed-demo
	$(BIN)/python -m bench

clean:
	rm -rf .venv build dist

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/installed-demo: $(BIN)/python $(SOURCES)
	$(BIN)/python -m pip install ".[plot,progress]"
	touch $@

.venv/installed-check: $(BIN)/python $(SOURCES)
	$(BIN)/python -m pip install ".[test,check]"
	touch $@ .venv/installed-demo

.venv/installed-docs: $(BIN)/python $(SOURCES)
	$(BIN)/python -m pip install ".[docs]"
	touch $@

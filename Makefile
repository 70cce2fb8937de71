PYTHON ?= python3
BIN := .venv/bin
SOURCES := pyproject.toml CMakeLists.txt $(shell find cpp python -name '*.[ch]pp' -o -name '*.py' -o -name '*.pyi')

export OMP_WAIT_POLICY ?= passive

# The bench runs in another environment with `make bench-report BENCH_PYTHON=...`; it must have splinex and matplotlib.
BENCH_PYTHON ?= $(BIN)/python
BENCH := $(BENCH_PYTHON) -m bench
BENCH_READY := $(if $(filter $(BIN)/python,$(BENCH_PYTHON)),.venv/installed-bench)
RUNS := build/bench
ENGINE_CASES := $(addprefix --case ,toy d2deep d2wide d3 d4 d5 d6 d8 arr3x100 arr4x40 arr6x30 arr10x20)
FIGURES := docs/figures

# By name: `make gallery GALLERY="plane cells"`.
GALLERY :=

.PHONY: demo test lint docs gallery bench bench-report clean

demo: .venv/installed-demo
	$(BIN)/python -m splinex.demo

test: .venv/installed-check
	$(BIN)/python -m pytest -n auto
	$(BIN)/python -m pytest --doctest-modules --pyargs splinex

lint: .venv/installed-check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	find cpp -name '*.[ch]pp' -exec $(BIN)/clang-format --dry-run -Werror {} +
	$(BIN)/mypy
	$(BIN)/stubtest splinex._core

docs: .venv/installed-docs
	$(BIN)/python -m sphinx -W -q -b html docs build/docs

gallery: .venv/installed-docs
	$(BIN)/python docs/gallery.py $(GALLERY)

bench: .venv/installed-demo
	$(BIN)/python -m bench

bench-report: $(BENCH_READY)
	mkdir -p $(RUNS)/engines $(FIGURES)
	$(BENCH) run > $(RUNS)/cases.jsonl
	$(BENCH) run --operation enumerate --domain space --case d3 --case d6 --case d8 --case resonance6 >> $(RUNS)/cases.jsonl
	$(BENCH) run --operation facets --domain box space --case d3 --case d4 >> $(RUNS)/cases.jsonl
	for engine in auto dictionary; do \
	    $(BENCH) run --operation count enumerate --domain box --arithmetic $$engine $(ENGINE_CASES) \
	        > $(RUNS)/engines/$$engine.jsonl || exit 1; \
	done
	$(BENCH) sweep > $(RUNS)/sweeps.jsonl
	$(BENCH) threads > $(RUNS)/threads.jsonl
	$(BENCH) peers -o $(RUNS)/peers.jsonl > $(FIGURES)/peers.txt
	$(BENCH) table $(RUNS)/cases.jsonl > $(FIGURES)/cases.txt
	$(BENCH) table $(RUNS)/engines/auto.jsonl $(RUNS)/engines/dictionary.jsonl > $(FIGURES)/engines.txt
	$(BENCH) table $(RUNS)/sweeps.jsonl > $(FIGURES)/sweeps.txt
	$(BENCH) table $(RUNS)/threads.jsonl > $(FIGURES)/threads.txt
	$(BENCH) plot $(RUNS)/*.jsonl -o $(FIGURES)

clean:
	rm -rf .venv build dist

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/installed-demo: $(BIN)/python $(SOURCES)
	$(BIN)/python -m pip install ".[plot,progress]"
	touch $@

.venv/installed-bench: .venv/installed-demo bench/peers/requirements.txt
	$(BIN)/python -m pip install onnx -r bench/peers/requirements.txt
	touch $@

.venv/installed-check: $(BIN)/python $(SOURCES)
	$(BIN)/python -m pip install ".[test,check]"
	touch $@ .venv/installed-demo

.venv/installed-docs: $(BIN)/python $(SOURCES)
	$(BIN)/python -m pip install ".[docs]"
	touch $@

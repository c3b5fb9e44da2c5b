# Each target sets up what it needs in .venv, and is safe to run twice.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
EXTRAS := serve,parquet,traditional,cluster,dev
PYWB := .venv-pywb
STAMP := $(VENV)/.installed

.PHONY: help demo demo-cluster test lint quality bench crash-test docs clean

help:
	@echo "make demo        crawl the built-in replica of the site, and show what comes of it"
	@echo "make demo-cluster  the same by three workers that share one crawl"
	@echo "make test        run the tests"
	@echo "make lint        ruff and mypy"
	@echo "make quality     score extraction; the baseline only rises"
	@echo "make bench       speeds, as ratios measured in one run"
	@echo "make crash-test  kill crawls at 60 random points and check that nothing is lost"
	@echo "make docs        make the pages that are read off the code"

# pip first: older ones fail on some packages' metadata.
$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "newscrawl needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Set PYTHON=..."; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	PYTHONWARNINGS='ignore:Editable installation' $(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[$(EXTRAS)]'
	@touch $(STAMP)

demo: $(STAMP)
	$(BIN)/newscrawl demo

demo-cluster: $(STAMP)
	$(BIN)/newscrawl demo-cluster

# The replay software pywb, which one test shows our WARC files to; too many packages to share an environment with.
$(PYWB)/.installed: | $(STAMP)
	$(PYTHON) -m venv $(PYWB)
	$(PYWB)/bin/python -m pip install --quiet 'pywb>=2.10,<3' || echo "pywb cannot be installed: its test will be skipped."
	@touch $@

test: $(STAMP) $(PYWB)/.installed
	NEWSCRAWL_PYWB=$(abspath $(PYWB))/bin $(BIN)/python -m pytest -q -n 2 --dist loadfile

quality: $(STAMP)
	$(BIN)/python -m benchmarks.quality

# About twenty minutes on two quiet cores; each part also runs alone, with options (see its first lines).
bench: $(STAMP)
	$(BIN)/python -m benchmarks.extraction_speed
	$(BIN)/python -m benchmarks.crawl_speed
	$(BIN)/python -m benchmarks.reextract_speed
	$(BIN)/python -m benchmarks.search_speed --articles 10000
	$(BIN)/python -m benchmarks.export_speed --rounds 3
	$(BIN)/python -m benchmarks.near_copies
	$(BIN)/python -m benchmarks.hostile_pages

# About five minutes; `python -m tests.end_to_end.crashing --kills 200 --seed 7` for more, or the same again.
crash-test: $(STAMP)
	$(BIN)/python -m tests.end_to_end.crashing

docs: $(STAMP)
	$(BIN)/python docs/generate.py

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf $(VENV) $(PYWB) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

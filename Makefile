# `make book` builds the site, `make stick` packs it for a memory stick, `make test` runs all tests;
# each sets up .venv first if needed.

PYTHON ?= python3
IN = .venv/bin
DESCRIBED = requirements.txt pyproject.toml

.PHONY: book stick test lab notebooks reproduce clean

book: .venv/book
	$(IN)/jupyter-book build . -W --keep-going -n -q
	@echo "Open $(CURDIR)/_build/html/index.html"

stick: book
	$(IN)/python book/_tools/pack.py stick _build/html _build/conv1x1-site.zip

# On two cores; what is in one file runs in its order on one of them.
test: .venv/all
	$(IN)/python -m pytest --dist loadscope --tx "2*popen//python=$(IN)/python -X warn_default_encoding"

lab: .venv/all
	$(IN)/jupyter lab book

# Carry code from English to Hindi, execute the notebooks whose code has changed, name what is
# still to be translated.
notebooks: .venv/all
	$(IN)/python book/_tools/notebooks.py sync
	$(IN)/python book/_tools/notebooks.py run
	$(IN)/python book/_tools/notebooks.py stale

reproduce: .venv/all
	$(IN)/python book/_tools/notebooks.py reproduce

clean:
	rm -rf _build

.venv/book: $(DESCRIBED) | .venv/bin/pip
	$(IN)/pip install -q -c requirements.txt -e ".[book]"
	@touch $@

.venv/all: $(DESCRIBED) | .venv/bin/pip
	$(IN)/pip install -q -r requirements.txt -e .
	@touch $@ .venv/book

.venv/bin/pip:
	$(PYTHON) -m venv .venv

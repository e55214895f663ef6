# `make book` builds the site, `make stick` packs it for a memory stick, `make test` runs all tests and
# `make quick` those that need neither notebooks nor a browser; each sets up .venv first if needed.

PYTHON ?= python3
UV ?= uv
IN = .venv/bin
DESCRIBED = requirements.txt pyproject.toml

# Two workers on two cores, each with one thread: libraries that share a core wait for each other. What is in one file
# runs in its order on one worker; files start in the order of `testpaths`, the longest first. Python warns of a file
# that is opened without its encoding, which Windows reads wrongly; pyproject.toml makes that an error.
PYTEST = OMP_NUM_THREADS=1 $(IN)/python -m pytest --dist loadscope --no-loadscope-reorder \
	--tx "2*popen//python=$(IN)/python -X warn_default_encoding"

# Torch's GPU libraries: 3 GB that a CPU build does without. They stay out of the lock, and pip adds them where it
# installs a torch that needs them.
GPU = cuda-bindings cuda-toolkit nvidia-cudnn-cu13 nvidia-cusparselt-cu13 nvidia-nccl-cu13 nvidia-nvshmem-cu13 triton

.PHONY: book stick test quick style lab notebooks reproduce lock clean

book: .venv/book
	$(IN)/jupyter-book build . -W --keep-going -n -q
	@echo "Open $(CURDIR)/_build/html/index.html"

stick: book
	$(IN)/python book/_tools/pack.py stick _build/html _build/conv1x1-site.zip

test: style
	$(PYTEST)

quick: style
	$(PYTEST) tests/package tests/book book/_ext conv1x1_lab

style: .venv/all
	$(IN)/ruff check -q
	$(IN)/ruff format -q --check

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
	for name in $$(ls conv1x1_lab/experiments/*.csv); do \
		$(IN)/python -m conv1x1_lab experiments $$(basename $$name .csv) --check || exit 1; done

# requirements.txt from pyproject.toml, with all that is needed behind it, for all systems. What it pins already stays.
lock:
	printf '%s\n' $(GPU) | $(UV) pip compile -q pyproject.toml --all-extras --universal --excludes - \
		--no-annotate --custom-compile-command "make lock" -o requirements.txt

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

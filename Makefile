# Cordboard. `make demo` and `make test` do all the set-up on a Debian 12 machine with Swift 6.3.

SWIFT ?= swift
CONFIG ?= config/demo.yaml
DATA ?= data
RUNS ?= 100

.PHONY: help demo run test unit-test client-test fuzz smoke bench lint format build release setup setup-python clean

help: ## Show what can be made.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | expand -t 16

demo: release ## Build a release and run the demo contact centre with simulated customers and agents.
	.build/release/cordboard demo --config config/demo.yaml --data $(DATA)

run: release ## Build a release and run the server alone (CONFIG, DATA).
	.build/release/cordboard serve --config $(CONFIG) --data $(DATA)

test: unit-test client-test ## Install what the tests need and run all of them.

unit-test: setup
	$(SWIFT) build --build-tests
	SWIFT="$(SWIFT)" scripts/swift-tests.sh

fuzz: setup ## Feed readers of mail with broken messages and commands for long (RUNS times as many seeds).
	$(SWIFT) build --build-tests
	RANDOM_RUNS=$(RUNS) SWIFT="$(SWIFT)" scripts/swift-tests.sh --filter 'MessageLawTests|TransferLawTests'

client-test: setup-python
	$(SWIFT) build --product cordboard
	$(SWIFT) build --product socketio-echo
	$(SWIFT) build --product bayeux-echo
	scripts/client-tests.sh .build/debug/cordboard

smoke: release ## Run the demo until three conversations have closed.
	scripts/smoke.sh .build/release/cordboard

bench: release ## Measure; see docs/benchmarks.md.
	Benchmarks/run.sh

lint: ## Check the form of the sources.
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Benchmarks Examples
	scripts/lint-text.sh

format: ## Bring the sources into form.
	$(SWIFT) format --in-place --recursive Package.swift Sources Tests Benchmarks Examples

build: setup
	$(SWIFT) build

release: setup
	$(SWIFT) build -c release --product cordboard

setup:
	scripts/setup.sh

setup-python: setup
	scripts/setup.sh python

clean: ## Remove what was built.
	rm -rf .build .venv

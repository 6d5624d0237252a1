# SPDX-License-Identifier: Apache-2.0
# Two commands do everything on a fresh Debian 12 with the Swift 6.3 toolchain: `make demo` and `make test`.

SWIFT ?= swift
RELEASE = $(SWIFT) build -c release --static-swift-stdlib --product bulwark
BINARY = .build/release/bulwark
SOURCES = Sources Tests Package.swift

.PHONY: help setup demo build test check lint format bench golden fuzz conformance clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

setup: ## Install the Debian packages that are missing
	@Scripts/setup

build: ## Build the release binary: .build/release/bulwark
	$(RELEASE)

demo: setup build ## Build everything and scan the example shop
	@echo; echo '$$ bulwark scan Examples/shop'; echo
	@$(BINARY) scan Examples/shop; status=$$?; test $$status -le 1

test: ## Build and run all tests
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

lint: ## Check the style of all sources
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

format: ## Rewrite all sources in the project's style
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

check: lint ## Style, layering, registries, freshness of generated files
	$(SWIFT) build --explicit-target-dependency-import-check error
	$(SWIFT) test --filter ArchitectureTests
	$(SWIFT) test --skip-build --filter CommandTests

golden: ## Rewrite the golden files and the generated reference pages
	BULWARK_GOLDEN=write $(SWIFT) test --filter 'CommandTests|ArchitectureTests'

conformance: ## Run the suites of outside truth in the folder that BULWARK_SHARED names
	$(SWIFT) test --filter ConformanceTests

bench: build ## Measure against peers and physical limits; prints ratios
	Benchmarks/run

fuzz: build ## Hostile input for the parser and the commands, random clusters for the network engine; SECONDS=60
	Fuzzing/run $(or $(SECONDS),60)

clean: ## Remove what was built
	rm -rf .build Benchmarks/.build Fuzzing/.build

# `make` prints what there is. Each target that builds first runs Scripts/install-prerequisites, which says what it does.

DATA ?= var
LISTEN ?= 127.0.0.1:8080
BENCH_SIZES ?= 1000 10000 100000 1000000
BENCH_CVES ?= 400000

# A change of any of these flags rebuilds everything: run, bench, docs and release share the first set, test has the second.
CHECKED := --explicit-target-dependency-import-check error
# Types of generic parts are made by calls instead of by their names, which a start would look up one after another: a
# quarter of its instructions.
DIRECT_TYPES := -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
RELEASE_FLAGS := -c release --static-swift-stdlib $(CHECKED) $(DIRECT_TYPES)
TEST_FLAGS := -debug-info-format none -Xcc -g0

SWIFT_FOLDERS := $(wildcard Sources Tests Benchmarks)
FORMAT := swift format
EXECUTABLE := .build/release/almanac
BENCHMARK := .build/release/almanac-bench

# The modules whose tests keep a store that either engine can hold.
STORE_TESTS := StorageTests|ServicesTests|HTTPAPITests|PostgreSQLCommandTests

empty :=
space := $(empty) $(empty)
comma := ,

# A crash must not print memory, and a backtrace in CI can hang for minutes.
export SWIFT_BACKTRACE ?= enable=no

# All tests at once are some thousand stores at once: 9 GB, and minutes of waiting for each other.
export SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH ?= 24

.DEFAULT_GOAL := help
.PHONY: help run test test-web picture test-postgresql prove-postgresql prove-jobs bench release docs format lint prerequisites clean

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: release ## Builds, loads the sample network into ./var, prints its report, serves on http://127.0.0.1:8080
	@echo "run: store in ./$(DATA), serving on http://$(LISTEN); stop with Ctrl-C"
	@exec $(EXECUTABLE) demo --data $(DATA) --listen $(LISTEN)

test: prerequisites ## Builds everything in debug, runs the examples of the documentation and all tests
	swift build --build-tests $(CHECKED) $(TEST_FLAGS)
	@Scripts/check-docs-examples .build/debug/almanac
	@swift test --skip-build $(TEST_FLAGS) --disable-xctest

test-web: prerequisites ## Runs the tests of the pages in Chromium; leaves a gallery in .build/gallery; TOUR=everything for all looks
	swift build --build-tests $(CHECKED) $(TEST_FLAGS)
	@ALMANAC_TOUR=$(TOUR) Scripts/test-web .build/debug/almanac

picture: prerequisites ## Makes the picture of the README anew
	swift build --build-tests $(CHECKED) $(TEST_FLAGS)
	@ALMANAC_PICTURE=write Scripts/test-web .build/debug/almanac -k the_readme

test-postgresql: prerequisites ## Runs the tests that keep a store once more, on a PostgreSQL of their own
	swift build --build-tests $(CHECKED) $(TEST_FLAGS)
	@SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=16 Scripts/with-postgresql \
		swift test --skip-build $(TEST_FLAGS) --disable-xctest --filter '$(STORE_TESTS)'

prove-postgresql: prerequisites ## Stops, restarts and kills PostgreSQL under load; a pooler; broken transactions
	swift build --build-tests $(CHECKED) $(TEST_FLAGS)
	Scripts/with-postgresql --durable Benchmarks/postgresql_outage.py .build/debug/almanac
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=12 Scripts/with-postgresql --pooler \
		swift test --skip-build $(TEST_FLAGS) --disable-xctest --filter '$(STORE_TESTS)'
	ALMANAC_TEST_DATABASE_FAULTS=1 SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=12 \
		Scripts/with-postgresql --serializable \
		swift test --skip-build $(TEST_FLAGS) --disable-xctest --filter 'StorageTests|ServicesTests'

prove-jobs: prerequisites ## Kills and stops 20 worker processes while they run 100,000 jobs on PostgreSQL
	swift build $(RELEASE_FLAGS) --product almanac-bench
	Scripts/with-postgresql --durable $(BENCHMARK) --only job-kills --runs 100000 --workers 20

bench: release ## Measures CPU time at BENCH_SIZES (1000 10000 100000 1000000) and BENCH_CVES (400000)
	swift build $(RELEASE_FLAGS) --product almanac-bench
	$(BENCHMARK) --sizes $(subst $(space),$(comma),$(strip $(BENCH_SIZES))) --cves $(BENCH_CVES)

release: prerequisites ## Leaves the executable at .build/release/almanac
	swift build $(RELEASE_FLAGS) --product almanac

docs: release ## Generates the reference of the models and checks all comments and links
	$(EXECUTABLE) docs models --output docs/reference/models.md
	@Scripts/check-docs

format: prerequisites ## Formats all Swift files in place
	$(FORMAT) --in-place --parallel --recursive --configuration .swift-format $(SWIFT_FOLDERS) Package.swift

lint: prerequisites ## Runs every gate that needs no build, the cheapest first
	@Scripts/test-gates
	@Scripts/check-imports
	$(FORMAT) lint --strict --parallel --recursive --configuration .swift-format $(SWIFT_FOLDERS) Package.swift
	@Scripts/check-sizes
	@Scripts/check-manual
	@Scripts/check-docs

prerequisites: ## Installs what is missing on this machine
	@Scripts/install-prerequisites

clean: ## Removes what was built; the store under ./var stays
	rm -rf .build

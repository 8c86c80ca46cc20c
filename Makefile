# The commands of this project. `make demo` and `make test` are the two that matter; `make setup` installs what they need.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
CARGO ?= cargo
ARGS ?=

# Says what is missing and how to get it, rather than fail in the middle of a build: $(call need,program,what for,how).
need = command -v $(1) >/dev/null 2>&1 || { echo "missing: $(1), $(2). Get it: $(3)" >&2; exit 2; }
SETUP = make setup (as root, on Debian or Ubuntu), or your package manager

.PHONY: help
help: ## Lists the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

.PHONY: setup
setup: ## Installs the system packages on Debian and Ubuntu (as root or with sudo)
	@sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get update -q && \
	$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends \
		build-essential perl ca-certificates openjdk-17-jdk-headless maven

.PHONY: need-build need-kafka
need-build:
	@$(call need,$(CARGO),to build,the Rust toolchain from rustup or your package manager (1.90 or newer))
	@$(call need,cc,to build librdkafka,$(SETUP))
	@$(call need,c++,to build librdkafka,$(SETUP))
	@$(call need,make,to build librdkafka,$(SETUP))

need-kafka:
	@$(call need,java,to run Apache Kafka for the delivery tests,$(SETUP))
	@$(call need,mvn,to fetch Apache Kafka for the delivery tests,$(SETUP))

.PHONY: demo
demo: need-build ## Streams the sample articles through the whole worker and shows their facts; ARGS=--serve keeps it running
	$(CARGO) run --locked --release --quiet -- demo $(ARGS)

.PHONY: test
test: need-build need-kafka lint ## Everything that CI runs: format, lints, docs, unit, property, golden and delivery tests
	$(CARGO) test --locked --all-targets
	$(CARGO) test --locked --doc

.PHONY: lint
lint: need-build ## Format, lints and documentation without a warning
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --locked --no-deps --quiet

.PHONY: bench
bench: need-build ## Extraction speed, by stage
	$(CARGO) bench --locked --bench extract

.PHONY: figures
figures: need-build need-kafka ## Delivery figures on a real Kafka: throughput, latency, start, stop, memory, idle CPU
	$(CARGO) test --locked --release --test kafka -- figures --ignored --nocapture --test-threads 1

.PHONY: release
release: need-build ## The binary that is shipped: target/dist/factwire
	$(CARGO) build --locked --profile dist

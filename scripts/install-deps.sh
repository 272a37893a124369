#!/usr/bin/env bash
# Installs what a make target needs and this machine lacks: `scripts/install-deps.sh demo|test|bench`.
#
# Does nothing, in a fraction of a second, when nothing is missing. On Debian and its relatives it installs packages,
# with sudo unless it runs as root; on macOS it names the Homebrew packages, because installing there is the user's
# choice. Rust and Python themselves are never installed, only asked for.
set -euo pipefail

readonly RUST_MINIMUM=88 # the minor version, as in `rust-version` of Cargo.toml
readonly PYTHON="${PYTHON:-python3}"

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

check_rust() {
    command -v cargo >/dev/null ||
        fail "cargo is missing: install Rust 1.$RUST_MINIMUM or newer with rustup, and see that its bin folder is on PATH"
    local version
    version=$(rustc --version | sed -E 's/^rustc 1\.([0-9]+).*/\1/')
    [ "$version" -ge "$RUST_MINIMUM" ] ||
        fail "$(rustc --version) is too old: Enigma needs Rust 1.$RUST_MINIMUM or newer (rustup update)"
}

check_rust_tools() {
    local tool
    for tool in fmt clippy; do
        cargo "$tool" --version >/dev/null 2>&1 ||
            fail "cargo $tool is missing: rustup component add rustfmt clippy"
    done
}

check_python() {
    command -v "$PYTHON" >/dev/null ||
        fail "$PYTHON is missing: install Python 3.10 or newer, or name one with PYTHON=..."
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
        fail "$("$PYTHON" --version) is too old: Enigma needs Python 3.10 or newer (name one with PYTHON=...)"
}

# The packages of one target, one a line. Later targets include what earlier ones need.
#
# LLVM is linked statically into the wheel, which takes the archives of Polly, zstd and zlib beside LLVM's own; the
# C++ compiler is there for its linker and standard library.
debian_packages() {
    if [ -z "${LLVM_SYS_221_PREFIX:-}" ]; then
        printf '%s\n' llvm-22-dev libpolly-22-dev libzstd-dev zlib1g-dev
    fi
    command -v c++ >/dev/null || echo g++
    "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    case $1 in
    test) printf '%s\n' clang-22 mlir-22-tools ;;
    bench) printf '%s\n' clang-22 libomp-22-dev pocl-opencl-icd ocl-icd-opencl-dev ;;
    esac
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "not root and sudo is missing; as root, run: $*"
    fi
}

install_debian() {
    local missing=() package
    while read -r package; do
        is_installed "$package" || missing+=("$package")
    done < <(debian_packages "$1")
    [ "${#missing[@]}" -gt 0 ] || return 0
    echo "installing ${missing[*]}"
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" ||
        fail "could not install ${missing[*]}; LLVM 22 is in Debian 12 (with its updates) and later"
}

check_homebrew() {
    command -v c++ >/dev/null || fail "the command line tools are missing: xcode-select --install"
    "$(dirname "$0")/llvm-prefix.sh" >/dev/null
    [ "$1" != bench ] || [ -d "$(brew --prefix libomp 2>/dev/null)" ] ||
        fail "OpenMP is missing: brew install libomp pocl"
}

check_other_linux() {
    [ -x "${LLVM_SYS_221_PREFIX:-/usr/lib/llvm-22}/bin/llvm-config" ] ||
        fail "LLVM 22 is missing: install it with its static libraries, and set LLVM_SYS_221_PREFIX to its folder"
}

main() {
    case ${1:-} in
    demo | test | bench) ;;
    *) fail "usage: scripts/install-deps.sh demo|test|bench" ;;
    esac
    check_rust
    check_python
    [ "$1" != test ] || check_rust_tools
    if [ "$(uname -s)" = Darwin ]; then
        check_homebrew "$1"
    elif command -v apt-get >/dev/null; then
        install_debian "$1"
    else
        check_other_linux
    fi
}

main "$@"

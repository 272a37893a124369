#!/usr/bin/env bash
# Prints where Homebrew keeps LLVM 22, for LLVM_SYS_221_PREFIX on macOS; says what to install when it is not there.
#
# `llvm` is the newest LLVM and moves on; `llvm@22` keeps its version once that has happened.
set -euo pipefail

for formula in llvm@22 llvm; do
    prefix=$(brew --prefix "$formula" 2>/dev/null) || continue
    case $("$prefix/bin/llvm-config" --version 2>/dev/null) in
    22.*)
        echo "$prefix"
        exit 0
        ;;
    esac
done
echo "error: LLVM 22 is missing: brew install llvm@22 zstd (or llvm, while that is version 22)" >&2
exit 1

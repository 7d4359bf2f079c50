#!/usr/bin/env bash
# Rebuilds the programs of the pause image, bit for bit with Debian 12's compilers (gcc and gcc-aarch64-linux-gnu 12.2, binutils 2.40).
#   build-pause.sh [FOLDER]   writes pause-amd64, pause-arm64, forward-amd64 and forward-arm64 there; default: beside this script
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
out="${1:-$here}"

# Everything that could differ between two builds is off: paths, build ids, notes, padding to pages.
flags=(-Os -std=c11 -Wall -Wextra -Werror -ffreestanding -fno-stack-protector -fno-asynchronous-unwind-tables -fno-pic -no-pie -fno-ident
    -fno-tree-loop-distribute-patterns -nostdlib -static -s -Wl,--build-id=none -Wl,-z,norelro -Wl,-z,noseparate-code -Wl,-z,noexecstack)

build() {
    local compiler="$1" architecture="$2" program target; shift 2
    command -v "$compiler" >/dev/null || { echo "$compiler is missing: apt-get install gcc gcc-aarch64-linux-gnu" >&2; exit 3; }
    [ "$("$compiler" -dumpfullversion)" = 12.2.0 ] || echo "$compiler is not gcc 12.2.0: its result may differ" >&2
    for program in pause forward; do
        target="$program-$architecture"
        "$compiler" "${flags[@]}" "$@" -o "$out/$target" "$here/$program.c"
        chmod 755 "$out/$target"
        echo "$target: $(stat -c %s "$out/$target") bytes, sha256 $(sha256sum "$out/$target" | cut -d ' ' -f 1)"
    done
}

build "${CC_AMD64:-x86_64-linux-gnu-gcc}" amd64 -fcf-protection=none
# An arm64 kernel may use pages of 64 KiB.
build "${CC_ARM64:-aarch64-linux-gnu-gcc}" arm64 -Wl,-z,max-page-size=65536

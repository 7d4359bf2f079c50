#!/usr/bin/env bash
# Makes sure that node is there, and the packages of tests/Compatibility/ClientNode: installed below artifacts/, as their lock file says.
# As root on Debian or Ubuntu it installs nodejs and npm; else it says what is missing and fails.
set -euo pipefail
cd "$(dirname "$0")/.."
source=tests/Compatibility/ClientNode
target=artifacts/client-node
oldest=18

missing() {
    printf 'The tests with @kubernetes/client-node cannot run: %s\n' "$1" >&2
    exit 1
}

usable() { command -v node >/dev/null 2>&1 && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge "$oldest" ]; }

if ! usable || ! command -v npm >/dev/null 2>&1; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        missing "node $oldest or newer and npm are needed (https://nodejs.org)."
    fi
    { apt-get install -y --no-install-recommends nodejs npm || { apt-get update && apt-get install -y --no-install-recommends nodejs npm; }; } >/dev/null 2>&1 ||
        missing "nodejs and npm could not be installed."
    usable || missing "node $oldest or newer is needed, and apt-get has $(node --version)."
fi

mkdir -p "$target"
if ! cmp -s "$source/package-lock.json" "$target/installed.json"; then
    cp "$source/package.json" "$source/package-lock.json" "$target/"
    npm ci --prefix "$target" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null || missing "npm could not install its packages."
    cp "$source/package-lock.json" "$target/installed.json"
fi
echo "node: $(node --version), @kubernetes/client-node $(node -p "require('./$target/node_modules/@kubernetes/client-node/package.json').version")"

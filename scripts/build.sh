#!/usr/bin/env bash
# Publishes the command for this machine, compiled ahead of time, to out/localpods.
set -euo pipefail
cd "$(dirname "$0")/.."
case "$(uname -m)" in
    aarch64 | arm64) rid=linux-arm64 ;;
    *) rid=linux-x64 ;;
esac
rid="${RID:-$rid}"
if ! command -v dotnet >/dev/null 2>&1; then
    echo "The .NET 10 SDK is needed to build: https://dotnet.microsoft.com/download" >&2
    exit 1
fi
# Published aside and moved over: a second publish to the same folder would remove the native library that the first one left there,
# and a daemon that runs keeps the file it started from.
# The analyzers are for `make lint` and `make test`.
stage=artifacts/publish
rm -rf "$stage"
log="$(mktemp)"
trap 'rm -f "$log"' EXIT
if ! dotnet publish src/Cli/LocalPods.Cli.csproj -c Release -r "$rid" --no-self-contained -p:DebugType=none -p:RunAnalyzers=false \
    -o "$stage" --nologo -v quiet >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
fi
mkdir -p out
mv -f "$stage"/localpods "$stage"/*.so out/
rm -rf "$stage"
echo "build: out/localpods ($(out/localpods version --client 2>/dev/null | head -n 1 || true))"

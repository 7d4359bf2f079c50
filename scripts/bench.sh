#!/usr/bin/env bash
# Measures LocalPods against the bare engine, in one run and in an instance of its own. Arguments choose sections; none means all:
# pods exits probes idle commands store.
set -euo pipefail
cd "$(dirname "$0")/.."
export LOCALPODS_INSTANCE="bench-$$"
cleanup() { out/localpods down --all >/dev/null 2>&1 || true; }
trap cleanup EXIT
dotnet build bench/LocalPods.Bench.csproj -c Release --nologo -v quiet
# The first pod brings the pause image, which the floor uses too.
out/localpods apply -f examples/restart-never.yml
out/localpods delete -f examples/restart-never.yml
pause="$(docker images --format '{{.Repository}}:{{.Tag}}' --filter reference='localpods/pause' | head -n 1)"
engine="$(docker context inspect --format '{{.Endpoints.docker.Host}}' 2>/dev/null || echo unix:///var/run/docker.sock)"
engine="${DOCKER_HOST:-$engine}"
dotnet bench/bin/Release/net10.0/LocalPods.Bench.dll "${engine#unix://}" out/localpods "$pause" "$LOCALPODS_INSTANCE" "$@"

#!/usr/bin/env bash
# Runs the tests and prints "N passed, N failed" as its last line. An engine that this script has to start is stopped
# again at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
what="${1:-all}"
results="$(mktemp -d)"
stop_engine=no
passed=0
failed=0

finish() {
    [ "$stop_engine" = no ] || scripts/engine.sh stop >/dev/null
    rm -rf "$results"
}
trap finish EXIT

conclude() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
    exit
}

case "$what" in
    all) filter="" ;;
    unit) filter="needs!=docker" ;;
    docker) filter="needs=docker" ;;
    *) echo "usage: test.sh [all|unit|docker]" >&2; exit 2 ;;
esac

dotnet build LocalPods.sln --nologo -v quiet || { failed=1; conclude; }

if [ "$what" != unit ]; then
    running_before="$(docker version --format '{{.Server.Version}}' 2>/dev/null || true)"
    scripts/engine.sh start || { failed=1; conclude; }
    [ -n "$running_before" ] || stop_engine=yes
    scripts/images.sh || { failed=1; conclude; }
    scripts/build.sh || { failed=1; conclude; }
    export LOCALPODS_REQUIRE_DOCKER=1
fi

for project in tests/*/*.csproj; do
    name="$(basename "$project" .csproj)"
    grep -q '<IsTestProject>false' "$project" && continue
    [ "$what" = unit ] && [[ "$name" = LocalPods.Integration || "$name" = LocalPods.Compatibility ]] && continue
    echo "== $name"
    log="$results/$name.trx"
    dotnet test "$project" --no-build --nologo -v quiet ${filter:+--filter "$filter"} --logger "trx;LogFileName=$log" --logger "console;verbosity=minimal"
    code=$?
    if [ -f "$log" ]; then
        counters="$(grep -o '<Counters [^>]*>' "$log" | head -n 1)"
        p="$(sed 's/.* passed="\([0-9]*\)".*/\1/' <<<"$counters")"
        f="$(sed 's/.* failed="\([0-9]*\)".*/\1/' <<<"$counters")"
        passed=$((passed + p))
        failed=$((failed + f))
        [ "$code" = 0 ] || [ "$f" != 0 ] || failed=$((failed + 1))
    elif [ "$code" != 0 ]; then
        failed=$((failed + 1))
    fi
done

# Statements of the spec: one that no test showed counts as failed where all tests ran.
if [ "$what" != docker ]; then
    dotnet run --project tests/SpecTable --no-build -- "$results"
    missing=$?
    [ "$what" != all ] || failed=$((failed + missing))
fi
conclude

#!/usr/bin/env bash
# Runs the tests and prints "N passed, N failed" as its last line. An engine that this script has to start is stopped
# again at the end.
set -uo pipefail
cd "$(dirname "$0")/.."
what="${1:-all}"
results="$(mktemp -d)"
stop_engine=no
lane=""
passed=0
failed=0

finish() {
    [ -z "$lane" ] || kill -- "-$lane" 2>/dev/null
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

# As it is published, so that the command is made of what was just built and checked.
dotnet build LocalPods.sln -c Release --nologo -v quiet || { failed=1; conclude; }

if [ "$what" != unit ]; then
    running_before="$(docker version --format '{{.Server.Version}}' 2>/dev/null || true)"
    scripts/engine.sh start || { failed=1; conclude; }
    [ -n "$running_before" ] || stop_engine=yes
    scripts/images.sh || { failed=1; conclude; }
    scripts/build.sh || { failed=1; conclude; }
    export LOCALPODS_REQUIRE_DOCKER=1
    export LOCALPODS_VERB_RECORD="$results/kubectl-verbs.txt" # which verbs of which kubectl worked, for the report
    if scripts/node.sh; then export LOCALPODS_REQUIRE_NODE=1; fi
fi

# A project's tests; what they print comes in one piece, for two lanes run at once.
# Arguments: the project; what LOCALPODS_TEST_OVER says, and a filter instead of the usual one.
run_project() {
    local name filter="${3:-$filter}"
    name="$(basename "$1" .csproj)${2:+.$2}"
    LOCALPODS_TEST_OVER="${2:-}" dotnet test "$1" -c Release --no-build --nologo -v quiet ${filter:+--filter "$filter"} --logger "trx;LogFileName=$results/$name.trx" \
        --logger "console;verbosity=minimal" >"$results/$name.out" 2>&1
    echo $? >"$results/$name.code"
    printf '== %s\n%s\n' "$name" "$(<"$results/$name.out")"
}

# Tests on the engine mostly wait; those that only compute fill the gaps, at a lower priority. A third lane starves them.
engine_tests() {
    [ "$what" = unit ] || run_project tests/Compatibility/LocalPods.Compatibility.csproj
    [ "$what" = unit ] || run_project tests/Integration/LocalPods.Integration.csproj
    [ "$what" = unit ] || run_project tests/Integration/LocalPods.Integration.csproj https "over=any&about!=daemon"
}
computing_tests() {
    renice -n 10 -p "$BASHPID" >/dev/null
    for project in tests/*/*.csproj; do
        grep -q '<IsTestProject>false' "$project" && continue
        case "$(basename "$project" .csproj)" in
            LocalPods.Integration | LocalPods.Compatibility | LocalPods.Runtime.Docker.Tests) ;;
            *) run_project "$project" ;;
        esac
    done
    # The tests of the command once more, as a client of an API server that a kubeconfig names.
    [ "$what" = docker ] || run_project tests/Cli.Tests/LocalPods.Cli.Tests.csproj https "about!=daemon"
}
set -m # a process group of its own, so that it can be ended as a whole
{ (computing_tests); run_project tests/Runtime.Docker.Tests/LocalPods.Runtime.Docker.Tests.csproj; } &
lane=$!
set +m
engine_tests
wait "$lane"
lane=""

for told in "$results"/*.code; do
    name="$(basename "$told" .code)"
    code="$(cat "$told")"
    if [ -f "$results/$name.trx" ]; then
        counters="$(grep -o '<Counters [^>]*>' "$results/$name.trx" | head -n 1)"
        p="$(sed 's/.* passed="\([0-9]*\)".*/\1/' <<<"$counters")"
        f="$(sed 's/.* failed="\([0-9]*\)".*/\1/' <<<"$counters")"
        passed=$((passed + p))
        failed=$((failed + f))
        [ "$code" = 0 ] || [ "$f" != 0 ] || failed=$((failed + 1))
    elif [ "$code" != 0 ]; then
        failed=$((failed + 1))
    fi
done

# Statements of the spec (one that no test showed counts as failed where all tests ran), and the failures in short.
if [ "$what" != docker ]; then
    dotnet run -c Release --project tests/TestReport --no-build -- "$results"
    missing=$?
    [ "$what" != all ] || failed=$((failed + missing))
fi
conclude

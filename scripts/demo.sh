#!/usr/bin/env bash
# The main job, on a real engine: a pod starts, fails its liveness probe, is restarted, and is deleted without a trace.
# It runs in an instance of its own, so nothing of yours is touched.
set -euo pipefail
cd "$(dirname "$0")/.."
export LOCALPODS_INSTANCE=demo
export PATH="$PWD/out:$PATH"
pod=livenessprobepod

say() { printf '\n\033[1m# %s\033[0m\n' "$*"; }
run() { printf '$ %s\n' "$*"; "$@"; }

cleanup() { localpods down --all >/dev/null 2>&1 || true; }
trap cleanup EXIT
cleanup

# Watches the pod until a row matches, printing every change; fails when the time is up.
watch_until() {
    local pattern="$1" limit="$2" row
    while read -r -t "$limit" row; do
        printf '%s\n' "$row"
        [[ "$row" =~ $pattern ]] && return 0
    done < <(exec timeout "$limit" localpods get pod "$pod" -w)
    echo "demo: nothing matched '$pattern' within $limit s" >&2
    return 1
}

say "Apply a manifest; the daemon starts by itself"
run localpods apply -f examples/livenessprobepod.yml

say "Watch it become Running 1/1, and RESTARTS go to 1 once its probe has failed three times (30 to 45 s)"
printf '$ localpods get pod %s -w\n' "$pod"
watch_until '1/1 +Running +1 ' 120

say "What happened"
run localpods get events --field-selector "involvedObject.name=$pod"
localpods get events --field-selector "involvedObject.name=$pod,reason=Killing" --no-headers |
    grep -q 'failed liveness probe, will be restarted' || { echo "demo: the Killing event is missing" >&2; exit 1; }

say "Delete it"
run localpods delete -f examples/livenessprobepod.yml
run localpods get pods
left="$(docker ps -aq --filter label=localpods.io/instance=demo | wc -l)"
[ "$(docker ps -aq --filter "label=io.kubernetes.pod.name=$pod" --filter label=localpods.io/instance=demo | wc -l)" = 0 ]

say "Stop the daemon and remove what it made"
run localpods down --all
left="$(docker ps -aq --filter label=localpods.io/instance=demo | wc -l)"
echo "containers left on the engine: $left"
[ "$left" = 0 ]

#!/usr/bin/env bash
# Makes sure a Docker engine answers. Uses the one that does; else, as root on Debian or Ubuntu, installs docker.io and
# starts dockerd; else says what to do. `engine.sh stop` ends the engine that this script started, and no other.
set -euo pipefail

state_dir="${LOCALPODS_ENGINE_DIR:-/run/localpods-engine}"
pid_file="$state_dir/dockerd.pid"
log_file="$state_dir/dockerd.log"
socket=/var/run/docker.sock

answers() {
    if command -v docker >/dev/null 2>&1; then
        timeout 10 docker version --format '{{.Server.Version}}' 2>/dev/null
    elif command -v curl >/dev/null 2>&1; then
        timeout 10 curl -fsS --unix-socket "$socket" http://localhost/version 2>/dev/null | sed -n 's/.*"Version":"\([^"]*\)".*/\1/p' | head -n 1
    else
        return 1
    fi
}

give_up() {
    printf 'No Docker engine answers%s.\n%s\n' "${DOCKER_HOST:+ at $DOCKER_HOST}" "$1" >&2
    exit 1
}

stop() {
    [ -f "$pid_file" ] || { echo "no engine of ours is running"; return 0; }
    local pid; pid="$(cat "$pid_file")"
    if [ -d "/proc/$pid" ] && grep -qa dockerd "/proc/$pid/cmdline"; then
        kill -TERM "$pid"
        for _ in $(seq 150); do [ -d "/proc/$pid" ] || break; sleep 0.1; done
        [ -d "/proc/$pid" ] && kill -KILL "$pid"
    fi
    rm -f "$pid_file"
    echo "engine stopped"
}

start() {
    local version
    if version="$(answers)" && [ -n "$version" ]; then
        echo "engine: Docker $version answers"
        return 0
    fi
    [ -z "${DOCKER_HOST:-}" ] || give_up "DOCKER_HOST is set: start that engine, or unset DOCKER_HOST to use $socket."
    if [ -S "$socket" ] && [ ! -w "$socket" ]; then
        give_up "$socket is not yours to use: join its group (sudo usermod -aG docker \"\$USER\", then log in again) or use sudo."
    fi
    [ "$(uname -s)" = Linux ] || give_up "Start Docker Desktop (or another engine that speaks Docker's API) and try again."
    if command -v systemctl >/dev/null 2>&1 && [ -d /run/systemd/system ]; then
        if systemctl cat docker.service >/dev/null 2>&1; then
            [ "$(id -u)" = 0 ] || give_up "Start it: sudo systemctl start docker"
            systemctl start docker
            version="$(answers)" || give_up "systemctl start docker did not help: see journalctl -u docker"
            echo "engine: Docker $version started by systemd"
            return 0
        fi
    fi
    if ! command -v dockerd >/dev/null 2>&1; then
        [ "$(id -u)" = 0 ] || give_up "Install Docker (https://docs.docker.com/engine/install), or run this as root on Debian or Ubuntu to have it installed."
        command -v apt-get >/dev/null 2>&1 || give_up "Install Docker (https://docs.docker.com/engine/install); this script can do so on Debian and Ubuntu only."
        echo "engine: installing docker.io"
        export DEBIAN_FRONTEND=noninteractive
        mkdir -p "$state_dir"
        { apt-get update && apt-get install -y --no-install-recommends docker.io iptables; } >"$state_dir/apt.log" 2>&1 ||
            give_up "Installing docker.io failed: see $state_dir/apt.log"
    fi
    [ "$(id -u)" = 0 ] || give_up "Start it: sudo dockerd"
    mkdir -p "$state_dir"
    setsid dockerd >"$log_file" 2>&1 </dev/null &
    local pid=$!
    echo "$pid" >"$pid_file"
    for _ in $(seq 300); do
        if version="$(answers)" && [ -n "$version" ]; then
            echo "engine: Docker $version started (pid $pid, log $log_file)"
            return 0
        fi
        [ -d "/proc/$pid" ] || { rm -f "$pid_file"; give_up "dockerd ended at once: $(tail -n 1 "$log_file")"; }
        sleep 0.2
    done
    give_up "dockerd runs but does not answer after 60 s: see $log_file"
}

case "${1:-start}" in
    start) start ;;
    stop) stop ;;
    started-by-us) [ -f "$pid_file" ] ;;
    *) echo "usage: engine.sh [start|stop|started-by-us]" >&2; exit 2 ;;
esac

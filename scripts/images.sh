#!/usr/bin/env bash
# The images that examples and tests name: pulled where a registry answers, else put together from Debian's packages
# under the same names, so that the same manifests run both ways.
set -euo pipefail
cd "$(dirname "$0")/.."

busybox_image=busybox:1.32.0
nginx_image=nginx:1.17.10-alpine
label="io.localpods.test-image=true"

present() { docker image inspect "$1" >/dev/null 2>&1; }

# One try decides for all: a machine without a registry should not wait for each.
registry=unknown
pull() {
    [ "$registry" != absent ] || return 1
    if timeout "${LOCALPODS_PULL_TIMEOUT:-60}" docker pull -q "$1" >/dev/null 2>&1; then
        registry=there
        return 0
    fi
    [ "$registry" = there ] || registry=absent
    return 1
}

work=""
cleanup() { [ -z "$work" ] || rm -rf "$work"; }
trap cleanup EXIT

# Unpacks Debian packages into a folder without installing them.
unpack() {
    local into="$1"; shift
    if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-deb >/dev/null 2>&1; then
        echo "No registry answers, and this is no Debian to take $* from. Load the images yourself: docker load, or docker pull through a mirror." >&2
        return 1
    fi
    mkdir -p "$into" "$work/deb"
    (cd "$work/deb" && rm -f ./*.deb && { apt-get download "$@" >/dev/null 2>&1 || { apt-get update >/dev/null && apt-get download "$@" >/dev/null; }; })
    for package in "$work"/deb/*.deb; do dpkg-deb -x "$package" "$into"; done
}

base_files() {
    local root="$1"
    mkdir -p "$root"/{bin,dev,etc,proc,root,sys,tmp,usr/bin,var/run,var/log}
    chmod 1777 "$root/tmp"
    printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\n' >"$root/etc/passwd"
    printf 'root:x:0:\nnogroup:x:65534:\nwww-data:x:33:\n' >"$root/etc/group"
}

applets() {
    local root="$1" name
    for name in $("$root/bin/busybox" --list); do
        [ -e "$root/bin/$name" ] || ln -s busybox "$root/bin/$name"
    done
}

import() {
    local root="$1" image="$2"; shift 2
    tar -C "$root" --owner=0 --group=0 -c . | docker import --change "LABEL $label" "$@" - "$image" >/dev/null
    echo "images: $image put together from Debian's packages"
}

make_busybox() {
    local root="$work/busybox"
    unpack "$root" busybox-static
    base_files "$root"
    applets "$root"
    import "$root" "$busybox_image" --change 'CMD ["sh"]' --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
}

make_nginx() {
    local root="$work/nginx"
    unpack "$root" busybox-static nginx nginx-common libc6 libcrypt1 libpcre2-8-0 libssl3 zlib1g
    base_files "$root"
    applets "$root"
    rm -rf "$root/usr/share/doc" "$root/usr/share/man" "$root/usr/share/locale" "$root"/etc/nginx/{sites-enabled,sites-available,modules-enabled}
    mkdir -p "$root/etc/nginx/conf.d" "$root/var/lib/nginx" "$root/var/log/nginx" "$root/usr/share/nginx/html"
    ln -sf /dev/stdout "$root/var/log/nginx/access.log"
    ln -sf /dev/stderr "$root/var/log/nginx/error.log"
    printf '<!DOCTYPE html>\n<html><head><title>nginx</title></head><body><h1>It works.</h1></body></html>\n' >"$root/usr/share/nginx/html/index.html"
    cat >"$root/etc/nginx/nginx.conf" <<'CONF'
user www-data;
worker_processes 1;
error_log /var/log/nginx/error.log warn;
pid /var/run/nginx.pid;
events { worker_connections 256; }
http {
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log /var/log/nginx/access.log;
    keepalive_timeout 65;
    include /etc/nginx/conf.d/*.conf;
}
CONF
    cat >"$root/etc/nginx/conf.d/default.conf" <<'CONF'
server {
    listen 80;
    server_name localhost;
    location / {
        root /usr/share/nginx/html;
        index index.html;
    }
}
CONF
    import "$root" "$nginx_image" --change 'CMD ["nginx", "-g", "daemon off;"]' --change 'EXPOSE 80' \
        --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
}

ensure() {
    local image="$1" make="$2"
    if present "$image"; then
        echo "images: $image is present"
    elif pull "$image"; then
        echo "images: $image pulled"
    else
        [ -n "$work" ] || work="$(mktemp -d)"
        "$make"
    fi
}

ensure "$busybox_image" make_busybox
ensure "$nginx_image" make_nginx

# A registry of their own for tests of pulls: a program, not a service. Tests that need it are skipped where it is not.
registry_program=artifacts/tools/docker-registry
if command -v docker-registry >/dev/null 2>&1 || [ -x "$registry_program" ]; then
    echo "images: docker-registry is present"
elif [ -n "$work" ] || work="$(mktemp -d)"; unpack "$work/registry" docker-registry 2>/dev/null && [ -x "$work/registry/usr/bin/docker-registry" ]; then
    install -D -m 755 "$work/registry/usr/bin/docker-registry" "$registry_program"
    echo "images: docker-registry unpacked from Debian's package"
else
    echo "images: no docker-registry here; tests that pull from one will be skipped"
fi

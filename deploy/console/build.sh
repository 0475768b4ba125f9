#!/bin/sh
# Builds console/dist when the console's sources changed since the last build, or does nothing.
# Needs Node 20.19 or newer: the machine's own, else the one that came with the dependencies.
# With --or-go-on it says in one sentence why it could not, and succeeds: services need no console.
set -eu
cd "$(dirname "$0")/../.."

stamp=console/node_modules/.huiyin-built
installed=console/node_modules/.huiyin-installed
log=var/console-build.log
or_go_on="${1:-}"

fail() {
    if [ "$or_go_on" = --or-go-on ]; then
        printf 'console: %s The services start without it.\n' "$1" >&2
        exit 0
    fi
    printf 'console: %s\n' "$1" >&2
    exit 1
}

is_new_enough() {
    "$1" -e 'const [a, b] = process.versions.node.split(".").map(Number)
        process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' >/dev/null 2>&1
}

sum_of() {
    find "$@" -type f -not -path '*/node_modules/*' -not -path 'console/dist/*' -not -name '*.tsbuildinfo' \
        -exec cksum {} + 2>/dev/null | LC_ALL=C sort | cksum
}

[ -f console/package-lock.json ] || fail "there are no sources in console/."

wanted="$(sum_of console deploy/console shared/pages/static)"
if [ -f console/dist/index.html ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$wanted" ]; then
    exit 0
fi

if ! { command -v npm >/dev/null 2>&1 && is_new_enough node; }; then
    PATH="$PWD/.venv/bin:$PATH"
    export PATH
    command -v npm >/dev/null 2>&1 && is_new_enough node ||
        fail "it needs Node 20.19 or newer, and neither the machine nor .venv has one."
fi

# Node brings certificates of its own; a company's proxy is known only to the machine's store.
for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    if [ -z "${NODE_EXTRA_CA_CERTS:-}" ] && [ -r "$bundle" ]; then
        NODE_EXTRA_CA_CERTS="$bundle"
        export NODE_EXTRA_CA_CERTS
    fi
done

mkdir -p var
lock="$(sum_of console/package-lock.json console/package.json)"
if [ "$(cat "$installed" 2>/dev/null || true)" != "$lock" ]; then
    echo "console: installing its locked packages" >&2
    npm ci --prefix console --no-audit --no-fund --loglevel=error --prefer-offline \
        --fetch-retries=1 --fetch-timeout=60000 >"$log" 2>&1 ||
        fail "its packages could not be installed (see $log): is the package registry reachable?"
    printf '%s\n' "$lock" >"$installed"
fi

echo "console: building" >&2
rm -f "$stamp"
npm run build --prefix console >"$log" 2>&1 || fail "it could not be built (see $log)."
node deploy/console/compress.mjs console/dist
printf '%s\n' "$wanted" >"$stamp"

#!/bin/sh
# Makes .venv match requirements.lock, or does nothing when it already does.
# Needs only a Python of at least 3.11; HUIYIN_PYTHON names one that is not on PATH.
set -eu
cd "$(dirname "$0")/.."

# uv brings certificates of its own; a company's proxy is known only to the machine's store.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"

stamp=.venv/.huiyin-setup
wanted="$(cat requirements.lock pyproject.toml deploy/setup.sh | cksum) $(pwd)"
if [ -x .venv/bin/huiyin ] && [ "$(cat "$stamp" 2>/dev/null || true)" = "$wanted" ]; then
    exit 0
fi

fail() {
    printf 'setup: %s\n' "$1" >&2
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${HUIYIN_PYTHON:-}" ]; then
        command -v "$HUIYIN_PYTHON" >/dev/null 2>&1 ||
            fail "HUIYIN_PYTHON=$HUIYIN_PYTHON is not a program that can be run."
        is_new_enough "$HUIYIN_PYTHON" ||
            fail "HUIYIN_PYTHON=$HUIYIN_PYTHON is older than Python 3.11, which Huiyin needs."
        printf '%s\n' "$HUIYIN_PYTHON"
        return
    fi
    for name in python3 python3.13 python3.12 python3.11 python; do
        if command -v "$name" >/dev/null 2>&1 && is_new_enough "$name"; then
            printf '%s\n' "$name"
            return
        fi
    done
    fail "Huiyin needs Python 3.11 or newer and found $(python3 --version 2>/dev/null || echo none): \
install one, or name it with HUIYIN_PYTHON."
}

bootstrap_uv() {
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            echo "setup: installing python3-venv with apt-get" >&2
            { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy python3-venv; } \
                >/dev/null 2>&1 || true
        fi
        "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
            fail "$python has no venv module with pip: install it (Debian: apt-get install python3-venv)."
    fi
    echo "setup: bootstrapping uv into .tools/uv" >&2
    rm -rf .tools/uv
    "$python" -m venv .tools/uv || fail "$python could not create .tools/uv."
    .tools/uv/bin/python -m pip install --quiet --disable-pip-version-check uv ||
        fail "pip could not install uv: is the package index reachable?"
}

python="$(find_python)" || exit 1
if command -v uv >/dev/null 2>&1; then
    uv=uv
else
    uv=.tools/uv/bin/uv
    "$uv" --version >/dev/null 2>&1 || bootstrap_uv
fi

if ! { [ -x .venv/bin/python ] && is_new_enough .venv/bin/python; }; then
    "$uv" venv --quiet --clear --python "$python" .venv || fail "uv could not create .venv."
fi
rm -f "$stamp"
echo "setup: installing the locked dependencies" >&2
"$uv" pip sync --quiet --require-hashes --compile-bytecode --python .venv/bin/python requirements.lock ||
    fail "the locked dependencies could not be installed: is the package index reachable?"
"$uv" pip install --quiet --no-deps --no-build-isolation --python .venv/bin/python --editable . ||
    fail "the project itself could not be installed into .venv."
rm -f .venv/lib/python3*/site-packages/huiyin-dev.pth
# Compiled once here: where nothing may be written later, each start would do it all again.
.venv/bin/python -m compileall -q shared services embedded || true
printf '%s\n' "$wanted" >"$stamp"

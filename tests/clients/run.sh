#!/bin/sh
# Drives the sandbox with the vendors' own clients: tests/clients/run.sh [path of deskhand]
set -eu

binary=$(realpath "${1:-target/debug/deskhand}")
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci --no-audit --no-fund

out=$(mktemp)
"$binary" sandbox >"$out" &
sandbox=$!
trap 'kill "$sandbox" 2>/dev/null || true; rm -f "$out"' EXIT INT TERM

waited=0
until grep -qx ready "$out"; do
    kill -0 "$sandbox" 2>/dev/null || { echo "the sandbox ended before it was ready" >&2; exit 1; }
    waited=$((waited + 1))
    [ "$waited" -le 100 ] || { echo "the sandbox is not ready after 10 s" >&2; exit 1; }
    sleep 0.1
done

address=$(sed -n 's|.*"\(http://127\.0\.0\.1:[0-9]*\)/hubspot".*|\1|p' "$out")
node run.mjs "$address"

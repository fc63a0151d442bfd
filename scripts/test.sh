#!/bin/sh
# `npm test`: everything that this machine can run, and at the end what it could not and why.
# CI=true adds format, lint and types. FAULTLINE_REQUIRE_DOCKER=1 makes anything that cannot run a failure.
set -u
cd "$(dirname "$0")/.." || exit 70
. ./scripts/ensure-installed.sh
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A stage that hangs is ended after this long, where the system has `timeout` (Linux has).
STAGE_LIMIT=25m

# Outcomes are lines of $results/stages: name, exit code.
stage() {
  name=$1
  shift
  printf '\n== %s\n' "$name"
  code=0
  if command -v timeout >/dev/null; then timeout --foreground --kill-after=30s "$STAGE_LIMIT" "$@" || code=$?; else "$@" || code=$?; fi
  [ "$code" -ne 124 ] || echo "$name did not end within $STAGE_LIMIT"
  echo "$name $code" >>"$results/stages"
}

vitest_project() {
  stage "$1" vitest run --project "$1" --reporter=default --reporter=json --outputFile.json="$results/$1.json"
}

cannot() {
  printf '%s: %s\n' "$1" "$2" >>"$results/missing"
}

if [ "${CI:-}" = true ]; then
  stage format prettier --check --log-level warn .
  stage lint eslint .
  stage types sh -c "tsc --noEmit && tsc --noEmit -p src/report-ui"
fi

vitest_project unit
vitest_project process

if why=$(node scripts/engine-answers.ts); then
  vitest_project docker
else
  cannot docker "$why; to enable: sudo sh scripts/engine.sh"
fi

if chromium=$(node scripts/find-chromium.ts); then
  export CHROMIUM_PATH="$chromium"
  vitest_project browser
else
  cannot browser "no Chromium found (set CHROMIUM_PATH if it is elsewhere); to enable: apt-get install chromium"
fi

node scripts/summarize-tests.ts "$results"

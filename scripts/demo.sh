#!/bin/sh
# `npm run demo`: from a fresh clone to a verdict and a report, without Docker, in at most three minutes.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/ensure-installed.sh

cat <<'TEXT'

Faultline demo: a small Raft key-value store runs as local processes. Faultline cuts its network, kills and
pauses its nodes while clients read and write, and then decides whether every read was right. First the correct
store, which must pass; then the same store with a bug switched on, which must be caught.

TEXT

code=0
node bin/faultline.js run scenarios/smoke.suite.ts || code=$?

echo
if [ "$code" -eq 0 ]; then
  echo "All as expected: the correct store kept its promises, and the bug was found."
else
  echo "This is not what the demo should show (exit $code, see docs/formats.md)."
fi
echo "Reports, each one file to open in a browser:"
ls -t reports/*/*/*/report.html reports/*/*/report.html 2>/dev/null | head -n 5 | sed 's/^/  /'
exit "$code"

#!/bin/sh
# Run by npm after an install: in a checkout it builds the page of the HTML report and links the command `faultline`.
# Does nothing where there is nothing to build with: in a published package, or without the development dependencies.
set -eu
cd "$(dirname "$0")/.."

[ -f src/report-ui/vite.config.ts ] || exit 0

if [ -f bin/faultline.js ] && [ -d node_modules/.bin ]; then
  chmod +x bin/faultline.js
  ln -sfn ../../bin/faultline.js node_modules/.bin/faultline
fi

if [ ! -f node_modules/vite/bin/vite.js ]; then
  echo "faultline: vite is not installed, so the page of the HTML report is not built" >&2
  exit 0
fi

# npm may run on an older Node than the one that the project brings along.
node=node_modules/.bin/node
[ -x "$node" ] || node=node
exec "$node" node_modules/vite/bin/vite.js build --config src/report-ui/vite.config.ts --logLevel warn

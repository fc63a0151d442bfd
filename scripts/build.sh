#!/bin/sh
# `npm run build [-- DIR]`: dist/, what the published package runs on: the compiled sources and the report's page.
set -eu
cd "$(dirname "$0")/.."
. ./scripts/ensure-installed.sh

target=${1:-dist}
rm -rf "$target"
tsc -p tsconfig.build.json --outDir "$target"
mkdir -p "$target/report-ui"
cp src/report-ui/dist/shell.html "$target/report-ui/shell.html"

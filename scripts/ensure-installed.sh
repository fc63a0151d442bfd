# Sourced by demo.sh and test.sh from the project's root: makes a fresh clone ready to run, and does nothing in a ready one.
# Afterwards `node` is the pinned one. Needs npm alone; knows nothing of what is run next.

# npm's own node, not the one in node_modules that `npm ci` is about to replace.
npm_here() {
  if [ -n "${npm_execpath:-}" ]; then "${npm_node_execpath:-node}" "$npm_execpath" "$@"; else npm "$@"; fi
}

# npm writes the hidden lockfile last: without it an install was never finished; older than ours, it is out of date.
installed=node_modules/.package-lock.json
if [ ! -f "$installed" ] || [ -n "$(find package-lock.json -newer "$installed")" ]; then
  echo "Installing dependencies (about half a minute, once) …" >&2
  log=$(mktemp)
  if ! npm_here ci --include=dev --no-audit --no-fund >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    echo "npm ci failed; see above." >&2
    exit 3
  fi
  rm -f "$log"
fi

PATH="$PWD/node_modules/.bin:$PATH"
export PATH
hash -r

# The report's page is built by `npm ci`; here only where its sources have changed since.
page=src/report-ui/dist/shell.html
if [ ! -f "$page" ] || [ -n "$(find src/report-ui -path src/report-ui/dist -prune -o -type f -newer "$page" -print)" ]; then
  npm_here run --silent prepare
fi

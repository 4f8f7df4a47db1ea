#!/usr/bin/env bash
# Installs what sadar needs, where it is missing, and builds the specimen of manuscript/ into build/.
# Further words are handed to sadar: bash scripts/build.sh --to pdf
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/install.sh
install_runtime
.venv/bin/sadar build manuscript --output build "$@"

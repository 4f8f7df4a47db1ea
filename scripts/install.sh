# Sourced by build.sh and test.sh: installs once, and is quick when everything is there.

# Installs Debian packages that are missing; where it may not, says what to ask an administrator for.
install_debian() {
  local missing=() package
  command -v dpkg-query >/dev/null || return 0
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    echo "missing packages; ask for: apt-get install ${missing[*]}" >&2
    exit 4
  fi
  echo "installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# Finds a Python of 3.11 or newer.
find_python() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      echo "$candidate"
      return 0
    fi
  done
  return 1
}

# Makes .venv and installs sadar into it, editable, with the extras named in $1 (such as "[test]").
install_python() {
  local extras="$1" stamp=".venv/sadar-installed" wanted
  local python
  if [ ! -x .venv/bin/python ]; then
    python=$(find_python) || { install_debian python3 python3-venv; python=$(find_python) ||
      { echo "Python 3.11 or newer is needed" >&2; exit 4; }; }
    "$python" -c 'import ensurepip' 2>/dev/null || install_debian python3-venv
    "$python" -m venv .venv
  fi
  wanted="$extras $(cksum < pyproject.toml)"
  if [ ! -f "$stamp" ] || ! grep -qxF -e "$wanted" -e "[test] ${wanted#* }" "$stamp"; then
    echo "installing Python packages"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".$extras"
    echo "$wanted" > "$stamp"
  fi
}

install_runtime() {
  install_debian libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 libfontconfig1 libfribidi0 libgs-common
  install_python ""
}

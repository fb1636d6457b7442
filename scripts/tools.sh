# Installs what the checks need and the machine lacks. Sourced by scripts/test.

# Python and Cargo tools live under the target directory, so that nothing outside the clone is touched by them.
tools_folder="$PWD/target/test-tools"

# as_root COMMAND...: with sudo when we are somebody else.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo --non-interactive "$@"; fi
}

# The Debian packages whose command is missing.
missing_packages() {
  local pair
  for pair in cc:build-essential chromium:chromium pdfsig:poppler-utils qpdf:qpdf mutool:mupdf-tools openssl:openssl curl:curl jq:jq \
    xmllint:libxml2-utils xmlsec1:xmlsec1 \
    keytool:default-jre-headless softhsm2-util:softhsm2 pkcs11-tool:opensc psql:postgresql-client python3:python3 git:git; do
    command -v "${pair%%:*}" >/dev/null || echo "${pair#*:}"
  done
  [ -n "$(postgres_folder)" ] || echo postgresql
  python3 -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
  # Pages in a browser without any font show nothing that could be judged.
  [ -n "$(find /usr/share/fonts -name '*.ttf' -print -quit 2>/dev/null)" ] || echo fonts-dejavu-core
  # Names in other scripts than those of the embedded typefaces.
  [ -e /usr/share/fonts/truetype/noto/NotoSansThai-Regular.ttf ] || echo fonts-noto-core
  [ -e /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc ] || echo fonts-noto-cjk
  [ -e /etc/ssl/certs/ca-certificates.crt ] || echo ca-certificates
}

install_packages() {
  local packages
  packages=$(missing_packages | tr '\n' ' ')
  [ -n "$packages" ] || return 0
  echo "installing: $packages"
  if ! command -v apt-get >/dev/null; then
    echo "error: no apt-get here; please install: $packages" >&2
    return 1
  fi
  as_root apt-get update --quiet=2 || return 1
  # shellcheck disable=SC2086 # one word per package is meant
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends $packages
}

# pyHanko judges our signatures, Certomancer makes what we judge; versions are pinned in scripts/requirements.txt.
install_python_tools() {
  local folder="$tools_folder/python" wanted
  wanted=$(cksum <scripts/requirements.txt)
  if [ "$(cat "$folder/installed" 2>/dev/null)" != "$wanted" ]; then
    rm -rf "$folder"
    python3 -m venv "$folder" || return 1
    "$folder/bin/pip" install --quiet --disable-pip-version-check --requirement scripts/requirements.txt || return 1
    echo "$wanted" >"$folder/installed"
  fi
  export PATH="$folder/bin:$PATH"
}

# Built without optimisation: it runs once, for seconds.
install_cargo_deny() {
  command -v cargo-deny >/dev/null && return 0
  [ -x "$tools_folder/bin/cargo-deny" ] && return 0
  env -u CARGO_TARGET_DIR cargo install --locked --debug --quiet --root "$tools_folder" cargo-deny@0.20.2
}

install_tools() {
  install_packages && install_python_tools && install_cargo_deny || return 1
  chromium --version 2>/dev/null
  pdfsig -v 2>&1 | head -n 1
  qpdf --version | head -n 1
  openssl version
  pyhanko --version 2>/dev/null
  certomancer --version 2>/dev/null
}

#!/bin/sh
# Install what the tests start for themselves: a PostgreSQL server, a headless Chromium and tesseract.
# Debian or Ubuntu as root; elsewhere it says what to install. The tests start and stop both.
set -eu
need=""
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || need="$need postgresql"
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || need="$need chromium"
for language in eng swe deu fra; do
  tesseract --list-langs 2>/dev/null | grep -qx "$language" || need="$need tesseract-ocr-$language"
done
command -v tesseract >/dev/null 2>&1 || need="$need tesseract-ocr"
[ -z "$need" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "installing for the tests:$need"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && apt-get install -y -qq --no-install-recommends $need >/dev/null
else
  echo "The tests need these packages, please install them:$need" >&2
  exit 1
fi

# What `install`, `upgrade` and `backup` share. Read by bash, as root but for `backup`.
#
#   /opt/atelier/releases/…   the code and its .venv, one folder a release, written by root alone
#   /opt/atelier/app          leads to the release that runs
#   /etc/atelier/env          the settings (.env.example), read by root and atelier
#   /var/lib/atelier          the data: private files, static files (ATELIER_VAR)
#   /var/backups/atelier      the archives

set -euo pipefail
umask 022
source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
home=/opt/atelier
settings=/etc/atelier/env
data=/var/lib/atelier
backups=/var/backups/atelier
ports=(8000 8001) # of atelier-web-1 and atelier-web-2

say() { printf '\n== %s\n' "$*"; }
stop() { printf 'Stopped: %s\n' "$*" >&2; exit 1; }
as_root() { [ "$(id -u)" = 0 ] || stop "run it as root: sudo $0 $*"; }

# manage RELEASE COMMAND…: as the account of the application
manage() {
  local release=$1; shift
  runuser -u atelier -- env -C "$release" HOME=$data "$release/.venv/bin/python" manage.py "$@"
}

# Copies this source into a folder of its own, with its libraries; the folder is in `release`.
make_release() {
  release=$home/releases/$(date -u +%Y%m%d-%H%M%S)
  mkdir -p "$release"
  tar -C "$source_folder" --exclude=./.git --exclude=./.venv --exclude=./.env --exclude=./var -c . \
    | tar -C "$release" --no-same-owner -x
  python3 -m venv "$release/.venv"
  "$release/.venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes \
    --requirement "$release/requirements.lock"
  "$release/.venv/bin/python" -m compileall -q "$release" -x /.venv/ || true
  ln -s $settings "$release/.env"
}

# The units of systemd: two web processes, so that one answers while the other is replaced.
write_units() {
  local made; made=$(mktemp -d)
  "$1/.venv/bin/honcho" export systemd "$made" --app-root $home/app \
    --template-dir "$1/atelier/operations/systemd" --app atelier --user atelier \
    --concurrency web=2,worker=1,beat=1,redis=0,mail=0
  cp "$made"/* "$1"/tools/server/units/* /etc/systemd/system/
  rm -r "$made"
  systemctl daemon-reload
}

# serve PORT…: the proxy asks these ports from now on; what it has begun elsewhere ends there
serve() {
  { echo "upstream atelier {"; printf '    server 127.0.0.1:%s;\n' "$@"; echo "}"; } > /etc/nginx/conf.d/atelier.conf
  nginx -t -q && systemctl reload nginx
}

# wait_for PORT: until the process that listens there can serve
wait_for() {
  local name; name=$(sed -n 's|^SITE_URL=https://||p' $settings)
  for _ in $(seq 120); do
    curl --silent --fail --max-time 5 --output /dev/null --header "Host: $name" \
      --header 'X-Forwarded-Proto: https' "http://127.0.0.1:$1/sante/pret/" && return
    sleep 0.5
  done
  return 1
}

#!/bin/bash
# docker-compose.yml on a real Docker engine, from nothing: first start, scaling, kills, upgrade, backup, and restore on
# a new host by the words of the manual in docs/. It needs root on Debian, and Debian's packages and PyPI in reach; the
# images of the servers are stand-ins made of Debian's packages, under the names of the official ones.
#   tests/containers/run.sh        tries the commit that is checked out; about 3 minutes, and 4 more the first time
#   KEEP=1                         leaves everything running
#   CONTAINERS_WORK=FOLDER         where its files are (/var/tmp/guestlink-containers)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
source=$(cd "$here/../.." && pwd) port=${PORT:-8131}
export CONTAINERS_WORK=${CONTAINERS_WORK:-/var/tmp/guestlink-containers}; mkdir -p "$CONTAINERS_WORK"; cd "$CONTAINERS_WORK"; work=$PWD
E=$here/engine.sh site=$work/site notes=$work/notes address=http://127.0.0.1:$port
docker() { "$E" in docker "$@"; }
compose() { (cd "$site" && "$E" in docker compose "$@"); }
python() { (cd "$source" && uv run python -m "tests.containers.$@"); }
browser() { python browser "$address" "$notes" "$@"; }
step() { printf '%4d s  %s\n' $SECONDS "$*"; }
# The commands of a page of the manual below a heading, in one of its blocks: the first, the second …
manual() { awk -v heading="## $2" -v block="$3" '$0 == heading {on = 1; next} /^## / {on = 0} on && /^```/ {n++; inside = n % 2; next} on && inside && (n + 1) / 2 == block' "$site/docs/$1"; }
follow() { (cd "$site" && "$E" in sh -euc "$1") > "$work/log/$2.log" 2>&1 || { tail -n 20 "$work/log/$2.log"; exit 1; }; }
web_is_healthy() { [ "$(compose ps --format '{{.Service}} {{.Health}}' | grep -c 'web healthy')" = "$1" ]; }
until_healthy() { for _ in $(seq 120); do web_is_healthy "$1" && return; sleep 1; done; compose ps; return 1; }
start_asking() { rm -f "$notes/stop"; python asking "$address" "$(cat "$notes/link")" "$notes" > "$work/log/asked.log" 2>&1 & asking=$!; sleep 3; }
stop_asking() { sleep 6; touch "$notes/stop"; wait $asking || { cat "$work/log/asked.log"; return 1; }; tail -n 1 "$work/log/asked.log"; }
checkout() { rm -rf "$site"; git clone -q "$source" "$site"; }

step "the roots of the engine and of the stand-ins"
command -v mmdebstrap >/dev/null && command -v iptables >/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends mmdebstrap iptables >/dev/null; }
mkdir -p roots log state
debian=$(apt-get indextargets --format '$(SITE)' | grep -v security | head -1)
[ -e roots/engine/usr/sbin/dockerd ] || mmdebstrap --variant=apt --keyring=/usr/share/keyrings/debian-archive-keyring.gpg --aptopt='Acquire::Check-Valid-Until "false"' \
  --include=docker.io,docker-cli,docker-compose,docker-buildx,iptables,iproute2,ca-certificates,tini,mount "${ENGINE_SUITE:-sid}" roots/engine "$debian" > log/engine.log 2>&1
"$here/roots.sh" python postgres rabbitmq redis nginx
step "the engine, and the images of the stand-ins"
"$E" running || "$E" start
"$here/images.sh" python postgres rabbitmq redis nginx

step "first start, as the manual has it"
[ ! -e "$site/docker-compose.yml" ] || compose down -v > log/before.log 2>&1
rm -rf "$notes" "$work/kept"; checkout
first=$(manual operating.md "First start" 1 | sed "s|https://media.example.org|$address|; s|docker compose run --rm web user add|echo correct horse battery staple \| docker compose run --rm -T web user add|; s|--role admin|--role admin --password-stdin|")
[ "$(echo "$first" | wc -l)" = 5 ]
follow "GUESTLINK_PORT=127.0.0.1:$port; export GUESTLINK_PORT; $first" first
echo "GUESTLINK_PORT=127.0.0.1:$port" >> "$site/.env"
until_healthy 2
step "what the containers may do"; (cd "$site" && "$here/rights.sh") > log/rights.log || { tail -n 2 log/rights.log; exit 1; }
step "upload, link, guest, access off and on"; browser upload enter off

step "scaling to four and back, while guests watch"
start_asking
compose up -d --no-recreate --scale web=4 --scale worker=4 > log/scale.log 2>&1; until_healthy 4
compose up -d --no-recreate --scale web=2 --scale worker=2 >> log/scale.log 2>&1; until_healthy 2
stop_asking
step "upgrading without downtime, by steps 1 to 6 of the manual"
docker tag guestlink guestlink:before
echo "# A new version." >> "$site/web/app.py"
compose build > log/build.log 2>&1; compose run --rm migrate >> log/build.log 2>&1
start_asking
old=$(compose ps -q web)
compose up -d --no-deps --no-recreate --scale web=4 web > log/upgrade.log 2>&1; until_healthy 4
docker stop $old > /dev/null; docker rm $old > /dev/null
compose up -d --no-deps worker media-worker beat >> log/upgrade.log 2>&1
stop_asking; browser again
step "kill -9 of each part"; (cd "$site" && "$here/kills.sh" "$(cat "$notes/link")"); until_healthy 2; browser again
step "down and up"; compose down > log/down.log 2>&1; compose up -d > log/up.log 2>&1; until_healthy 2; browser again

step "another key, as the manual has it"; follow "$(manual keys.md "Replacing the key" 2)" key; until_healthy 2; browser again
step "backup, as the manual has it"
"$E" in rm -rf /srv/backups; follow "$(manual backups.md "Making a backup" 2)" backup
step "everything lost, then restored on a new host, as the manual has it"
mkdir "$work/kept"; cp -a "$site/secrets" "$site/.env" "$work/kept"
compose down -v > log/lost.log 2>&1; docker rmi -f guestlink guestlink:before > /dev/null; checkout; cp -a "$work/kept/secrets" "$work/kept/.env" "$site"
follow "$(manual backups.md Restoring 2 | sed "s|/backups/2026-11-29|/backups/$(date +%F)|")" restore
until_healthy 2; browser restored again
step "deleted, and cleared away by the workers"; browser delete
for _ in $(seq 60); do left=$(compose exec -T web find /data/media -type f | wc -l); [ "$left" = 0 ] && break; sleep 1; done; [ "$left" = 0 ]
# The tasks of each minute have their first turn within one, and were last done before the restore.
step "doctor"; for _ in $(seq 20); do compose run --rm --no-deps -T web doctor > log/doctor.log 2>&1 && break; sleep 3; done; grep -q "^Healthy" log/doctor.log || { cat log/doctor.log; exit 1; }
[ -n "${KEEP:-}" ] || { compose down -v > log/end.log 2>&1; "$E" stop; "$E" clean; }
# CI runs this again when one of these has changed: what builds the image, what starts it, and the manual.
built="Dockerfile .dockerignore requirements*.txt pyproject.toml hatch_build.py package.json package-lock.json .npmrc"
(cd "$site" && sha256sum $built docker-compose.yml nginx*.template docs/operating.md docs/backups.md docs/keys.md docs/make-secrets.sh) > "$source/tests/containers/held"
step "all held"

#!/bin/bash
# Fails if a running container may do more than it needs. rights.sh, in the site's folder
set -euo pipefail
E=$(cd "$(dirname "$0")" && pwd)/engine.sh
for container in $("$E" in docker compose ps --format '{{.Name}}'); do
  found=$("$E" in docker inspect -f 'readonly={{.HostConfig.ReadonlyRootfs}} capabilities={{.HostConfig.CapDrop}} log={{index .HostConfig.LogConfig.Config "max-size"}}' "$container")
  found="$found $("$E" in docker exec "$container" sh -c 'id -u; grep -E "^(CapEff|CapBnd|NoNewPrivs):" /proc/1/status; for d in / /etc /usr /opt /var; do touch $d/.probe 2>/dev/null && echo "can write $d"; done; true' | tr -s '\t\n' ' ')"
  echo "$container $found"
  case "$found" in
    "readonly=true capabilities=[ALL] log=20m "[1-9]*" CapEff: 0000000000000000 CapBnd: 0000000000000000 NoNewPrivs: 1 ") ;;
    *) echo "that is more than it needs"; exit 1 ;;
  esac
done
unnamed=$("$E" in docker volume ls -q | grep -cvE '_(data|database|broker)$' || :)
[ "$unnamed" = 0 ] || { echo "$unnamed volumes without a name"; exit 1; }

#!/bin/bash
# Kills the first process of each container, and waits until the site answers again by itself. kills.sh LINK, in the site's folder
set -euo pipefail
E=$(cd "$(dirname "$0")" && pwd)/engine.sh
for service in redis rabbitmq beat worker web nginx postgres; do
  containers=$("$E" in docker compose ps -q $service)
  container=${containers%%$'\n'*}
  kill -9 "$("$E" in docker inspect -f '{{.State.Pid}}' "$container")"
  good=0 bad=
  for _ in $(seq 150); do
    code=$(curl -s -o /dev/null -m 5 -w '%{http_code}' "$1" || :)
    if [ "$code" = 200 ]; then good=$((good + 1)); else good=0 bad="$bad $code"; fi
    [ $good -ge 15 ] && break
    sleep 0.2
  done
  echo "kill -9 $service:${bad:- no answer other than 200}"
  [ $good -ge 15 ]
  [[ ! "$bad" =~ \ 5([^0]|0[^3]) ]] || { echo "an error other than 503"; exit 1; }
done

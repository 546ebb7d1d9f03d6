#!/bin/sh
# Makes ./secrets for docker-compose.yml, once: each file is shown to the containers that need it, and no other.
set -eu
umask 022
# Who may not enter the folder reads none of its files; inside a container each is read by another user.
mkdir -m 700 secrets
random() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
database=$(random)
broker=$(random)
printf %s "$(random)$(random)" > secrets/secret_key
printf %s "$database" > secrets/postgres_password
printf %s "postgresql://guestlink:$database@postgres/guestlink" > secrets/database_url
printf %s "amqp://guestlink:$broker@rabbitmq//" > secrets/broker_url
cat > secrets/rabbitmq.conf <<END
default_user = guestlink
default_pass = $broker
log.console = true
log.console.level = warning
# It sees the host's memory, not its container's share (docker-compose.yml).
vm_memory_high_watermark.absolute = 300MiB
raft.wal_max_size_bytes = 64000000
END

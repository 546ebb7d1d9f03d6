#!/bin/sh
# Makes the folder ./secrets for docker-compose.yml. Run it once. Each container gets only the files that it needs.
set -eu
umask 022
# The folder is closed to other users of this host. Its files are not, because another user reads them in a container.
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
# RabbitMQ sees the memory of the host, not the limit of its container (docker-compose.yml).
vm_memory_high_watermark.absolute = 300MiB
raft.wal_max_size_bytes = 64000000
END

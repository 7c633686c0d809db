#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# postgres.sh start FOLDER | stop FOLDER | crash FOLDER
# A PostgreSQL of the tests' own: on a socket in FOLDER, nowhere else. start prints its address. Its processes are
# killed, the machine is not: without fsync nothing is lost by that, and schemas are made in half the time.
set -euo pipefail
verb=$1
folder=$(realpath -m "$2")
programs=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)

# The server refuses to run as root.
as_owner() {
    if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start() {
    if [ ! -f "$folder/data/PG_VERSION" ]; then
        mkdir -p "$folder"
        [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
        as_owner "$programs/initdb" -D "$folder/data" -U quoin -A trust --no-locale -E UTF8 >"/tmp/quoin-initdb-$$.log"
        rm -f "/tmp/quoin-initdb-$$.log"
        as_owner tee -a "$folder/data/postgresql.conf" >/dev/null <<END
listen_addresses = ''
unix_socket_directories = '$folder'
shared_buffers = 128MB
max_connections = 50
max_wal_size = 1GB
fsync = off
END
    fi
    as_owner "$programs/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w start >/dev/null
    echo "postgresql:///postgres?host=$folder&user=quoin"
}

case $verb in
start) start ;;
stop) as_owner "$programs/pg_ctl" -D "$folder/data" -m fast -w stop >/dev/null ;;
crash) as_owner "$programs/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null ;;
*) sed -n 3,4p "$0"; exit 2 ;;
esac

# A private PostgreSQL server that lives as long as standard input is open, then vanishes without a trace. Whoever
# started it may die any death: the pipe closes with it.
#
# Arguments: folder of the server's programs, port, and whether a commit waits for the disk (durable, fleeting). Prints
# "ready PASSWORD".
set -eu
programs=$1
port=$2
commits=$3
umask 077
# Not $TMPDIR: a socket's path may not be long, and the server's user must be able to get there. What need not survive a power
# cut lies in memory if there is plenty: each test makes and drops a database of a thousand files, which keeps a file system busy.
place=/tmp
if [ "$commits" = fleeting ] && [ -w /dev/shm ]; then
    free=$(df --output=avail --block-size=1M /dev/shm 2>/dev/null | tail -n 1)
    [ "${free:-0}" -ge 2048 ] && place=/dev/shm
fi
folder=$(mktemp -d "$place/trusthub-postgres.XXXXXX")

clean_up() {
    "$programs/pg_ctl" stop --silent --pgdata "$folder/data" --mode immediate >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap clean_up EXIT
# Ctrl-C reaches the whole group; here only the end of standard input counts.
trap '' HUP INT TERM

od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$folder/password"
"$programs/initdb" --pgdata "$folder/data" --username postgres --pwfile "$folder/password" --auth scram-sha-256 \
    --encoding UTF8 --locale C --no-sync >"$folder/log" 2>&1 || { cat "$folder/log" >&2; exit 1; }

options="-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=300"
# What need not survive a power cut need not wait for a disk.
if [ "$commits" = fleeting ]; then
    options="$options -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_wal_size=256MB"
fi
"$programs/pg_ctl" start --silent --wait --timeout 60 --pgdata "$folder/data" --log "$folder/log" \
    --options "$options" </dev/null >/dev/null 2>&1 || { cat "$folder/log" >&2; exit 1; }

echo "ready $(cat "$folder/password")"
cat >/dev/null

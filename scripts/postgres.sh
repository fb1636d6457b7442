# Finds or starts the PostgreSQL of the tests. Sourced by scripts/test.

# Set while a cluster of our own is running.
postgres_data=

# The folder of the newest installed server programs, empty when there are none.
postgres_folder() {
  find /usr/lib/postgresql -path '*/bin/initdb' -printf '%h\n' 2>/dev/null | sort -V | tail -n 1
}

# PostgreSQL refuses to run as root; the package brings a user for it.
as_postgres() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

begin_postgres() {
  local standing="postgres://postgres@127.0.0.1:5432/postgres"
  if [ -n "${PARAPH_TEST_POSTGRES:-}" ]; then
    echo "using the PostgreSQL that was named"
  elif PGCONNECT_TIMEOUT=3 psql --no-password --quiet --command 'select 1' "$standing" >/dev/null 2>&1; then
    echo "using the PostgreSQL that answers on 127.0.0.1:5432"
    export PARAPH_TEST_POSTGRES=$standing
  else
    start_postgres
  fi
}

# A cluster of our own: on loopback, on a free port, without the waits for the disk that tests do not need.
start_postgres() {
  local programs port folder
  programs=$(postgres_folder)
  folder=$(mktemp -d) || return 1
  [ "$(id -u)" -ne 0 ] || chown postgres "$folder"
  (cd "$folder" && as_postgres "$programs/initdb" --pgdata="$folder/data" --username=postgres --auth=trust --encoding=UTF8 \
    --locale=C --no-sync >"$folder/initdb.log" 2>&1) || { cat "$folder/initdb.log"; return 1; }
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  postgres_data=$folder
  (cd "$folder" && as_postgres "$programs/pg_ctl" --pgdata="$folder/data" --wait --timeout=60 --log="$folder/server.log" \
    --options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$folder -c fsync=off \
      -c synchronous_commit=off -c full_page_writes=off -c max_connections=300" start >/dev/null) ||
    { cat "$folder/server.log"; return 1; }
  export PARAPH_TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
  echo "started a PostgreSQL for the tests on port $port"
}

# Ends the cluster we started, if we did, by its own process id.
end_postgres() {
  [ -n "$postgres_data" ] || return 0
  (cd / && as_postgres "$(postgres_folder)/pg_ctl" --pgdata="$postgres_data/data" --mode=immediate stop >/dev/null 2>&1)
  rm -rf "$postgres_data"
  postgres_data=
}

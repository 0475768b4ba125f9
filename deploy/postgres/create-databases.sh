#!/bin/sh
# Runs once, on an empty volume: a database and a role for each service, closed to the others.
set -eu

create() {
    psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 \
        --set name="$1" --set password="$2" <<-'SQL'
	create role :"name" login password :'password';
	create database :"name" owner :"name";
	revoke connect on database :"name" from public;
	SQL
}

create intake "$INTAKE_PASSWORD"
create triage "$TRIAGE_PASSWORD"
create followup "$FOLLOWUP_PASSWORD"

#!/bin/sh
# The first job of a start: make or upgrade Airflow's metadata and its admin, then end.
set -eu

airflow db migrate

if airflow users list --output plain | cut -d' ' -f2- | grep -qw "$ADMIN_USER"; then
    echo "The user $ADMIN_USER is there."
else
    airflow users create --role Admin --username "$ADMIN_USER" --email "$ADMIN_EMAIL" \
        --firstname Two --lastname Ears --password "$ADMIN_PASSWORD"
fi

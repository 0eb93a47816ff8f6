#!/usr/bin/env bash
# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
#
# Runs once, when the database is new: who reads for Grafana. What it may read is granted by the streaming's own migrations.
set -euo pipefail

psql -v ON_ERROR_STOP=1 -v password="$GRAFANA_DB_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" << 'SQL'
CREATE ROLE weightlapse_read LOGIN NOINHERIT CONNECTION LIMIT 20 PASSWORD :'password';
ALTER ROLE weightlapse_read SET default_transaction_read_only = on;
ALTER ROLE weightlapse_read SET statement_timeout = '30s';
ALTER ROLE weightlapse_read SET search_path = weightlapse;
SQL

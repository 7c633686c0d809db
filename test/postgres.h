/* SPDX-License-Identifier: Apache-2.0 */
/**
 * postgres.h: a schema of its own on the server that QUOIN_TEST_POSTGRES names.
 *
 * Tests of what a store does run on SQLite, and on PostgreSQL when that is set:
 * to the address of a database, as test/postgres.sh prints it.
 */
#pragma once

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define POSTGRES_URL_MAX 256

static inline const char *
postgres_test_server(void)
{
    return getenv("QUOIN_TEST_POSTGRES");
}

static inline bool
postgres_test_run(const char *sql)
{
    PGconn *connection = PQconnectdb(postgres_test_server());
    PGresult *result = PQexec(connection, sql);
    bool is_done = PQresultStatus(result) == PGRES_COMMAND_OK;
    if (!is_done) {
        printf("%s: %s\n", sql, PQerrorMessage(connection));
    }
    PQclear(result);
    PQfinish(connection);
    return is_done;
}

/** An empty schema, and the address that leads to it; schema is its name. */
static inline bool
postgres_test_begin(char url[POSTGRES_URL_MAX], char schema[64])
{
    static int count;
    char sql[128];
    const char *server = postgres_test_server();
    snprintf(schema, 64, "test_%d_%d", (int)getpid(), count++);
    snprintf(url, POSTGRES_URL_MAX, "%s%coptions=-csearch_path%%3D%s", server,
             strchr(server, '?') == NULL ? '?' : '&', schema);
    snprintf(sql, sizeof(sql), "CREATE SCHEMA %s", schema);
    return postgres_test_run(sql);
}

static inline void
postgres_test_end(const char *schema)
{
    char sql[128];
    snprintf(sql, sizeof(sql), "SET client_min_messages = error; DROP SCHEMA %s CASCADE", schema);
    (void)!postgres_test_run(sql);
}

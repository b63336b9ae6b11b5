// The functions of libpq that Almanac uses: X(result, name, (parameters), (arguments)).
//
// One list for the pointers, the wrappers, the loader and the comparison with <libpq-fe.h>.
// Source: libpq 15, <https://www.postgresql.org/docs/15/libpq.html>; their binary interface is that of soname 5.

#ifndef CLIBPQ_FUNCTIONS_H
#define CLIBPQ_FUNCTIONS_H

// clang-format off
#define CLIBPQ_FUNCTIONS(X) \
    X(int, PQlibVersion, (void), ()) \
    X(PQconninfoOption *, PQconninfoParse, (const char *a, char **b), (a, b)) \
    X(void, PQconninfoFree, (PQconninfoOption *a), (a)) \
    X(PGconn *, PQconnectStartParams, (const char *const *a, const char *const *b, int c), (a, b, c)) \
    X(PostgresPollingStatusType, PQconnectPoll, (PGconn *a), (a)) \
    X(void, PQfinish, (PGconn *a), (a)) \
    X(ConnStatusType, PQstatus, (const PGconn *a), (a)) \
    X(PGTransactionStatusType, PQtransactionStatus, (const PGconn *a), (a)) \
    X(const char *, PQparameterStatus, (const PGconn *a, const char *b), (a, b)) \
    X(int, PQserverVersion, (const PGconn *a), (a)) \
    X(int, PQbackendPID, (const PGconn *a), (a)) \
    X(char *, PQerrorMessage, (const PGconn *a), (a)) \
    X(int, PQsocket, (const PGconn *a), (a)) \
    X(int, PQconnectionNeedsPassword, (const PGconn *a), (a)) \
    X(PQnoticeProcessor, PQsetNoticeProcessor, (PGconn *a, PQnoticeProcessor b, void *c), (a, b, c)) \
    X(int, PQsetnonblocking, (PGconn *a, int b), (a, b)) \
    X(int, PQflush, (PGconn *a), (a)) \
    X(int, PQconsumeInput, (PGconn *a), (a)) \
    X(int, PQisBusy, (PGconn *a), (a)) \
    X(PGresult *, PQgetResult, (PGconn *a), (a)) \
    X(int, PQsendQueryParams, (PGconn *a, const char *b, int c, const Oid *d, const char *const *e, const int *f, const int *g, int h), (a, b, c, d, e, f, g, h)) \
    X(int, PQsendPrepare, (PGconn *a, const char *b, const char *c, int d, const Oid *e), (a, b, c, d, e)) \
    X(int, PQsendQueryPrepared, (PGconn *a, const char *b, int c, const char *const *d, const int *e, const int *f, int g), (a, b, c, d, e, f, g)) \
    X(int, PQenterPipelineMode, (PGconn *a), (a)) \
    X(int, PQexitPipelineMode, (PGconn *a), (a)) \
    X(int, PQpipelineSync, (PGconn *a), (a)) \
    X(PGcancel *, PQgetCancel, (PGconn *a), (a)) \
    X(void, PQfreeCancel, (PGcancel *a), (a)) \
    X(int, PQcancel, (PGcancel *a, char *b, int c), (a, b, c)) \
    X(int, PQputCopyData, (PGconn *a, const char *b, int c), (a, b, c)) \
    X(int, PQputCopyEnd, (PGconn *a, const char *b), (a, b)) \
    X(int, PQgetCopyData, (PGconn *a, char **b, int c), (a, b, c)) \
    X(void, PQfreemem, (void *a), (a)) \
    X(ExecStatusType, PQresultStatus, (const PGresult *a), (a)) \
    X(char *, PQresultErrorField, (const PGresult *a, int b), (a, b)) \
    X(int, PQntuples, (const PGresult *a), (a)) \
    X(int, PQnfields, (const PGresult *a), (a)) \
    X(char *, PQfname, (const PGresult *a, int b), (a, b)) \
    X(Oid, PQftype, (const PGresult *a, int b), (a, b)) \
    X(char *, PQgetvalue, (const PGresult *a, int b, int c), (a, b, c)) \
    X(int, PQgetlength, (const PGresult *a, int b, int c), (a, b, c)) \
    X(int, PQgetisnull, (const PGresult *a, int b, int c), (a, b, c)) \
    X(char *, PQcmdTuples, (PGresult *a), (a)) \
    X(void, PQclear, (PGresult *a), (a))
// clang-format on

#endif

/**
 * The history store on a relational database. {@link io.durable.jdbc.JdbcTaskHubStore} is
 * the entrance; each table has a class with its statements, and what differs between
 * databases is in a {@link io.durable.jdbc.SqlDialect}.
 */
@NullMarked
package io.durable.jdbc;

import org.jspecify.annotations.NullMarked;

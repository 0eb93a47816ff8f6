// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.core.event.Event;
import java.io.Closeable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes batches: rows and offsets in one transaction. Belongs to one thread; connects when it is
 * needed, and again after an error.
 */
final class PostgresWriter implements Closeable {
  /**
   * How far a batch moves a partition.
   *
   * @param from where it is, or {@link SinkOffsets#NONE}
   * @param to the next offset
   */
  record Move(long from, long to) {}

  /** What became of a batch. */
  enum Outcome {
    COMMITTED,
    /** Another sink has moved on with a partition: nothing was stored. */
    OVERTAKEN
  }

  /** A message that PostgreSQL cannot store. */
  interface Rejects {
    void rejected(int index, String reason);
  }

  /** Rows in memory before they are sent, besides those of one event: of a tile 112,500 at most. */
  private static final int MOST_ROWS = 20_000;

  private final PostgresTarget target;
  private final SinkCounters counters;
  private final Surveys surveys = new Surveys();
  private Connection connection;
  private volatile boolean stale;

  PostgresWriter(PostgresTarget target, SinkCounters counters) {
    this.target = target;
    this.counters = counters;
  }

  /** The connection, to read with. */
  Connection connection() throws SQLException {
    if (connection == null) {
      surveys.forget();
      connection = target.connect();
      connection.setAutoCommit(false);
    }
    return connection;
  }

  /** Other sinks may have had partitions meanwhile: may be said by any thread. */
  void forget() {
    stale = true;
  }

  /**
   * Stores events and offsets, all or none. Where PostgreSQL finds data that it cannot store,
   * events are tried one by one, and those at fault are left out and told.
   */
  Outcome write(List<Event> events, Map<SinkOffsets.Place, Move> moves, Rejects rejects)
      throws SQLException {
    try {
      return whole(events, moves);
    } catch (SQLException e) {
      if (!isData(e)) {
        throw e;
      }
      return oneByOne(events, moves, rejects);
    }
  }

  private Outcome whole(List<Event> events, Map<SinkOffsets.Place, Move> moves)
      throws SQLException {
    return transaction(
        moves,
        c -> {
          Map<RowBatch.SliceKey, Long> latest = new HashMap<>();
          Map<String, Long> rows = new TreeMap<>();
          RowBatch batch = new RowBatch();
          for (Event event : events) {
            add(event, batch);
            if (batch.size() >= MOST_ROWS) {
              put(c, batch, latest, rows);
              batch = new RowBatch();
            }
          }
          put(c, batch, latest, rows);
          return () -> {
            surveys.learn(latest);
            counters.written(rows);
          };
        });
  }

  private void put(
      Connection c, RowBatch batch, Map<RowBatch.SliceKey, Long> latest, Map<String, Long> rows)
      throws SQLException {
    latest.putAll(surveys.settle(c, batch));
    batch.write(c).forEach((table, n) -> rows.merge(table, n, Long::sum));
  }

  private Outcome oneByOne(List<Event> events, Map<SinkOffsets.Place, Move> moves, Rejects rejects)
      throws SQLException {
    return transaction(
        moves,
        c -> {
          Map<String, Long> rows = new TreeMap<>();
          Map<Integer, String> wrong = new TreeMap<>();
          for (int i = 0; i < events.size(); i++) {
            Savepoint before = c.setSavepoint();
            try {
              RowBatch batch = new RowBatch();
              add(events.get(i), batch);
              surveys.settle(c, batch);
              batch.write(c).forEach((table, n) -> rows.merge(table, n, Long::sum));
              c.releaseSavepoint(before);
            } catch (SQLException e) {
              if (!isData(e)) {
                throw e;
              }
              c.rollback(before);
              wrong.put(i, target.line(e));
            }
          }
          return () -> {
            surveys.forget();
            counters.written(rows);
            wrong.forEach(rejects::rejected);
          };
        });
  }

  /** What cannot even be a row, such as a time beyond all years, is refused as data, too. */
  private static void add(Event event, RowBatch batch) throws SQLException {
    try {
      EventRows.add(event, batch);
    } catch (ArithmeticException e) {
      throw new SQLException("a number is out of range: " + e.getMessage(), "22003", e);
    }
  }

  private interface Work {
    /** Returns what is to be done after the commit. */
    Runnable in(Connection connection) throws SQLException;
  }

  private Outcome transaction(Map<SinkOffsets.Place, Move> moves, Work work) throws SQLException {
    Connection c = connection();
    if (stale) {
      stale = false;
      surveys.forget();
    }
    boolean done = false;
    try {
      // Offsets first: sinks that believe in the same partition wait for each other here.
      for (Map.Entry<SinkOffsets.Place, Move> e : new TreeMap<>(moves).entrySet()) {
        if (!SinkOffsets.move(c, e.getKey(), e.getValue().from(), e.getValue().to())) {
          c.rollback();
          done = true;
          return Outcome.OVERTAKEN;
        }
      }
      Runnable after = work.in(c);
      c.commit();
      done = true;
      after.run();
      return Outcome.COMMITTED;
    } catch (SQLException e) {
      if (isData(e)) {
        c.rollback();
        done = true;
      }
      throw e;
    } finally {
      if (!done) {
        close(); // whatever state it is in; the server rolls back
      }
    }
  }

  /** Classes 22 (data) and 23 (constraints): the same again would fail the same way. */
  private static boolean isData(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }

  @Override
  public void close() {
    Connection c = connection;
    connection = null;
    surveys.forget();
    if (c != null) {
      try {
        c.close();
      } catch (SQLException e) {
        // it is gone
      }
    }
  }
}

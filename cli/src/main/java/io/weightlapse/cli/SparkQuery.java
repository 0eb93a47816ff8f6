// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.query.RowSink;
import io.weightlapse.history.query.SparkViews;
import java.io.IOException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoDir;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import scala.collection.JavaConverters;

/** SQL over a home on any file system, by Spark inside this process: the views of DuckDB. */
final class SparkQuery implements AutoCloseable {
  private final SparkSession spark;

  private SparkQuery(SparkSession spark) {
    this.spark = spark;
  }

  static SparkQuery open(Home home, String master) throws IOException {
    List<String> statements = SparkViews.of(home).statements();
    SparkSession spark =
        SparkSession.builder()
            .config(LocalSpark.conf(master))
            .config("spark.sql.shuffle.partitions", "8")
            .config("spark.sql.runSQLOnFiles", "false") // SELECT * FROM csv.`/etc/passwd`
            .appName("weightlapse query")
            .getOrCreate();
    SparkQuery query = new SparkQuery(spark);
    try {
      statements.forEach(spark::sql);
      for (String calls : List.of("reflect", "java_method", "try_reflect")) {
        spark.sessionState().functionRegistry().dropFunction(new FunctionIdentifier(calls));
      }
      return query;
    } catch (RuntimeException e) {
      query.close();
      throw e;
    }
  }

  /** Runs one SELECT; rows come partition by partition, never all at once. */
  long run(String sql, long limit, RowSink sink) throws IOException {
    Dataset<Row> result = select(sql);
    sink.begin(List.of(result.columns()));
    Iterator<Row> rows = result.toLocalIterator();
    long n = 0;
    while (n < limit && rows.hasNext()) {
      Row row = rows.next();
      Object[] cells = new Object[row.length()];
      for (int i = 0; i < cells.length; i++) {
        cells[i] = plain(row.get(i));
      }
      sink.row(cells);
      n++;
    }
    sink.end();
    return n;
  }

  private Dataset<Row> select(String sql) {
    String statement = sql.strip().replaceFirst(";\\s*$", "");
    try {
      // Spark runs commands when they are analysed, so they must be told before that.
      LogicalPlan plan = spark.sessionState().sqlParser().parsePlan(statement);
      if (plan instanceof Command
          || plan instanceof ParsedStatement
          || plan instanceof InsertIntoDir) {
        throw new UserException("SQL must be a SELECT: was " + statement.lines().findFirst().get());
      }
      return spark.sql(statement);
    } catch (Exception e) {
      if (e instanceof AnalysisException wrong) {
        throw new UserException(wrong.getMessage().lines().findFirst().orElse("wrong SQL"), 2, e);
      }
      if (e instanceof RuntimeException r) {
        throw r;
      }
      throw new IllegalStateException(e);
    }
  }

  private static Object plain(Object cell) {
    if (cell instanceof scala.collection.Seq<?> seq) {
      List<Object> list = new ArrayList<>();
      JavaConverters.seqAsJavaList(seq).forEach(e -> list.add(plain(e)));
      return list;
    }
    if (cell instanceof Row row) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < row.length(); i++) {
        map.put(row.schema().fieldNames()[i], plain(row.get(i)));
      }
      return map;
    }
    if (cell instanceof scala.collection.Map<?, ?> entries) {
      Map<String, Object> map = new LinkedHashMap<>();
      JavaConverters.mapAsJavaMap(entries).forEach((k, v) -> map.put(String.valueOf(k), plain(v)));
      return map;
    }
    if (cell instanceof Timestamp time) {
      return time.toInstant().atOffset(java.time.ZoneOffset.UTC).toLocalDateTime().toString();
    }
    return cell == null || cell instanceof Number || cell instanceof Boolean
        ? cell
        : cell.toString();
  }

  @Override
  public void close() {
    spark.stop();
  }
}

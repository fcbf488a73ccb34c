package io.twofold.it.bench.transfer;

import io.twofold.it.kit.AtExit;
import io.twofold.it.kit.FixtureException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The same transfers by clients of a PostgreSQL server, in a table that this makes and drops. One
 * thread runs loads.
 */
final class PostgresTransfers implements AutoCloseable {
  /** How many connections transfer at once. */
  static final int CLIENTS = 16;

  private static final String CONNECT_TIMEOUT_S = "10";

  /** More accounts than a server can fill in that time are not measured. */
  private static final String ANSWER_TIMEOUT_S = "300";

  private static final List<String> SETTINGS =
      List.of("server_version", "fsync", "synchronous_commit", "shared_buffers", "max_wal_size");

  private final String url;
  private final Transfers transfers;
  private final String table;
  private final String server;
  private final List<PostgresClient> clients = new ArrayList<>();
  private final ParallelClients load;
  private final AtExit.Entry removal;

  /**
   * Makes and fills the table, and connects.
   *
   * @param url of the server, as JDBC has it
   * @throws FixtureException if the server cannot be reached, or refuses that
   */
  PostgresTransfers(String url, Transfers transfers) {
    this.url = url;
    this.transfers = transfers;
    this.table = "twofold_bench_" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    try {
      this.server = fill();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new PostgresClient(connect(url), table, transfers));
      }
    } catch (SQLException e) {
      FixtureException failure = failed("PostgreSQL cannot be used", url, e);
      try {
        drop();
      } catch (FixtureException suppressed) {
        failure.addSuppressed(suppressed);
      }
      throw failure;
    }
    this.load = new ParallelClients(clients);
    this.removal = AtExit.register(this::drop);
  }

  /**
   * Connects, and no more: found before minutes have gone into something else.
   *
   * @throws FixtureException if the server cannot be reached
   */
  static void requireServer(String url) {
    try (Connection connection = connect(url)) {
      connection.getMetaData();
    } catch (SQLException e) {
      throw failed("PostgreSQL cannot be used", url, e);
    }
  }

  private static FixtureException failed(String what, String url, SQLException e) {
    // A URL that no driver understands is repeated as it is.
    String why = String.valueOf(e.getMessage()).replace(url, address(url));
    return new FixtureException("%s (%s): %s".formatted(what, address(url), why), e);
  }

  /** A URL without its parameters: a password may be among them. */
  static String address(String url) {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }

  private static Connection connect(String url) throws SQLException {
    Properties settings = new Properties();
    settings.setProperty("ApplicationName", "twofold bench");
    settings.setProperty("connectTimeout", CONNECT_TIMEOUT_S);
    settings.setProperty("socketTimeout", ANSWER_TIMEOUT_S);
    return DriverManager.getConnection(url, settings);
  }

  private String fill() throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table " + table + " (id integer primary key, balance bigint not null)");
      statement.execute(
          "insert into %s select id, %d from generate_series(0, %d) id"
              .formatted(table, Transfers.INITIAL_BALANCE, transfers.accounts() - 1));
      statement.execute("vacuum analyze " + table);
      List<String> said = new ArrayList<>();
      for (String setting : SETTINGS) {
        said.add(setting + "=" + one(statement, "show " + setting));
      }
      return String.join(" ", said);
    }
  }

  private static @Nullable String one(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  /** The server's version, and settings that matter here. */
  String server() {
    return server;
  }

  /** Each client does one transfer after another. */
  TransferClient.Outcome run(Duration warmUp, Duration measured) {
    return load.run(warmUp, measured);
  }

  /** Of all clients. */
  PostgresClient.Count count() {
    return clients.stream()
        .map(PostgresClient::count)
        .reduce(new PostgresClient.Count(0, 0, 0), PostgresClient.Count::plus);
  }

  /**
   * Looks at all balances.
   *
   * @throws FixtureException if money has come or gone, or an account is overdrawn
   */
  void check() {
    String wrong =
        "select count(*) || ' accounts, ' || sum(balance) || ' in all, ' || min(balance) || ' the"
            + " least' from %s having count(*) <> %d or sum(balance) <> %d or min(balance) < 0"
                .formatted(
                    table, transfers.accounts(), Transfers.INITIAL_BALANCE * transfers.accounts());
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      String found = one(statement, wrong);
      if (found != null) {
        throw new FixtureException("the balances in PostgreSQL are wrong: " + found);
      }
    } catch (SQLException e) {
      throw failed("PostgreSQL cannot be checked", url, e);
    }
  }

  private void drop() {
    try {
      for (PostgresClient client : clients) {
        client.close();
      }
      try (Connection connection = connect(url);
          Statement statement = connection.createStatement()) {
        statement.execute("set lock_timeout = '5s'");
        statement.execute("drop table if exists " + table);
      }
    } catch (SQLException e) {
      throw failed("table " + table + " cannot be dropped", url, e);
    }
  }

  @Override
  public void close() {
    removal.close();
    drop();
  }
}

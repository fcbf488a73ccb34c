package io.twofold.it.bench.transfer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Set;

/**
 * A connection that does transfers as an application does: two updates by prepared statements in a
 * serializable transaction, which begins anew when the server says that it cannot be serialized.
 * For one thread at a time; what it has counted, any thread may read.
 */
final class PostgresClient implements ParallelClients.Client, AutoCloseable {
  /** {@code serialization_failure} and {@code deadlock_detected}. */
  private static final Set<String> TRY_AGAIN = Set.of("40001", "40P01");

  /** More than that, and nothing gets through. */
  private static final int ATTEMPTS_MAX = 10_000;

  private final Transfers transfers;
  private final Connection connection;
  private final PreparedStatement debit;
  private final PreparedStatement credit;

  private volatile long committed;
  private volatile long refused;
  private volatile long again;

  /**
   * How many transfers were done, and how often one began anew.
   *
   * @param refused for lack of money
   */
  record Count(long committed, long refused, long again) {
    Count plus(Count other) {
      return new Count(
          committed + other.committed(), refused + other.refused(), again + other.again());
    }

    Count minus(Count before) {
      return new Count(
          committed - before.committed(), refused - before.refused(), again - before.again());
    }

    double committedPercent() {
      return 100.0 * committed / (committed + refused);
    }

    double againPercent() {
      return 100.0 * again / (committed + refused);
    }
  }

  /**
   * Prepares.
   *
   * @param connection its own from now on
   * @param table with columns {@code id} and {@code balance}
   */
  PostgresClient(Connection connection, String table, Transfers transfers) throws SQLException {
    this.transfers = transfers;
    this.connection = connection;
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
    this.debit =
        connection.prepareStatement(
            "update " + table + " set balance = balance - ? where id = ? and balance >= ?");
    this.credit =
        connection.prepareStatement("update " + table + " set balance = balance + ? where id = ?");
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  public void transfer(long number) throws SQLException {
    for (int attempt = 1; !attempted(number, attempt); attempt++) {
      again = again + 1;
    }
  }

  /** True if the transfer was done or refused, false if it has to begin anew. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by one thread
  private boolean attempted(long number, int attempt) throws SQLException {
    try {
      int amount = transfers.amount(number);
      debit.setInt(1, amount);
      debit.setInt(2, transfers.from(number));
      debit.setInt(3, amount);
      if (debit.executeUpdate() == 0) {
        connection.rollback();
        refused = refused + 1;
        return true;
      }
      credit.setInt(1, amount);
      credit.setInt(2, transfers.to(number));
      int credited = credit.executeUpdate();
      if (credited != 1) {
        throw new SQLException("a transfer found %d accounts to credit".formatted(credited));
      }
      connection.commit();
      committed = committed + 1;
      return true;
    } catch (SQLException e) {
      if (!TRY_AGAIN.contains(String.valueOf(e.getSQLState())) || attempt == ATTEMPTS_MAX) {
        throw e;
      }
      connection.rollback();
      return false;
    }
  }

  Count count() {
    return new Count(committed, refused, again);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}

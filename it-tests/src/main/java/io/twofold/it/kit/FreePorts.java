package io.twofold.it.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * TCP ports for processes that listen on the loopback address. Thread-safe.
 *
 * <p>Ports come from below the range that operating systems use for outgoing connections: a node
 * that is killed and restarted needs its port again, and an outgoing connection must not have taken
 * it meanwhile. No port is handed out twice by one JVM.
 */
public final class FreePorts {
  /** Where several JVMs hand out ports at once: which share of four is this one's. */
  private static final String SHARE_PROPERTY = "twofold.ports.share";

  private static final int SHARES = 4;
  private static final int SHARE = 4_000;
  private static final int FIRST =
      15_000
          + SHARE
              * Math.floorMod(Integer.parseInt(System.getProperty(SHARE_PROPERTY, "0")), SHARES);
  private static final int END = FIRST + SHARE;
  private static final Set<Integer> HANDED_OUT = new HashSet<>();

  private FreePorts() {}

  /** A port on which nothing listens now. */
  public static int next() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, END);
      synchronized (HANDED_OUT) {
        if (isFree(port) && HANDED_OUT.add(port)) {
          return port;
        }
      }
    }
    throw new FixtureException("no free port between " + FIRST + " and " + END);
  }

  /** True if a process could listen on this port of the loopback address now. */
  public static boolean isFree(int port) {
    return canListen(port, InetAddress.getLoopbackAddress())
        && canListen(port, new InetSocketAddress(0).getAddress());
  }

  private static boolean canListen(int port, InetAddress address) {
    try (ServerSocket socket = new ServerSocket()) {
      // As servers do: a connection of an earlier process that lingers is no obstacle.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

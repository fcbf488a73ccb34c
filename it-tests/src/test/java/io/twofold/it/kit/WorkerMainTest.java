package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.ShutdownThread;
import org.junit.jupiter.api.Test;

class WorkerMainTest {
  private static final List<String> told = new ArrayList<>();

  /** In the place of Connect's program, whose server is to stop when the JVM ends. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws Exception {
      told.addAll(List.of(args));
      Server server = new Server();
      server.setStopAtShutdown(true);
      server.start();
      boolean wasThere = Runtime.getRuntime().removeShutdownHook(ShutdownThread.getInstance());
      told.add(wasThere ? "hook" : "no hook");
      server.stop();
    }
  }

  @Test
  void program_getsItsArgumentsAndJettyHasNoHook() throws Exception {
    WorkerMain.main(new String[] {Program.class.getName(), "worker.properties"});
    assertThat(told).containsExactly("worker.properties", "no hook");
  }
}

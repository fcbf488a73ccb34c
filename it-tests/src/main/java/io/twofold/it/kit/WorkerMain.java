package io.twofold.it.kit;

import java.util.Arrays;
import org.eclipse.jetty.util.component.ContainerLifeCycle;
import org.eclipse.jetty.util.thread.ShutdownThread;

/**
 * Runs Connect's program without Jetty's shutdown hook. When a worker is told to end, Connect stops
 * its Jetty server in a hook of its own, and Jetty's hook does so at the same time. If Connect
 * comes first, Jetty destroys the server while it stops: its threads are forgotten, Connect waits
 * for them forever, and neither tasks nor worker end. {@code JettyShutdownTest} shows it.
 *
 * <p>The only class of ours that is on a worker's class path, in a jar of its own.
 */
final class WorkerMain {
  private WorkerMain() {}

  /**
   * Runs the program.
   *
   * @param args the program's class, then its arguments
   */
  public static void main(String[] args) throws ReflectiveOperationException {
    // Jetty adds its hook once, with the first that is registered.
    ShutdownThread.register(new ContainerLifeCycle());
    Runtime.getRuntime().removeShutdownHook(ShutdownThread.getInstance());
    Class.forName(args[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
  }
}

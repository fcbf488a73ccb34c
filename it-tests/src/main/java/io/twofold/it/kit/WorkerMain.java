package io.twofold.it.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.eclipse.jetty.util.component.ContainerLifeCycle;
import org.eclipse.jetty.util.thread.ShutdownThread;

/**
 * Runs Connect's program without Jetty's shutdown hook. When a worker is told to end, Connect stops
 * its Jetty server in a hook of its own, and Jetty's hook does so at the same time. If Connect
 * comes first, Jetty destroys the server while it stops: its threads are forgotten, Connect waits
 * for them forever, and neither tasks nor worker end. {@code JettyShutdownTest} shows it.
 *
 * <p>The only class of ours that is on a worker's class path.
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

  /** Puts this class where it is the only one. */
  static void copyInto(Path classes) {
    String folder = WorkerMain.class.getPackageName().replace('.', '/');
    String file = WorkerMain.class.getSimpleName() + ".class";
    Path copy = Directories.create(classes.resolve(folder)).resolve(file);
    try (InputStream code = WorkerMain.class.getResourceAsStream(file)) {
      Files.copy(code, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + copy, e);
    }
  }
}

package io.twofold.it.bench.empty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.twofold.it.kit.Directories;
import io.twofold.it.kit.FixtureException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.connect.rest.ConnectRestExtension;

/** The extension as a jar for a worker's {@code plugin.path}, made from this program's classes. */
public final class EmptyPlugin {
  /** For {@code rest.extension.classes}. */
  public static final String EXTENSION = EmptyExtension.class.getName();

  private EmptyPlugin() {}

  /** Makes the jar in a directory, which then belongs into {@code plugin.path}. */
  public static void writeInto(Path directory) {
    Path jar = Directories.create(directory).resolve("empty.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> part : List.of(EmptyExtension.class, EmptyResource.class)) {
        String entry = part.getName().replace('.', '/') + ".class";
        zip.putNextEntry(new ZipEntry(entry));
        try (InputStream bytes = part.getResourceAsStream("/" + entry)) {
          if (bytes == null) {
            throw new FixtureException("not on the class path: " + entry);
          }
          bytes.transferTo(zip);
        }
      }
      zip.putNextEntry(new ZipEntry("META-INF/services/" + ConnectRestExtension.class.getName()));
      zip.write(EXTENSION.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + jar, e);
    }
  }
}

package io.twofold.it.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The component archive, unpacked as an administrator does before starting a worker. */
final class ComponentArchive {
  private ComponentArchive() {}

  /**
   * Unzips the archive that the build made into a plugins directory, in place of what was there.
   */
  static void unzipInto(Path pluginsDirectory) {
    Path archive = ProjectLayout.componentArchive();
    Directories.delete(pluginsDirectory);
    Directories.create(pluginsDirectory);
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path target = pluginsDirectory.resolve(entry.getName()).normalize();
        if (!target.startsWith(pluginsDirectory)) {
          throw new FixtureException(archive + " has an entry outside of it: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Directories.create(target.resolveSibling(""));
          Files.copy(zip, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unzip " + archive, e);
    }
  }
}

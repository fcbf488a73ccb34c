package io.twofold.it.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesTest {
  @Test
  void bytes_areThoseOfAllFilesBelow(@TempDir Path directory) throws IOException {
    Files.write(directory.resolve("one"), new byte[3]);
    Files.write(Directories.create(directory.resolve("a/b")).resolve("two"), new byte[40]);
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("one"));
    assertThat(Directories.bytes(directory)).isEqualTo(43);
  }

  @Test
  void bytes_ofWhatIsNotThere_areNone(@TempDir Path directory) {
    assertThat(Directories.bytes(directory.resolve("missing"))).isZero();
  }
}

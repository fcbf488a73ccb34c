package io.twofold.txn.sim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The simulation with some of its sources changed: compiled in memory, and loaded beside the real
 * one together with everything that it could touch.
 */
final class Mutant extends ClassLoader {
  private static final List<String> ROOTS = List.of("src/main/java", "src/test/java");

  /** What is loaded anew; the rest is shared. */
  private static final List<String> OWN =
      List.of(
          "io.twofold.txn.machine.",
          "io.twofold.txn.runtime.",
          "io.twofold.txn.kafka.",
          "io.twofold.txn.sim.");

  private final Map<String, byte[]> compiled;

  private Mutant(Map<String, byte[]> compiled) {
    super(Mutant.class.getClassLoader());
    this.compiled = compiled;
  }

  /** Runs of the changed simulation: what is wrong with a seed, if anything is. */
  static LongFunction<Optional<String>> of(List<Mutation.Change> changes, int events)
      throws ReflectiveOperationException, IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    for (Mutation.Change change : changes) {
      String source = change.source();
      String before = sources.containsKey(source) ? sources.get(source) : read(source);
      sources.put(source, changed(before, change));
    }
    Map<String, byte[]> compiled = sources.isEmpty() ? Map.of() : compile(sources);
    Class<?> runs = new Mutant(compiled).loadClass(SeedRuns.class.getName());
    @SuppressWarnings("unchecked") // The same class, loaded twice.
    LongFunction<Optional<String>> found =
        (LongFunction<Optional<String>>) runs.getDeclaredConstructor(int.class).newInstance(events);
    return found;
  }

  private static String read(String source) throws IOException {
    Path module = Path.of(System.getProperty("basedir", ""));
    for (String root : ROOTS) {
      Path file = module.resolve(root).resolve(source);
      if (Files.exists(file)) {
        return Files.readString(file);
      }
    }
    throw new IllegalStateException("no such source: " + source);
  }

  private static String changed(String source, Mutation.Change change) {
    String words =
        Arrays.stream(change.words().split("\\s+", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining("\\s*"));
    Matcher found = Pattern.compile(words).matcher(source);
    long count = found.results().count();
    if (count != 1) {
      throw new IllegalStateException(
          "the mutation does not fit its source any more: tell it anew (source=%s, found=%d, words=%s)"
              .formatted(change.source(), count, change.words()));
    }
    return found.replaceFirst(Matcher.quoteReplacement(change.instead()));
  }

  // ---- Compiling

  private static Map<String, byte[]> compile(Map<String, String> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> classes = new HashMap<>();
    JavaFileManager files =
        new ForwardingJavaFileManager<JavaFileManager>(
            compiler.getStandardFileManager(null, null, null)) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name), kind) {
              @Override
              public OutputStream openOutputStream() {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                classes.put(name, bytes);
                return bytes;
              }
            };
          }
        };
    List<JavaFileObject> units = new ArrayList<>();
    sources.forEach((name, text) -> units.add(source(name, text)));
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"));
    if (!compiler.getTask(messages, files, null, options, null, units).call()) {
      throw new IllegalStateException("the mutation does not compile: " + messages);
    }
    return classes.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().toByteArray()));
  }

  private static JavaFileObject source(String name, String text) {
    return new SimpleJavaFileObject(URI.create("memory:///" + name), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  // ---- Loading

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (OWN.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    byte[] bytes = compiled.get(name);
    if (bytes == null) {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = getParent().getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        bytes = in.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return defineClass(name, bytes, 0, bytes.length);
  }
}

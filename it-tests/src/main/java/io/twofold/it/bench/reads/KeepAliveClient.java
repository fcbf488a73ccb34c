package io.twofold.it.bench.reads;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A client of one HTTP/1.1 connection that stays open. It does as little as possible, since it
 * shares the machine with the server: no redirects, no time-outs, bodies are read and dropped. For
 * one thread.
 */
public final class KeepAliveClient implements AutoCloseable {
  private static final int BUFFER_BYTES = 16 << 10;
  private static final String ENTITY_TAG = "etag:";
  private static final String LENGTH = "content-length:";
  private static final String CHUNKED = "transfer-encoding: chunked";

  private final Socket socket;
  private final InputStream in;
  private final String afterPath;
  private @Nullable String entityTag;

  /**
   * Connects.
   *
   * @param url of the server; a path is ignored
   */
  public KeepAliveClient(URI url) throws IOException {
    socket = new Socket(url.getHost(), url.getPort());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
    afterPath = " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\n\r\n";
  }

  /**
   * Sends GET and reads the whole answer.
   *
   * @param path with its query, encoded
   * @return the status
   */
  public int get(String path) throws IOException {
    socket.getOutputStream().write(("GET " + path + afterPath).getBytes(ISO_8859_1));
    String statusLine = line();
    int length = 0;
    boolean isChunked = false;
    entityTag = null;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith(LENGTH)) {
        length = Integer.parseInt(lower.substring(LENGTH.length()).trim());
      }
      if (lower.startsWith(ENTITY_TAG)) {
        entityTag = header.substring(ENTITY_TAG.length()).trim();
      }
      isChunked |= lower.equals(CHUNKED);
    }
    if (isChunked) {
      skipChunks();
    } else {
      in.skipNBytes(length);
    }
    return Integer.parseInt(statusLine.split(" ", 3)[1]);
  }

  /** The entity tag of the last answer with its quotes; null if it had none. */
  public @Nullable String entityTag() {
    return entityTag;
  }

  private void skipChunks() throws IOException {
    int length;
    do {
      length = Integer.parseInt(line().split(";", 2)[0].trim(), 16);
      in.skipNBytes(length);
      // What follows a chunk is an empty line; so it is with the last one, if there are no
      // trailers.
      line();
    } while (length > 0);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the server has closed the connection");
      }
      if (next != '\r') {
        line.write(next);
      }
    }
    return line.toString(ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

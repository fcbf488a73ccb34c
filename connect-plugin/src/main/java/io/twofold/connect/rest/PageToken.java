package io.twofold.connect.rest;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Where a scan goes on: after a key. In the URL-safe alphabet of Base64: a format number, eight
 * bytes of the hash of store, table and prefix, the key without the prefix, a checksum of it all.
 * It keeps no secret and protects none; it tells mistakes.
 */
final class PageToken {
  /** The field in which an answer has it. */
  static final String NEXT = "next_page_token";

  /** The parameter in which it comes back. */
  static final String PARAMETER = "page_token";

  private static final byte FORMAT = 1;
  private static final int SCOPE_BYTES = 8;
  private static final int BYTES_MIN = 1 + SCOPE_BYTES + Integer.BYTES;

  private PageToken() {}

  /** A token for what comes after a key, which has the prefix. */
  static String after(String key, String store, String table, String prefix) {
    byte[] rest = key.substring(prefix.length()).getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(BYTES_MIN + rest.length);
    bytes.put(FORMAT).put(scope(store, table, prefix)).put(rest);
    bytes.putInt(checksum(bytes.array(), bytes.position()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** The key after which to go on. */
  static String read(String token, String store, String table, String prefix) throws Refusal {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw broken();
    }
    int end = bytes.length - Integer.BYTES;
    if (bytes.length < BYTES_MIN
        || bytes[0] != FORMAT
        || ByteBuffer.wrap(bytes).getInt(end) != checksum(bytes, end)) {
      throw broken();
    }
    byte[] scope = Arrays.copyOfRange(bytes, 1, 1 + SCOPE_BYTES);
    if (!Arrays.equals(scope, scope(store, table, prefix))) {
      throw new Refusal(
          Reply.badRequest(PARAMETER + " belongs to a scan of another table or prefix"));
    }
    try {
      return prefix
          + StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, 1 + SCOPE_BYTES, end - 1 - SCOPE_BYTES));
    } catch (CharacterCodingException e) {
      throw broken();
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32 checksum = new CRC32();
    checksum.update(bytes, 0, length);
    return (int) checksum.getValue();
  }

  private static byte[] scope(String store, String table, String prefix) {
    ByteArrayOutputStream scope = new ByteArrayOutputStream();
    for (String part : new String[] {store, table, prefix}) {
      byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
      scope.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
      scope.writeBytes(bytes);
    }
    try {
      return Arrays.copyOf(
          MessageDigest.getInstance("SHA-256").digest(scope.toByteArray()), SCOPE_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static Refusal broken() {
    return new Refusal(
        Reply.badRequest(PARAMETER + " is broken; send " + NEXT + " of the page before as it was"));
  }
}

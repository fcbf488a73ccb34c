package io.twofold.txn.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.twofold.txn.model.Limits;
import io.twofold.txn.model.Numbers;
import io.twofold.txn.model.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON text. Reading is strict (no duplicate names, no unpaired surrogates, exact
 * numbers), writing is compact, and reading what was written gives the value again.
 */
public final class JsonValues {
  /** Characters of a number as written; what is longer cannot have a canonical form worth it. */
  private static final int NUMBER_CHARS_MAX = 400;

  /** Above every limit of ours, so that it is ours that decide. */
  private static final int PARSER_CHARS_MAX = 1 << 26;

  private static final int PARSER_DEPTH_MAX = 1_000;

  /** A whole number of so many digits fits 64 bits, whichever they are. */
  private static final int DIGITS_OF_LONG = 18;

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(PARSER_DEPTH_MAX)
                  .maxNumberLength(PARSER_CHARS_MAX)
                  .maxStringLength(PARSER_CHARS_MAX)
                  .maxNameLength(PARSER_CHARS_MAX)
                  .build())
          .build();

  private JsonValues() {}

  /**
   * The value that this text is.
   *
   * @throws MalformedJsonException if it is not exactly one JSON value of the accepted form
   */
  public static Value read(byte[] text) throws MalformedJsonException {
    return read(text, 0);
  }

  /**
   * The value that the text from that byte on is.
   *
   * @throws MalformedJsonException if it is not exactly one JSON value of the accepted form
   */
  public static Value read(byte[] text, int from) throws MalformedJsonException {
    Value.Whole whole = shortWhole(text, from);
    if (whole != null) {
      return whole;
    }
    try (JsonParser parser = parser(text, from)) {
      parser.nextToken();
      Value value = read(parser, Limits.DEPTH_CEILING);
      if (parser.nextToken() != null) {
        throw new MalformedJsonException("text after the value");
      }
      return value;
    } catch (MalformedJsonException e) {
      throw e;
    } catch (TooDeepException e) {
      throw new MalformedJsonException(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new MalformedJsonException(brief(e));
    }
  }

  /** The number, if the text is one that needs no parser, as those of many tables; or null. */
  private static Value.@Nullable Whole shortWhole(byte[] text, int from) {
    boolean isNegative = from < text.length && text[from] == '-';
    int first = isNegative ? from + 1 : from;
    int digits = text.length - first;
    boolean hasLeadingZero = digits > 1 && text[first] == '0';
    if (digits <= 0 || digits > DIGITS_OF_LONG || hasLeadingZero) {
      return null;
    }
    long number = 0;
    for (int i = first; i < text.length; i++) {
      if (text[i] < '0' || text[i] > '9') {
        return null;
      }
      number = 10 * number + (text[i] - '0');
    }
    return new Value.Whole(isNegative ? -number : number);
  }

  /** The compact text of the value. */
  public static byte[] write(Value value) {
    if (value instanceof Value.Whole whole) {
      return Long.toString(whole.value()).getBytes(StandardCharsets.US_ASCII);
    }
    return JsonBytes.of(out -> write(value, out));
  }

  /** A parser of UTF-8 text. Jackson guesses other encodings by zero bytes: not accepted. */
  static JsonParser parser(byte[] text) throws IOException {
    return parser(text, 0);
  }

  private static JsonParser parser(byte[] text, int from) throws IOException {
    if (text.length - from > 1 && (text[from] == 0 || text[from + 1] == 0)) {
      throw new MalformedJsonException("not UTF-8");
    }
    return FACTORY.createParser(text, from, text.length - from);
  }

  /** Reads the value at the parser's current token, to its end. */
  static Value read(JsonParser parser, int depthLeft) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new MalformedJsonException("a value is missing");
    }
    return switch (token) {
      case VALUE_NULL -> Value.Null.INSTANCE;
      case VALUE_TRUE -> new Value.Bool(true);
      case VALUE_FALSE -> new Value.Bool(false);
      case VALUE_STRING -> new Value.Text(text(parser));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
      case START_ARRAY -> array(parser, TooDeepException.within(depthLeft));
      case START_OBJECT -> object(parser, TooDeepException.within(depthLeft));
      default -> throw new MalformedJsonException("unexpected " + token.asString());
    };
  }

  static Value.Num number(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return new Value.Whole(parser.getLongValue());
    }
    if (parser.getTextLength() > NUMBER_CHARS_MAX) {
      throw numberTooLong();
    }
    return canonical(parser.getText());
  }

  /** The number that stands in a text of its own. */
  static Value.Num number(String text) throws MalformedJsonException {
    if (text.length() > NUMBER_CHARS_MAX) {
      throw numberTooLong();
    }
    if (!NUMBER.matcher(text).matches()) {
      throw new MalformedJsonException("text that is not a number of JSON");
    }
    return canonical(text);
  }

  private static Value.Num canonical(String number) throws MalformedJsonException {
    try {
      return Numbers.canonical(new BigDecimal(number)).orElseThrow(JsonValues::tooManyDigits);
    } catch (ArithmeticException | NumberFormatException e) {
      throw tooManyDigits();
    }
  }

  /** The current string, unless it has half a surrogate pair, which UTF-8 cannot say. */
  static String text(JsonParser parser) throws IOException {
    return paired(parser.getText());
  }

  static String paired(String text) throws MalformedJsonException {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new MalformedJsonException("text with half a surrogate pair");
        }
        i++;
      }
    }
    return text;
  }

  static void write(Value value, JsonGenerator out) throws IOException {
    if (value instanceof Value.Text text) {
      out.writeString(text.value());
    } else if (value instanceof Value.Whole whole) {
      out.writeNumber(whole.value());
    } else if (value instanceof Value.Decimal decimal) {
      out.writeNumber(Numbers.text(decimal));
    } else if (value instanceof Value.Bool bool) {
      out.writeBoolean(bool.value());
    } else if (value instanceof Value.Null) {
      out.writeNull();
    } else if (value instanceof Value.Array array) {
      out.writeStartArray();
      for (Value item : array.items()) {
        write(item, out);
      }
      out.writeEndArray();
    } else if (value instanceof Value.Obj object) {
      out.writeStartObject();
      for (Map.Entry<String, Value> field : object.fields().entrySet()) {
        out.writeFieldName(field.getKey());
        write(field.getValue(), out);
      }
      out.writeEndObject();
    }
  }

  /** What a parser says, without the source excerpt: no values of users' in messages. */
  static String brief(IOException e) {
    JsonLocation location =
        e instanceof JsonProcessingException malformed ? malformed.getLocation() : null;
    return location == null ? "not JSON" : "not JSON at byte " + location.getByteOffset();
  }

  private static Value array(JsonParser parser, int depthLeft) throws IOException {
    List<Value> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(read(parser, depthLeft));
    }
    return new Value.Array(items);
  }

  private static Value object(JsonParser parser, int depthLeft) throws IOException {
    Map<String, Value> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = paired(parser.currentName());
      parser.nextToken();
      if (fields.put(name, read(parser, depthLeft)) != null) {
        throw new MalformedJsonException("a name stands twice in one object");
      }
    }
    return new Value.Obj(fields);
  }

  private static MalformedJsonException numberTooLong() {
    return new MalformedJsonException("a number is longer than " + NUMBER_CHARS_MAX);
  }

  private static MalformedJsonException tooManyDigits() {
    return new MalformedJsonException("a number needs more than " + Numbers.DIGITS_MAX + " digits");
  }
}

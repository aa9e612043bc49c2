package org.nodecustomize.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes JSON into a text. */
final class JsonText {
  /** ASCII alone, so that neither the locale nor a control character of C1 can do harm. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private JsonText() {}

  /** What writes the JSON. */
  @FunctionalInterface
  interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  /** JSON over several lines, for files and for people. */
  static String pretty(Content content) {
    return text(content, true) + "\n";
  }

  /** JSON on one line, for streams of events. */
  static String line(Content content) {
    return text(content, false);
  }

  private static String text(Content content, boolean pretty) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      if (pretty) {
        json.setPrettyPrinter(
            new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
      }
      content.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("a text cannot fail", e);
    }
    return out.toString();
  }
}

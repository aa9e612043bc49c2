package org.nodecustomize.site.yaml;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.UsageException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * Reads one file of YAML. Of the language there are mappings, sequences and scalars of one document;
 * anchors, aliases, tags and merge keys are refused, since includes and variables do their work
 * and messages about them would point to the wrong line. Words are not turned into other types
 * here: {@code 0644} stays {@code 0644} and {@code no} stays {@code no}.
 */
public final class YamlReader {
  /** Bytes that a recipe may have. */
  public static final int LARGEST = 1 << 20;

  private final Faults faults;

  public YamlReader(Faults faults) {
    this.faults = faults;
  }

  /**
   * The bytes of a file as text, or empty after a fault.
   *
   * @throws UsageException where a file that the user named cannot be read
   * @param shown how the user calls the file
   * @param file to read
   * @param named where the file was named, if that was in a recipe
   */
  public Optional<SourceText> load(String shown, Path file, Optional<Spot> named) {
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        unreadable(shown, named, "expected a file but was something else");
        return Optional.empty();
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(LARGEST + 1);
      }
      if (bytes.length > LARGEST) {
        SourceText source = new SourceText(shown, file, List.of());
        Spot top = named.orElseGet(() -> new Spot(new Place(source, 1, 1), ""));
        faults.add(
            SiteError.TOO_LARGE,
            top,
            Complaint.of(Quoted.of(shown) + ": expected at most 1 MiB of text"));
        return Optional.empty();
      }
      return decode(shown, file, bytes);
    } catch (NoSuchFileException e) {
      unreadable(shown, named, "no such file");
    } catch (IOException e) {
      unreadable(shown, named, "cannot be read");
    }
    return Optional.empty();
  }

  private void unreadable(String shown, Optional<Spot> named, String message) {
    if (named.isEmpty()) {
      throw new UsageException(Problem.at(shown, message));
    }
    faults.add(SiteError.BAD_FILE, named.get(), Complaint.of(Quoted.of(shown) + ": " + message));
  }

  private Optional<SourceText> decode(String shown, Path file, byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      text = new String(bytes, StandardCharsets.UTF_8);
      SourceText source = source(shown, file, text);
      faults.add(
          SiteError.BAD_TEXT,
          placeOf(source, text, text.indexOf('\ufffd')),
          Complaint.of("expected UTF-8 text", "convert it with: iconv -t UTF-8"));
      return Optional.empty();
    }
    if (text.startsWith("\ufeff")) {
      text = text.substring(1);
    }
    SourceText source = source(shown, file, text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < ' ' && c != '\n' && c != '\r' && c != '\t') || c == 0x7f) {
        faults.add(
            SiteError.BAD_TEXT,
            placeOf(source, text, i),
            Complaint.of("expected text but was a control character (0x%02x)".formatted((int) c)));
        return Optional.empty();
      }
    }
    return Optional.of(source);
  }

  private static SourceText source(String shown, Path file, String text) {
    return new SourceText(shown, file, List.of(text.split("\r?\n|\r", -1)));
  }

  private static Spot placeOf(SourceText source, String text, int index) {
    int end = Math.max(index, 0);
    int line = 1 + (int) text.substring(0, end).chars().filter(c -> c == '\n').count();
    int column = end - (text.lastIndexOf('\n', Math.max(end - 1, 0)) + 1) + 1;
    return new Spot(new Place(source, line, Math.max(column, 1)), "");
  }

  /** The value that the text holds; empty after a fault, and where the text holds nothing. */
  public Optional<YamlNode> parse(SourceText source) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(LARGEST);
    String text = String.join("\n", source.lines());
    try {
      return new TreeBuilder(source, faults).build(new Yaml(options).parse(new StringReader(text)));
    } catch (MarkedYAMLException e) {
      Mark mark = mark(e);
      Place place =
          mark == null
              ? new Place(source, 1, 1)
              : new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
      faults.add(SiteError.BAD_YAML, new Spot(place, ""), complaint(e));
    } catch (YAMLException e) {
      faults.add(
          SiteError.BAD_YAML,
          new Spot(new Place(source, 1, 1), ""),
          Complaint.of("bad YAML: " + sentence(String.valueOf(e.getMessage()))));
    }
    return Optional.empty();
  }

  /** Where something is not closed, its beginning says more than the end of the file. */
  private static @Nullable Mark mark(MarkedYAMLException e) {
    String problem = String.valueOf(e.getProblem());
    boolean open = problem.contains("end of stream") || problem.contains("<stream end>");
    return e.getContextMark() != null && (open || e.getProblemMark() == null)
        ? e.getContextMark()
        : e.getProblemMark();
  }

  private static Complaint complaint(MarkedYAMLException e) {
    String problem = String.valueOf(e.getProblem());
    String context = e.getContext() == null ? "" : e.getContext() + ": ";
    problem = problem.replaceFirst("\\. \\(Do not use .*", "");
    context = context.replace("while scanning for the next token: ", "");
    if (context.startsWith("while scanning an alias")) {
      return Complaint.of("bad YAML: a \"*\" without quotes", "put the value in quotes");
    }
    if (problem.contains("mapping values are not allowed")) {
      return Complaint.of(
          "bad YAML: a key where none can be", "check the indentation and the line before");
    }
    if (String.valueOf(e.getProblem()).contains("TAB")) {
      return Complaint.of("bad YAML: a tab where blanks are expected", "indent with blanks");
    }
    Complaint complaint = Complaint.of("bad YAML: " + sentence(context + problem));
    return problem.contains("cannot start any token")
        ? complaint.hint("put the value in quotes")
        : complaint;
  }

  /** The library's words in our form. */
  private static String sentence(String words) {
    String line = words.lines().findFirst().orElse("").strip();
    String open = line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    return open.isEmpty()
        ? "no reason given"
        : open.substring(0, 1).toLowerCase(Locale.ROOT) + open.substring(1);
  }
}

package org.nodecustomize.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nodecustomize.image.FactChange;
import org.nodecustomize.image.FileChange;
import org.nodecustomize.image.Noise;
import org.nodecustomize.image.PackageDifference;
import org.nodecustomize.rpm.Nevra;

/** What differs between two images, as text and JSON. */
public final class DiffReports {
  private DiffReports() {}

  /** For people. */
  public static String text(DiffReport report) {
    StringBuilder text = new StringBuilder();
    text.append("--- ").append(report.before()).append('\n');
    text.append("+++ ").append(report.after()).append('\n');
    section(text, "container", report.container().stream().map(DiffReports::named));
    section(text, "system", report.system().stream().map(DiffReports::named));
    section(text, "packages", report.packages().stream().map(one -> line(one, report)));
    section(text, "keys", report.keys().stream().map(DiffReports::account));
    section(text, "services", report.services().stream().map(DiffReports::named));
    section(text, "accounts", report.accounts().stream().map(DiffReports::account));
    section(text, "files", report.files().stream().flatMap(change -> lines(change, report)));
    section(text, "not compared", report.notCompared().stream());
    if (report.same()) {
      text.append("\nno difference\n");
    }
    if (!report.noise().isEmpty()) {
      text.append("\nnot shown: ")
          .append(
              Arrays.stream(Noise.values())
                  .filter(report.noise()::containsKey)
                  .map(kind -> kind.title() + " (" + report.noise().get(kind) + ")")
                  .collect(Collectors.joining(", ")))
          .append('\n');
    }
    return text.toString();
  }

  private static void section(StringBuilder text, String title, Stream<String> lines) {
    List<String> all = lines.toList();
    if (!all.isEmpty()) {
      text.append('\n').append(title).append(":\n");
      all.forEach(line -> text.append("  ").append(TextLines.line(line)).append('\n'));
    }
  }

  private static String named(FactChange change) {
    return change.name() + ": " + values(change);
  }

  private static String values(FactChange change) {
    return change.before().orElse("none") + " -> " + change.after().orElse("none");
  }

  private static String comeOrGone(FactChange change) {
    return state(change.after().isPresent() ? "added" : "removed", change.name());
  }

  /** What came, went or changed, with what it is. */
  private static String account(FactChange change) {
    if (change.name().startsWith("password ")) {
      return state("changed", named(change));
    }
    return change.before().isEmpty() || change.after().isEmpty()
        ? comeOrGone(change) + ": " + change.after().or(change::before).orElse("")
        : state("changed", named(change));
  }

  private static String line(PackageDifference difference, DiffReport report) {
    return line(difference) + note(Optional.empty(), report.packageCauses(), difference.name());
  }

  private static String line(PackageDifference difference) {
    String kind = word(difference.kind());
    return difference.before().isPresent() && difference.after().isPresent()
        ? state(kind, difference.before().get() + " -> " + difference.after().get())
        : state(kind, difference.after().or(difference::before).map(Nevra::toString).orElse(""));
  }

  private static Stream<String> lines(FileChange change, DiffReport report) {
    String details =
        change.details().stream()
            .map(
                detail -> change.kind() == FileChange.Kind.CHANGED ? changed(detail) : told(detail))
            .collect(Collectors.joining(", "));
    String owner = note(change.packageName(), report.causes(), change.path());
    return Stream.concat(
        Stream.of(state(word(change.kind()), change.path() + ": " + details + owner)),
        change.text().stream().map(line -> "  " + line));
  }

  /** In parentheses: the package that has a name, and what caused the difference. */
  private static String note(
      Optional<String> owner, Map<String, Causes.Cause> causes, String name) {
    List<String> parts = new ArrayList<>();
    owner.ifPresent(parts::add);
    Optional.ofNullable(causes.get(name)).ifPresent(cause -> parts.add("by " + cause.brief()));
    return parts.isEmpty() ? "" : " (" + String.join("; ", parts) + ")";
  }

  private static String changed(FactChange detail) {
    return detail.name().equals("content") && detail.before().equals(detail.after())
        ? "content (" + detail.after().orElse("") + ")"
        : detail.name() + " " + values(detail);
  }

  /** Of a name that came or went. */
  private static String told(FactChange detail) {
    String value = detail.after().or(detail::before).orElse("");
    return switch (detail.name()) {
      case "type", "content" -> value;
      default -> detail.name() + " " + value;
    };
  }

  private static String state(String word, String rest) {
    return "%-10s %s".formatted(word, rest);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * For programs. An object with {@code before} and {@code after} (paths), {@code same}; the lists
   * {@code container}, {@code system}, {@code keys}, {@code services}, {@code accounts} of {@code
   * name, before, after} (null for what is not there); {@code packages} of {@code change, name,
   * before, after, cause}; {@code files} of {@code change, path, package, cause, details, text};
   * {@code noise}, counts by kind; {@code notCompared}, reasons. A {@code cause} is null, or {@code
   * kind, operation, time, text, where}.
   */
  public static String json(DiffReport report) {
    return JsonText.pretty(
        json -> {
          json.writeStartObject();
          json.writeStringField("before", report.before().toString());
          json.writeStringField("after", report.after().toString());
          json.writeBooleanField("same", report.same());
          facts(json, "container", report.container());
          facts(json, "system", report.system());
          packages(json, report);
          facts(json, "keys", report.keys());
          facts(json, "services", report.services());
          facts(json, "accounts", report.accounts());
          files(json, report);
          json.writeObjectFieldStart("noise");
          for (Noise kind : Noise.values()) {
            if (report.noise().containsKey(kind)) {
              json.writeNumberField(word(kind), report.noise().getOrDefault(kind, 0));
            }
          }
          json.writeEndObject();
          ChangeReports.strings(json, "notCompared", report.notCompared());
          json.writeEndObject();
        });
  }

  private static void packages(JsonGenerator json, DiffReport report) throws IOException {
    json.writeArrayFieldStart("packages");
    for (PackageDifference one : report.packages()) {
      json.writeStartObject();
      json.writeStringField("change", word(one.kind()));
      json.writeStringField("name", one.name());
      optional(json, "before", one.before().map(Nevra::toString));
      optional(json, "after", one.after().map(Nevra::toString));
      cause(json, report.packageCauses(), one.name());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void files(JsonGenerator json, DiffReport report) throws IOException {
    json.writeArrayFieldStart("files");
    for (FileChange file : report.files()) {
      json.writeStartObject();
      json.writeStringField("change", word(file.kind()));
      json.writeStringField("path", file.path());
      optional(json, "package", file.packageName());
      cause(json, report.causes(), file.path());
      facts(json, "details", file.details());
      ChangeReports.strings(json, "text", file.text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void cause(JsonGenerator json, Map<String, Causes.Cause> causes, String name)
      throws IOException {
    Optional<Causes.Cause> cause = Optional.ofNullable(causes.get(name));
    if (cause.isPresent()) {
      json.writeFieldName("cause");
      WhyReports.write(json, cause.get());
    } else {
      json.writeNullField("cause");
    }
  }

  private static void facts(JsonGenerator json, String name, List<FactChange> changes)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (FactChange change : changes) {
      json.writeStartObject();
      json.writeStringField("name", change.name());
      optional(json, "before", change.before());
      optional(json, "after", change.after());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void optional(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    } else {
      json.writeNullField(name);
    }
  }
}

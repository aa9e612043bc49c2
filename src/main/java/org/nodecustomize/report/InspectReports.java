package org.nodecustomize.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.SquashfsFacts;

/** What an image is, as text and JSON. */
public final class InspectReports {
  private InspectReports() {}

  /** For people. */
  public static String text(InspectReport report) {
    List<String> lines = new ArrayList<>();
    ImageFacts facts = report.facts();
    row(lines, "image", report.file() + " (" + ByteSizes.text(report.fileSize()) + ")");
    row(lines, "container", report.container().description());
    squashfs(report.container())
        .ifPresent(
            squashfs ->
                row(
                    lines,
                    "squashfs",
                    String.join(" ", squashfs.arguments())
                        + " ("
                        + squashfs.inodes()
                        + (squashfs.inodes() == 1 ? " inode)" : " inodes)")));
    if (report.totalBytes().isPresent()) {
      row(
          lines,
          "file system",
          report.usedBytes().map(used -> ByteSizes.text(used) + " used of ").orElse("")
              + ByteSizes.text(report.totalBytes().get()));
    }
    row(lines, "system", facts.osRelease().prettyName().orElse("unknown"));
    row(lines, "nvr", facts.nvr().orElse("none"));
    row(lines, "profile", facts.profile().id());
    row(lines, "architecture", facts.architecture().orElse("unknown"));
    row(lines, "kernels", facts.kernels().isEmpty() ? "none" : String.join(", ", facts.kernels()));
    row(lines, "package manager", facts.packageManager().map(kind -> kind.id()).orElse("none"));
    row(lines, "packages", Integer.toString(facts.packages().size()));
    report
        .changed()
        .ifPresent(
            last -> {
              row(
                  lines,
                  "changed",
                  "%s, last by %s (%s) at %s"
                      .formatted(
                          last.changes() == 1 ? "once" : last.changes() + " times",
                          last.tool(),
                          last.operation(),
                          last.time()));
              last.base().ifPresent(base -> row(lines, "base", "sha256 " + base));
            });
    return String.join("\n", lines) + "\n";
  }

  private static void row(List<String> lines, String name, String value) {
    lines.add("%-16s %s".formatted(name + ":", value));
  }

  private static Optional<SquashfsFacts> squashfs(Container container) {
    if (container instanceof Container.Nested nested) {
      return Optional.of(nested.squashfs());
    }
    if (container instanceof Container.Flat flat) {
      return Optional.of(flat.squashfs());
    }
    return Optional.empty();
  }

  /** For programs, with the list of packages. */
  public static String json(InspectReport report) {
    return JsonText.pretty(
        json -> {
          json.writeStartObject();
          json.writeStringField("file", report.file().toString());
          json.writeNumberField("fileSize", report.fileSize());
          container(json, report);
          facts(json, report.facts());
          if (report.changed().isPresent()) {
            ImageRecord.Last last = report.changed().get();
            json.writeObjectFieldStart("changed");
            json.writeNumberField("times", last.changes());
            json.writeStringField("tool", last.tool());
            json.writeStringField("time", last.time());
            json.writeStringField("operation", last.operation());
            optional(json, "base", last.base());
            json.writeEndObject();
          }
          json.writeEndObject();
        });
  }

  private static void container(JsonGenerator json, InspectReport report) throws IOException {
    Container container = report.container();
    json.writeObjectFieldStart("container");
    json.writeStringField("description", container.description());
    if (container instanceof Container.Nested nested) {
      json.writeStringField("kind", "nested");
      json.writeStringField("innerPath", nested.innerPath());
      json.writeNumberField("innerSize", nested.innerSize());
      json.writeStringField("fileSystem", nested.fileSystem());
      ChangeReports.strings(json, "otherFiles", nested.otherFiles());
    } else if (container instanceof Container.Bare bare) {
      json.writeStringField("kind", "bare");
      json.writeNumberField("innerSize", bare.size());
      json.writeStringField("fileSystem", bare.fileSystem());
    } else {
      json.writeStringField("kind", "flat");
    }
    Optional<SquashfsFacts> squashfs = squashfs(container);
    if (squashfs.isPresent()) {
      json.writeStringField("compressor", squashfs.get().compressor());
      json.writeNumberField("blockSize", squashfs.get().blockSize());
      ChangeReports.strings(json, "mksquashfsArguments", squashfs.get().arguments());
      json.writeNumberField("bytesUsed", squashfs.get().bytesUsed());
    }
    if (report.usedBytes().isPresent()) {
      json.writeNumberField("usedBytes", report.usedBytes().get());
    }
    if (report.totalBytes().isPresent()) {
      json.writeNumberField("totalBytes", report.totalBytes().get());
    }
    json.writeEndObject();
  }

  private static void facts(JsonGenerator json, ImageFacts facts) throws IOException {
    json.writeObjectFieldStart("osRelease");
    for (var field : facts.osRelease().fields().entrySet()) {
      json.writeStringField(field.getKey(), field.getValue());
    }
    json.writeEndObject();
    optional(json, "nvr", facts.nvr());
    json.writeStringField("profile", facts.profile().id());
    optional(json, "architecture", facts.architecture());
    ChangeReports.strings(json, "kernels", facts.kernels());
    optional(json, "packageManager", facts.packageManager().map(kind -> kind.id()));
    optional(json, "rpmDatabaseLink", facts.rpmDatabaseLink());
    json.writeArrayFieldStart("packages");
    for (InstalledPackage installed : facts.packages()) {
      json.writeStartObject();
      json.writeStringField("nevra", installed.nevra().toString());
      json.writeStringField("name", installed.nevra().name());
      json.writeNumberField("size", installed.size());
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

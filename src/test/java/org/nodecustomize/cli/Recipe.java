package org.nodecustomize.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nodecustomize.Requirement;

/** A recipe of {@code customizations}, and how it is given to a sample. */
enum Recipe {
  CA_NTP_SYSLOG,
  DRIVER_RPM("driver=demo/nc-caps-1.0-1.%s.noarch.rpm"),
  HARDENED_SSH_SUDO,
  MONITORING_AGENT("agent=signed/nc-demo-agent-1.0-1.%s.noarch.rpm"),
  STORAGE_NETWORK,
  VENDOR_PRESETS;

  private final List<String> packages;

  Recipe(String... packages) {
    this.packages = List.of(packages);
  }

  /** Its name, as the file is called. */
  String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The file, as somebody in the checkout names it. */
  private Path file() {
    return Path.of("customizations", title() + ".yaml");
  }

  /** The same with what its comments say about EL 7 done, for that. */
  private Path file(Sample sample, Path directory) throws IOException {
    if (this != HARDENED_SSH_SUDO || sample != Sample.CENTOS7) {
      return file();
    }
    String text = Files.readString(file());
    int snippet = text.indexOf("  - path: /etc/ssh/sshd_config\n");
    int edits = text.indexOf("# edits:\n");
    int rest = text.indexOf("\n\n", edits);
    String absolute = Path.of("customizations/files").toAbsolutePath() + "/";
    return Files.writeString(
        directory.resolve(title() + ".yaml"),
        (text.substring(0, snippet)
                + text.substring(edits, rest).replaceAll("(?m)^# ?", "")
                + text.substring(rest))
            .replace("source: files/", "source: " + absolute));
  }

  /**
   * What belongs to it on the command line, beside images.
   *
   * @param directory for a recipe that is changed as its comments say
   */
  List<Object> arguments(Sample sample, Path directory) throws IOException {
    List<Object> arguments = new ArrayList<>(List.of(file(sample, directory)));
    for (String one : packages) {
      int equals = one.indexOf('=');
      String name = one.substring(equals + 1).formatted(sample.flavour());
      arguments.add("--set");
      arguments.add(
          one.substring(0, equals + 1)
              + Requirement.sample("rpms/%s/%s".formatted(sample.flavour(), name)));
    }
    if (this == DRIVER_RPM && sample == Sample.CENTOS7) {
      // The storage network has dracut run there already.
      arguments.addAll(List.of("--set", "initramfs=never"));
    }
    return arguments;
  }

  @Override
  public String toString() {
    return title();
  }
}

package org.nodecustomize.image;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.tree.NodeType;

/** The image's rpm database, asked through the image's own rpm. */
public final class RpmDatabase {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final List<String> DIRECTORIES =
      List.of("/var/lib/rpm", "/usr/share/rpm", "/usr/lib/sysimage/rpm");
  private static final String KEYS = "-----keys-----";

  private final MountedImage image;

  public RpmDatabase(MountedImage image) {
    this.image = image;
  }

  /**
   * What the database holds.
   *
   * @param packages every installed package
   * @param keys the imported OpenPGP keys, armored, as one text
   */
  public record Content(List<InstalledPackage> packages, String keys) {
    public Content {
      packages = List.copyOf(packages);
    }
  }

  /**
   * Every installed package and every imported key, in one question, since each costs half a second.
   *
   * @throws ImageException if the image's rpm cannot read its database
   */
  public Content content() {
    List<String> lines =
        ask(
            "rpm -qa --qf '%s' && echo '%s' && rpm -qa gpg-pubkey --qf '%%{DESCRIPTION}\\n'"
                .formatted(InstalledPackage.QUERY_FORMAT, KEYS));
    int border = lines.indexOf(KEYS);
    if (border < 0) {
      throw new ImageException(
          Problem.at("rpm database", "the image's rpm did not answer in full")
              .withDetail(lines.stream().limit(5).toList()));
    }
    return new Content(
        InstalledPackage.parse(lines.subList(0, border)),
        String.join("\n", lines.subList(border + 1, lines.size())));
  }

  /** Every installed package. */
  public List<InstalledPackage> packages() {
    return InstalledPackage.parse(
        ask("rpm -qa --qf '" + InstalledPackage.QUERY_FORMAT + "'").stream()
            .filter(line -> !line.isBlank())
            .toList());
  }

  /**
   * Removes the environment files of a Berkeley DB back end. Whoever opens the database makes them
   * anew, queries included; left in an image they carry this appliance's state into every node.
   */
  public void removeEnvironment() {
    for (String directory : DIRECTORIES) {
      if (image.type(directory).equals(Optional.of(NodeType.DIRECTORY))) {
        image.list(directory).stream()
            .filter(name -> name.startsWith("__db."))
            .forEach(name -> image.remove(directory + "/" + name));
      }
    }
  }

  private List<String> ask(String question) {
    CommandResult result =
        image.run(
            "export HOME=/root LC_ALL=C\n{ " + question + "; } 2>/dev/null", LIMIT, line -> {});
    if (result.exitCode() != 0) {
      throw new ImageException(
          Problem.at(
                  "rpm database",
                  "the image's rpm cannot read it (exit code " + result.exitCode() + ")")
              .withDetail(result.log().lines().limit(10).toList()));
    }
    return result.log().lines().toList();
  }
}

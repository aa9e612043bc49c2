package org.nodecustomize.rule;

import java.util.OptionalInt;
import java.util.Set;
import org.nodecustomize.image.ImageFacts;

/** Which release of Enterprise Linux an image is or is like. */
public final class EnterpriseLinux {
  private static final Set<String> IDS =
      Set.of("almalinux", "centos", "ol", "ovirt", "rhel", "rhvh", "rocky");

  private EnterpriseLinux() {}

  /** The major release; empty for other systems. */
  public static OptionalInt major(ImageFacts facts) {
    boolean enterprise =
        facts.osRelease().field("ID").filter(IDS::contains).isPresent()
            || facts.osRelease().field("ID_LIKE").filter(like -> like.contains("rhel")).isPresent();
    String version = facts.osRelease().field("VERSION_ID").orElse("");
    int dot = version.indexOf('.');
    String major = dot < 0 ? version : version.substring(0, dot);
    return enterprise && major.matches("[0-9]{1,3}")
        ? OptionalInt.of(Integer.parseInt(major))
        : OptionalInt.empty();
  }

  /** Whether the image is of this release or a later one. */
  public static boolean atLeast(int release, ImageFacts facts) {
    OptionalInt major = major(facts);
    return major.isPresent() && major.getAsInt() >= release;
  }
}

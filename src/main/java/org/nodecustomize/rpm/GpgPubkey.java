package org.nodecustomize.rpm;

import java.util.ArrayList;
import java.util.List;

/**
 * A public key in the rpm database of an image. rpm keeps imported keys as packages called {@code
 * gpg-pubkey}, whose description is the armored key.
 *
 * @param label name, version and release, for instance {@code gpg-pubkey-f4a80eb5-53a7ff4b}
 * @param armored what {@link KeyRing#plus} takes
 */
public record GpgPubkey(String label, String armored) {
  /** The query format of {@code rpm -q gpg-pubkey} that {@link #parse} understands. */
  public static final String QUERY_FORMAT = "%{NAME}-%{VERSION}-%{RELEASE}\\n%{DESCRIPTION}\\n";

  private static final String LABEL_START = "gpg-pubkey-";

  /**
   * Parses the output of {@code rpm -q gpg-pubkey --qf QUERY_FORMAT}; other lines, such as "package
   * gpg-pubkey is not installed", belong to no key.
   */
  public static List<GpgPubkey> parse(String output) {
    List<GpgPubkey> keys = new ArrayList<>();
    String label = "";
    StringBuilder armored = new StringBuilder();
    for (String line : output.lines().toList()) {
      if (line.startsWith(LABEL_START)) {
        finish(keys, label, armored);
        label = line.strip();
      } else {
        armored.append(line).append('\n');
      }
    }
    finish(keys, label, armored);
    return keys;
  }

  private static void finish(List<GpgPubkey> keys, String label, StringBuilder armored) {
    if (!label.isEmpty()) {
      keys.add(new GpgPubkey(label, armored.toString()));
    }
    armored.setLength(0);
  }
}

package org.nodecustomize.rpm;

/**
 * Epoch, version and release. The order is rpm's; two different texts can be equal in that order
 * ({@code 1.0} and {@code 1.00}), so it is not consistent with {@code equals}.
 *
 * @param epoch 0 where there is none
 * @param release empty where there is none, as in many dependencies
 */
public record Evr(int epoch, String version, String release) implements Comparable<Evr> {

  /**
   * Parses {@code [epoch:]version[-release]} as rpm does: the epoch is there only where digits alone
   * stand before the first colon (none before it is 0), the release follows the last hyphen. An
   * epoch above 2,147,483,647 counts as that number.
   */
  public static Evr parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    boolean hasEpoch = digits < text.length() && text.charAt(digits) == ':';
    String rest = hasEpoch ? text.substring(digits + 1) : text;
    int hyphen = rest.lastIndexOf('-');
    return new Evr(
        hasEpoch ? epoch(text.substring(0, digits)) : 0,
        hyphen < 0 ? rest : rest.substring(0, hyphen),
        hyphen < 0 ? "" : rest.substring(hyphen + 1));
  }

  private static int epoch(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length() && value <= Integer.MAX_VALUE; i++) {
      value = value * 10 + (digits.charAt(i) - '0');
    }
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  @Override
  public int compareTo(Evr other) {
    int order = compareWithoutRelease(other);
    return order != 0 ? order : VersionOrder.compare(release, other.release);
  }

  int compareWithoutRelease(Evr other) {
    int order = Integer.compare(epoch, other.epoch);
    return order != 0 ? order : VersionOrder.compare(version, other.version);
  }

  /** {@code [epoch:]version[-release]}, the epoch only where it is not zero. */
  @Override
  public String toString() {
    return (epoch == 0 ? "" : epoch + ":") + version + (release.isEmpty() ? "" : "-" + release);
  }
}

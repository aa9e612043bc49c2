package org.nodecustomize.site.yaml;

/** Words of the user within messages. */
public final class Quoted {
  private static final int LONGEST = 60;

  private Quoted() {}

  /** The word in double quotes, on one line and not too long. */
  public static String of(String word) {
    String line = word.lines().findFirst().orElse("");
    boolean more = line.length() < word.stripTrailing().length();
    if (line.length() > LONGEST) {
      int end = Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
      line = line.substring(0, end);
      more = true;
    }
    return '"' + line + (more ? "…" : "") + '"';
  }
}

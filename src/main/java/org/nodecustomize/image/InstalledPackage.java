package org.nodecustomize.image;

import java.util.ArrayList;
import java.util.List;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.rpm.Nevra;

/**
 * A row of the image's rpm database.
 *
 * @param installTime seconds since 1970 when this instance was installed
 * @param size bytes of the installed files as the header says
 */
public record InstalledPackage(Nevra nevra, long installTime, long size) {

  /** What {@code rpm -qa --qf} is given so that {@link #parse} can read its answer. */
  public static final String QUERY_FORMAT =
      "%{NAME}\\t%{EPOCHNUM}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\t%{INSTALLTIME}\\t%{LONGSIZE}\\n";

  /**
   * Reads the answer to {@link #QUERY_FORMAT}; keys ({@code gpg-pubkey}) are left out.
   *
   * @throws ImageException if a line is not of that form
   */
  public static List<InstalledPackage> parse(List<String> lines) {
    List<InstalledPackage> packages = new ArrayList<>();
    for (String line : lines) {
      List<String> fields = List.of(line.split("\t", -1));
      if (fields.size() != 7) {
        throw new ImageException(
            Problem.at("rpm database", "unexpected answer of the image's rpm: '" + line + "'"));
      }
      if (fields.get(0).equals("gpg-pubkey")) {
        continue;
      }
      packages.add(
          new InstalledPackage(
              new Nevra(
                  fields.get(0),
                  (int) Math.min(Integer.MAX_VALUE, number(fields.get(1))),
                  fields.get(2),
                  fields.get(3),
                  fields.get(4)),
              number(fields.get(5)),
              number(fields.get(6))));
    }
    return List.copyOf(packages);
  }

  private static long number(String text) {
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}

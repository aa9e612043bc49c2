package org.nodecustomize.cli;

import java.io.IOException;
import java.util.List;
import java.util.TreeSet;

/**
 * What {@code check --format json --base} finds that the base has not.
 *
 * @param errors numbers of rules, separated by blanks
 * @param warnings the same
 * @param all everything, for messages of tests
 */
record Findings(String errors, String warnings, String all) {

  static Findings of(String json) throws IOException {
    TreeSet<String> errors = new TreeSet<>();
    TreeSet<String> warnings = new TreeSet<>();
    StringBuilder all = new StringBuilder();
    for (Object rule : (List<?>) Json.member(Json.object(json), "rules")) {
      if (Json.member(rule, "outcome").equals("failed")) {
        String id = String.valueOf(Json.member(rule, "id"));
        for (Object finding : (List<?>) Json.member(rule, "findings")) {
          if (Json.member(finding, "inherited").equals(false)) {
            String severity = String.valueOf(Json.member(finding, "severity"));
            all.append(id).append(' ').append(finding).append('\n');
            if (severity.equals("error")) {
              errors.add(id);
            } else if (severity.equals("warning")) {
              warnings.add(id);
            }
          }
        }
      }
    }
    return new Findings(String.join(" ", errors), String.join(" ", warnings), all.toString());
  }

  @Override
  public String toString() {
    return all;
  }
}

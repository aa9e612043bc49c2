package org.nodecustomize.op.system;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.Bytes;

/**
 * Sets SELinux booleans in the image's policy, by its semanage(8), which needs no running SELinux;
 * setsebool(8) where there is no semanage.
 */
public record SelinuxBooleans(Origin origin, Map<String, Boolean> values) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");

  /** Each builds the policy anew, some 10 s. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private static final String SCRIPT =
      """
      type=$(sed -n 's/^SELINUXTYPE=[[:space:]]*\\([a-z]*\\).*/\\1/p' /etc/selinux/config | tail -n 1)
      if command -v semanage >/dev/null; then
        while read -r state name; do
          echo "$name $state"
          semanage boolean -N -S "${type:-targeted}" --modify "--$state" "$name" || exit
        done < booleans
      else
        while read -r state name; do
          echo "$name $state"
          setsebool -N -P "$name" "$state" || exit
        done < booleans
      fi
      """;

  public SelinuxBooleans {
    values = Map.copyOf(values);
  }

  /** What is done, in a few words. */
  public String title() {
    return "set SELinux booleans " + String.join(", ", new TreeMap<>(values).keySet());
  }

  /**
   * The command.
   *
   * @throws org.nodecustomize.diag.OperationException for what is not the name of a boolean
   */
  public ImageCommand command() {
    List<Problem> problems =
        new TreeMap<>(values)
            .keySet().stream()
                .filter(name -> !NAME.matcher(name).matches())
                .map(
                    name ->
                        origin
                            .problem("not the name of an SELinux boolean: \"" + name + "\"")
                            .withHint("for instance virt_use_nfs"))
                .toList();
    Wrong.check(problems);
    String lines =
        new TreeMap<>(values)
            .entrySet().stream()
                .map(entry -> (entry.getValue() ? "on " : "off ") + entry.getKey() + "\n")
                .collect(Collectors.joining());
    return new ImageCommand(
        origin,
        title(),
        "semanage",
        SCRIPT,
        Map.of("booleans", Bytes.of(lines.getBytes(StandardCharsets.US_ASCII))),
        LIMIT);
  }
}

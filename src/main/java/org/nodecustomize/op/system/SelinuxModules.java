package org.nodecustomize.op.system;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.tree.Bytes;

/**
 * Adds modules to the image's SELinux policy, by its semodule(8), without loading it.
 *
 * @param modules content by file name: {@code NAME.pp}, compiled, {@code NAME.pp.bz2}, or
 *     {@code NAME.cil}, text
 */
public record SelinuxModules(Origin origin, Map<String, Bytes> modules) {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,99}\\.(?:pp|pp\\.bz2|cil)");

  /** Of a policy package, little endian; see libsepol's module.h. */
  private static final int PACKAGE = 0xf97cff8f;

  private static final Duration LIMIT = Duration.ofMinutes(10);

  private static final String SCRIPT =
      """
      set --
      for module in *.pp *.pp.bz2 *.cil; do
        [ -f "$module" ] && set -- "$@" -i "$module"
      done
      exec semodule -N "$@"
      """;

  public SelinuxModules {
    modules = Map.copyOf(modules);
  }

  /** What is done, in a few words. */
  public String title() {
    return "add SELinux modules " + String.join(", ", new TreeMap<>(modules).keySet());
  }

  /**
   * The command.
   *
   * @throws org.nodecustomize.diag.OperationException for files that are no modules
   */
  public ImageCommand command() {
    List<Problem> problems = new ArrayList<>();
    new TreeMap<>(modules)
        .forEach(
            (name, content) -> {
              if (!NAME.matcher(name).matches()) {
                problems.add(
                    origin
                        .problem("not an SELinux module: \"" + name + "\"")
                        .withHint(
                            name.endsWith(".te")
                                ? "compile it: checkmodule -M -m -o x.mod x.te; semodule_package -m"
                                    + " x.mod -o x.pp"
                                : "expected a file NAME.pp or NAME.cil"));
              } else if (!fits(name, content)) {
                problems.add(
                    origin.problem(
                        "bad SELinux module \"%s\": expected %s"
                            .formatted(
                                name,
                                name.endsWith(".cil") ? "a text, CIL" : "a compiled module")));
              }
            });
    Wrong.check(problems);
    return new ImageCommand(origin, title(), "semodule", SCRIPT, modules, LIMIT);
  }

  private static boolean fits(String name, Bytes content) {
    if (name.endsWith(".bz2")) {
      byte[] bytes = content.toArray();
      return bytes.length > 4 && bytes[0] == 'B' && bytes[1] == 'Z' && bytes[2] == 'h';
    }
    return name.endsWith(".pp") == isPackage(content);
  }

  private static boolean isPackage(Bytes content) {
    ByteBuffer bytes = ByteBuffer.wrap(content.toArray()).order(ByteOrder.LITTLE_ENDIAN);
    return bytes.remaining() > 4 && bytes.getInt(0) == PACKAGE;
  }
}

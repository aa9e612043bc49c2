package org.nodecustomize.op.system;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;

/** The kernel modules of an image, from {@code modules.dep} and {@code modules.builtin}. */
final class KernelModules {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final String MODULES = "/usr/lib/modules";

  /** Of a kernel with everything that its distribution builds, 2 MB. */
  private static final int LIMIT = 16 << 20;

  private KernelModules() {}

  /** The releases of the kernels that have modules here. */
  static List<String> kernels(Edits edits) {
    return edits.list(MODULES).stream()
        .filter(name -> edits.exists(MODULES + "/" + name + "/modules.dep"))
        .toList();
  }

  /** Names of one list over all kernels; {@code modules.dep} or {@code modules.builtin}. */
  static Set<String> names(Edits edits, String list) {
    Set<String> names = new TreeSet<>();
    for (String kernel : kernels(edits)) {
      edits
          .tree()
          .read(edits.place(MODULES + "/" + kernel + "/" + list), LIMIT)
          .ifPresent(
              bytes ->
                  new String(bytes, StandardCharsets.UTF_8)
                      .lines()
                      .forEach(line -> names.add(name(line))));
    }
    return names;
  }

  /** {@code kernel/net/a-b.ko.xz: kernel/…} is the module {@code a_b}. */
  private static String name(String line) {
    String path = line.split(":", 2)[0];
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.indexOf(".ko");
    return plain(dot < 0 ? file : file.substring(0, dot));
  }

  /** The kernel takes a dash for an underscore. */
  static String plain(String name) {
    return name.replace('-', '_');
  }

  static void check(Origin origin, Collection<String> names) {
    List<Problem> problems =
        names.stream()
            .filter(name -> !NAME.matcher(name).matches())
            .map(
                name ->
                    origin
                        .problem("not the name of a kernel module: \"" + name + "\"")
                        .withHint("letters, digits, _ and -, without .ko"))
            .toList();
    Wrong.check(problems);
  }
}

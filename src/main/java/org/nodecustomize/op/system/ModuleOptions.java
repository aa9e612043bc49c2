package org.nodecustomize.op.system;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * Options of kernel modules, by modprobe.d(5). A module's line of ours replaces the one of an
 * earlier run.
 *
 * @param options by module, for instance {@code kvm_intel} and {@code nested=1}
 */
public record ModuleOptions(Origin origin, Map<String, String> options) implements TreeOperation {
  static final String FILE = "/usr/lib/modprobe.d/90-node-customize-options.conf";

  private static final Pattern OPTION = Pattern.compile("[A-Za-z0-9_.-]+(?:=[!-~]*)?");

  public ModuleOptions {
    options = Map.copyOf(options);
  }

  @Override
  public String title() {
    return "set options of kernel modules " + String.join(", ", new TreeMap<>(options).keySet());
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    KernelModules.check(origin, List.copyOf(new TreeMap<>(options).keySet()));
    List<Problem> problems = new ArrayList<>();
    new TreeMap<>(options)
        .forEach(
            (module, words) -> {
              for (String word : words.strip().split("\\s+", -1)) {
                if (!OPTION.matcher(word).matches()) {
                  problems.add(
                      origin
                          .problem("not an option of module \"" + module + "\": \"" + word + "\"")
                          .withHint("for instance nested=1"));
                }
              }
            });
    Wrong.check(problems);
    Edits edits = new Edits(tree);
    Map<String, String> all = new TreeMap<>();
    for (String line : OwnFile.lines(edits, FILE)) {
      String[] words = line.split(" ", 3);
      if (words.length == 3) {
        all.put(words[1], line);
      }
    }
    options.forEach(
        (module, words) ->
            all.put(module, "options " + module + " " + words.strip().replaceAll("\\s+", " ")));
    OwnFile.write(edits, FILE, all.values());
  }
}

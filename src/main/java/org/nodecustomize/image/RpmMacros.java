package org.nodecustomize.image;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;

/**
 * The two settings of an image's rpm that say where its database is. Files and order: rpm(8),
 * "MACRO FILES"; the last definition holds.
 */
final class RpmMacros {
  private static final int LARGEST = 1 << 20;
  private static final String DIRECTORY = "_dbpath";
  private static final String BACK_END = "_db_backend";
  private static final Pattern DEFINITION =
      Pattern.compile(
          "^%(" + DIRECTORY + "|" + BACK_END + ")[ \\t]+(\\S+)[ \\t]*$", Pattern.MULTILINE);

  /** What the places are written with. */
  private static final Map<String, String> KNOWN =
      Map.of(
          "%{_var}", "/var",
          "%{_localstatedir}", "/var",
          "%{_prefix}", "/usr",
          "%{_usr}", "/usr",
          "%{_datadir}", "/usr/share");

  private final Map<String, String> values;

  private RpmMacros(Map<String, String> values) {
    this.values = values;
  }

  static RpmMacros read(FileTree tree) {
    List<String> files = new ArrayList<>(List.of("/usr/lib/rpm/macros"));
    macroFiles(tree, "/usr/lib/rpm/macros.d", files);
    macroFiles(tree, "/etc/rpm", files);
    files.add("/etc/rpm/macros");
    Map<String, String> values = new TreeMap<>();
    for (String file : files) {
      Optional<String> real = tree.resolve(file);
      boolean readable =
          real.flatMap(tree::node).filter(FileNode::isRegular).isPresent()
              && real.flatMap(tree::node).filter(node -> node.size() <= LARGEST).isPresent();
      if (readable) {
        tree.read(file, LARGEST)
            .map(bytes -> DEFINITION.matcher(new String(bytes, StandardCharsets.UTF_8)))
            .ifPresent(matcher -> collect(matcher, values));
      }
    }
    return new RpmMacros(values);
  }

  private static void macroFiles(FileTree tree, String directory, List<String> files) {
    tree.list(directory).stream()
        .filter(name -> name.startsWith("macros."))
        .filter(name -> !name.endsWith(".rpmnew") && !name.endsWith(".rpmsave"))
        .forEach(name -> files.add(directory + "/" + name));
  }

  private static void collect(Matcher matcher, Map<String, String> values) {
    while (matcher.find()) {
      values.put(matcher.group(1), matcher.group(2));
    }
  }

  /** An absolute path; empty where the setting is missing or needs rpm to be understood. */
  Optional<String> databaseDirectory() {
    return value(DIRECTORY).filter(path -> path.startsWith("/"));
  }

  /** For instance {@code sqlite}. */
  Optional<String> backEnd() {
    return value(BACK_END);
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name))
        .map(
            value -> {
              String expanded = value;
              for (Map.Entry<String, String> known : KNOWN.entrySet()) {
                expanded = expanded.replace(known.getKey(), known.getValue());
              }
              return expanded;
            })
        .filter(value -> value.indexOf('%') < 0);
  }
}

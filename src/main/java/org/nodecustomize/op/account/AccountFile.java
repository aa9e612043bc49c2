package org.nodecustomize.op.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A file of lines with fields between colons, the first of them a name: passwd(5), group(5),
 * shadow(5), gshadow(5), subuid(5). Lines that nobody changes keep their bytes, whatever they are.
 */
final class AccountFile {
  private final List<String> lines = new ArrayList<>();
  private boolean openEnd;

  AccountFile(String text) {
    openEnd = !text.isEmpty() && !text.endsWith("\n");
    if (!text.isEmpty()) {
      String whole = openEnd ? text : text.substring(0, text.length() - 1);
      lines.addAll(List.of(whole.split("\n", -1)));
    }
  }

  /** Lines of other things than accounts: comments, and rules of the name service. */
  private static boolean isEntry(String line) {
    return line.indexOf(':') > 0 && "#+-".indexOf(line.charAt(0)) < 0;
  }

  private static List<String> fields(String line) {
    return List.of(line.split(":", -1));
  }

  /** The fields of all entries, in their order. */
  List<List<String>> entries() {
    return lines.stream().filter(AccountFile::isEntry).map(AccountFile::fields).toList();
  }

  /** The fields of the first entry of a name, the one that counts. */
  Optional<List<String>> entry(String name) {
    return entries().stream().filter(fields -> fields.get(0).equals(name)).findFirst();
  }

  /** Changes an entry that is there. */
  void change(String name, List<String> fields) {
    for (int i = 0; i < lines.size(); i++) {
      if (isEntry(lines.get(i)) && fields(lines.get(i)).get(0).equals(name)) {
        lines.set(i, String.join(":", fields));
        return;
      }
    }
    throw new IllegalStateException("no entry of " + name);
  }

  /** Changes every entry. */
  void changeAll(UnaryOperator<List<String>> change) {
    for (int i = 0; i < lines.size(); i++) {
      if (isEntry(lines.get(i))) {
        lines.set(i, String.join(":", change.apply(fields(lines.get(i)))));
      }
    }
  }

  /** Adds an entry, before the rules of the name service, which would hide it. */
  void add(List<String> fields) {
    int at = lines.size();
    while (at > 0 && (lines.get(at - 1).startsWith("+") || lines.get(at - 1).startsWith("-"))) {
      at--;
    }
    lines.add(at, String.join(":", fields));
    openEnd = false;
  }

  void remove(String name) {
    lines.removeIf(line -> isEntry(line) && fields(line).get(0).equals(name));
  }

  @Override
  public String toString() {
    return lines.isEmpty() ? "" : String.join("\n", lines) + (openEnd ? "" : "\n");
  }
}

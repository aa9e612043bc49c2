package org.nodecustomize.seal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.TreeNames;

/**
 * Has the pristine account databases follow those in /etc, whoever made the accounts: imgbased never
 * reads the new image's /etc/passwd, only its pristine copy. Where the base's pristine file is
 * another than its /etc file, only the entries that changed are carried over.
 */
final class Accounts {
  private final Sealing sealing;
  private final FileTree before;
  private final EditableTree after;

  Accounts(Sealing sealing) {
    this.sealing = sealing;
    this.before = sealing.before();
    this.after = sealing.after();
  }

  void seal() {
    fixDays();
    for (String name : AccountDatabase.NAMES) {
      String path = "/etc/" + name;
      boolean changed =
          !NodeStates.same(new NodeStates.Name(before, path), new NodeStates.Name(after, path));
      if (changed) {
        for (String tree : PristineTrees.of(sealing.profile(), before)) {
          follow(path, PristineTrees.copy(tree, path));
        }
      }
    }
  }

  /**
   * The day since which a new account has its password comes from the clock where the image's programs
   * ran. A locked password has none, so the day can be that of the run, the same for the same inputs.
   */
  private void fixDays() {
    String path = sealing.etc() + "/shadow";
    AccountDatabase old = AccountDatabase.parse(Sealing.text(before, path));
    String text = sealing.text(path);
    long day = sealing.time().getEpochSecond() / 86_400;
    String fixed =
        text.lines()
            .map(
                line ->
                    old.has(line.substring(0, Math.max(0, line.indexOf(':'))))
                        ? line
                        : fixed(line, day))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    if (text.endsWith("\n") && !fixed.equals(text)) {
      FileNode node = after.node(path).filter(FileNode::isRegular).orElseThrow();
      after.putFile(path, Content.of(TreeNames.encode(fixed)), NodeStates.placement(node));
      sealing.did(
          "",
          path,
          "new locked accounts have the day of the run, so that the image can be made again");
    }
  }

  private static String fixed(String line, long day) {
    List<String> fields = new ArrayList<>(List.of(line.split(":", -1)));
    boolean locked =
        fields.size() == 9 && (fields.get(1).startsWith("!") || fields.get(1).startsWith("*"));
    if (!locked || !fields.get(2).matches("[1-9][0-9]{0,8}")) {
      return line;
    }
    fields.set(2, Long.toString(day));
    return String.join(":", fields);
  }

  private void follow(String path, String copy) {
    Optional<FileNode> now = after.node(path).filter(FileNode::isRegular);
    if (now.isEmpty()) {
      return;
    }
    boolean alike =
        sealing.profile() != LayoutProfile.OSTREE
            && NodeStates.same(
                new NodeStates.Name(before, path), new NodeStates.Name(before, copy));
    if (alike || !sealing.isThere(copy)) {
      if (sealing.copy(after, path, copy)) {
        sealing.did("NC301", copy, "copied from " + path + ": upgrades read accounts here only");
      }
      return;
    }
    String old = sealing.text(copy);
    String merged = merged(path, old);
    if (!merged.equals(old)) {
      FileNode node = after.node(copy).orElseThrow();
      after.putFile(copy, Content.of(TreeNames.encode(merged)), NodeStates.placement(node));
      sealing.did(
          "NC301",
          copy,
          "given the entries that changed in " + path + ": upgrades read accounts here only");
    }
  }

  /** The pristine text with what changed between the two /etc files. */
  private String merged(String path, String pristine) {
    Map<String, String> was = AccountDatabase.parse(Sealing.text(before, path)).lines();
    Map<String, String> is = AccountDatabase.parse(sealing.text(path)).lines();
    AccountDatabase copy = AccountDatabase.parse(pristine);
    Map<String, String> result = new LinkedHashMap<>(copy.lines());
    boolean differs = false;
    for (Map.Entry<String, String> entry : is.entrySet()) {
      String name = entry.getKey();
      String line = entry.getValue();
      if (!line.equals(was.get(name)) && !line.equals(result.get(name))) {
        boolean keepsOwn = sealing.profile() == LayoutProfile.OSTREE && result.containsKey(name);
        if (!keepsOwn) {
          result.put(name, line);
          differs = true;
        }
      }
    }
    if (sealing.profile() != LayoutProfile.OSTREE) {
      for (String name : List.copyOf(was.keySet())) {
        if (!is.containsKey(name) && result.remove(name) != null) {
          differs = true;
        }
      }
    }
    return differs ? new AccountDatabase(result).text() : pristine;
  }
}

package org.nodecustomize.rule.identity;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.nodecustomize.rule.AccountFiles;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeNames;

/** NC301: an account that the pristine copy does not have. */
@RuleInfo(
    id = "NC301",
    slug = "account-not-in-factory",
    summary = "an account or group is missing in the pristine copy",
    kind = CHANGE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer = "IMG osupdater.py: migrate_etc (IDMap reads the factory's passwd and group alone)",
    fix = "mirror passwd, group, shadow, gshadow, subuid and subgid to /usr/share/factory/etc")
public final class AccountNotInFactory implements Fixable {

  @Override
  public void check(RuleContext context, Findings findings) {
    if (!context.files().has(PristineTrees.FACTORY)) {
      findings.notApplicable("there is no " + PristineTrees.FACTORY);
      return;
    }
    check("account", "/etc/passwd", AccountFiles::accountNames, context, findings);
    check("group", "/etc/group", AccountFiles::groupNames, context, findings);
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    boolean users = finding.path().equals("/etc/passwd");
    Set<String> missing =
        missing(context.files(), users ? AccountFiles::accountNames : AccountFiles::groupNames);
    missing.removeAll(
        missing(
            context.baseFiles(), users ? AccountFiles::accountNames : AccountFiles::groupNames));
    List<String> files =
        users ? List.of("passwd", "shadow", "subuid", "subgid") : List.of("group", "gshadow");
    for (String name : files) {
      if (!append(name, missing, tree)) {
        return Optional.empty();
      }
    }
    return Optional.of("given to the files below " + PristineTrees.FACTORY);
  }

  @Override
  public boolean mirrors() {
    return true;
  }

  /** Adds the lines of accounts to a pristine file that has none for them. */
  private static boolean append(String file, Set<String> names, EditedTree tree) {
    String copy = PristineTrees.FACTORY + "/" + file;
    Optional<FileNode> node = tree.node(copy).filter(FileNode::isRegular);
    Set<String> wanted = new TreeSet<>(names);
    StringBuilder lines = new StringBuilder();
    String pristine = tree.read(copy, Snapshot.TEXT_LIMIT).map(TreeNames::decode).orElse("");
    pristine.lines().forEach(line -> wanted.remove(name(line)));
    tree.read("/etc/" + file, Snapshot.TEXT_LIMIT)
        .map(TreeNames::decode)
        .orElse("")
        .lines()
        .filter(line -> wanted.contains(name(line)))
        .forEach(line -> lines.append(line).append('\n'));
    if (lines.isEmpty()) {
      return true;
    }
    if (node.isEmpty()) {
      return Repairs.mirrored("/etc/" + file, copy, tree);
    }
    String whole = pristine + (pristine.isEmpty() || pristine.endsWith("\n") ? "" : "\n") + lines;
    tree.putFile(copy, Content.of(TreeNames.encode(whole)), Placement.of(node.get()));
    return true;
  }

  private static String name(String line) {
    return line.substring(0, Math.max(0, line.indexOf(':')));
  }

  private static void check(
      String what,
      String path,
      Function<AccountFiles, Set<String>> names,
      RuleContext context,
      Findings findings) {
    Set<String> missing = missing(context.files(), names);
    missing.removeAll(missing(context.baseFiles(), names));
    for (String name : missing) {
      findings.add(
          path,
          what + " '" + name + "' is not in " + PristineTrees.copy(PristineTrees.FACTORY, path));
    }
  }

  private static Set<String> missing(Snapshot files, Function<AccountFiles, Set<String>> names) {
    Set<String> missing = new TreeSet<>(names.apply(AccountFiles.in("/etc", files)));
    missing.removeAll(names.apply(AccountFiles.in(PristineTrees.FACTORY, files)));
    return missing;
  }
}

package org.nodecustomize.rule.place;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PackageOwnership;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.rule.SystemdUnits;
import org.nodecustomize.rule.TmpfilesLines;
import org.nodecustomize.tree.FileNode;

/** NC205: an owner below /var that does not survive the upgrade. */
@RuleInfo(
    id = "NC205",
    slug = "var-owner-lost",
    summary = "the owner of a new path in /var is lost on upgraded hosts",
    kind = CHANGE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    warningIn = NGN,
    consumer = "IMG osupdater.py: migrate_var (shutil.copytree)",
    fix = "set the owner by a line in /usr/lib/tmpfiles.d, or by StateDirectory= in the unit")
public final class LostVarOwner implements Rule {
  private static final Map<String, String> UNIT_DIRECTORIES =
      Map.of(
          "StateDirectory", "/var/lib/",
          "CacheDirectory", "/var/cache/",
          "LogsDirectory", "/var/log/");

  @Override
  public void check(RuleContext context, Findings findings) {
    List<Change> owned =
        context.changesBelow("/var").stream()
            .filter(change -> change.isAdded())
            .filter(change -> change.after().filter(n -> n.uid() != 0 || n.gid() != 0).isPresent())
            .toList();
    if (owned.isEmpty()) {
      return;
    }
    TmpfilesLines tmpfiles = TmpfilesLines.of(context.files());
    Set<String> byUnits = unitDirectories(context.files());
    Optional<String> unknown = Optional.empty();
    for (Change change : owned) {
      String path = change.path();
      boolean byUnit =
          byUnits.stream().anyMatch(top -> path.equals(top) || path.startsWith(top + "/"));
      if (byUnit || tmpfiles.setsOwner(path, change.after().orElseThrow())) {
        continue;
      }
      Optional<PackageOwnership> packages = context.image().ownership();
      if (packages.isEmpty()) {
        unknown = Optional.of(path);
      } else if (!packages.get().owns(path)) {
        FileNode node = change.after().orElseThrow();
        findings.add(
            path,
            "is owned by %d:%d, on upgraded hosts by root".formatted(node.uid(), node.gid()),
            "add to /usr/lib/tmpfiles.d: "
                + (node.isDirectory() ? "d " : "z ")
                + path
                + " %04o %d %d -".formatted(node.permissions(), node.uid(), node.gid()));
      }
    }
    unknown.ifPresent(
        path ->
            findings.couldNotCheck(
                "the rpm database was not read, which says whether a package brought " + path));
  }

  private static Set<String> unitDirectories(Snapshot files) {
    Set<String> directories = new TreeSet<>();
    SystemdUnits units = SystemdUnits.of(files);
    for (String directory : SystemdUnits.directories(files)) {
      for (String name : files.names(directory)) {
        String path = directory + "/" + name;
        if (name.endsWith(".service")
            && files.target(path).filter(FileNode::isRegular).isPresent()
            && hasUser(path, units)) {
          UNIT_DIRECTORIES.forEach(
              (key, top) ->
                  units
                      .values(path, "Service", key)
                      .forEach(
                          value ->
                              Arrays.stream(value.split("\\s+", -1))
                                  .filter(word -> !word.isEmpty())
                                  .forEach(word -> directories.add(top + word))));
        }
      }
    }
    return directories;
  }

  /** A unit gives its directories to the account that it runs as. */
  private static boolean hasUser(String path, SystemdUnits units) {
    return units.isTrue(path, "Service", "DynamicUser")
        || units.values(path, "Service", "User").stream()
            .anyMatch(user -> !user.equals("root") && !user.equals("0"));
  }
}

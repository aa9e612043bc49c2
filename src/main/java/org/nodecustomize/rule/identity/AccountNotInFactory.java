package org.nodecustomize.rule.identity;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.nodecustomize.rule.AccountFiles;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;

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
public final class AccountNotInFactory implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    if (!context.files().has(PristineTrees.FACTORY)) {
      findings.notApplicable("there is no " + PristineTrees.FACTORY);
      return;
    }
    check("account", "/etc/passwd", AccountFiles::accountNames, context, findings);
    check("group", "/etc/group", AccountFiles::groupNames, context, findings);
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

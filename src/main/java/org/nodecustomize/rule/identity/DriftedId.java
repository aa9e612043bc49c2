package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.Map;
import java.util.TreeMap;
import org.nodecustomize.rule.AccountFiles;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC303: an account or group that changed its number. */
@RuleInfo(
    id = "NC303",
    slug = "id-drift",
    summary = "an account or group has another number than in the original image",
    kind = CHANGE,
    severity = ERROR,
    consumer = "IMG osupdater.py: IDMap (chown of the whole root; files in /var stay)",
    fix = "give it the old number back")
public final class DriftedId implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    AccountFiles before = AccountFiles.of(context.baseFiles());
    AccountFiles after = AccountFiles.of(context.files());
    check("/etc/passwd", "account", uids(before), uids(after), findings);
    check("/etc/group", "group", gids(before), gids(after), findings);
  }

  private static Map<String, Long> uids(AccountFiles files) {
    Map<String, Long> ids = new TreeMap<>();
    files.accounts().forEach(account -> ids.putIfAbsent(account.name(), account.uid()));
    return ids;
  }

  private static Map<String, Long> gids(AccountFiles files) {
    Map<String, Long> ids = new TreeMap<>();
    files.groups().forEach(group -> ids.putIfAbsent(group.name(), group.gid()));
    return ids;
  }

  private static void check(
      String path,
      String what,
      Map<String, Long> before,
      Map<String, Long> after,
      Findings findings) {
    after.forEach(
        (name, id) -> {
          Long old = before.get(name);
          if (old != null && !old.equals(id)) {
            findings.add(path, "%s '%s' had number %d, now %d".formatted(what, name, old, id));
          } else if (old == null) {
            before.entrySet().stream()
                .filter(e -> e.getValue().equals(id) && !after.containsKey(e.getKey()))
                .forEach(
                    e ->
                        findings.add(
                            path,
                            "new %s '%s' has number %d of '%s', which is gone"
                                .formatted(what, name, id, e.getKey())));
          }
        });
  }
}

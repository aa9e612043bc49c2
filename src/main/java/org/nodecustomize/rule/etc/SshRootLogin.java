package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Locale;
import java.util.Optional;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;

/** NC119: a choice of PermitRootLogin that upgrades undo. */
@RuleInfo(
    id = "NC119",
    slug = "sshd-root-login",
    summary = "PermitRootLogin was set in sshd_config, where upgrades set it to yes",
    kind = CHANGE,
    severity = WARNING,
    profiles = {IMGBASED, NGN},
    consumer = "IMG postprocess.py: _permit_root_login",
    fix = "put it in /etc/ssh/sshd_config.d/00-site.conf, if sshd_config includes that directory")
public final class SshRootLogin implements Rule {
  private static final String FILE = "/etc/ssh/sshd_config";

  @Override
  public void check(RuleContext context, Findings findings) {
    Optional<String> before = value(context.baseFiles());
    Optional<String> after = value(context.files());
    if (after.isPresent() && !after.equals(before) && !after.get().equals("yes")) {
      findings.add(
          FILE,
          "PermitRootLogin was "
              + before.orElse("not set")
              + ", now "
              + after.get()
              + "; installation and upgrades make it yes");
    }
  }

  /** The first value counts, see sshd_config(5). */
  private static Optional<String> value(Snapshot files) {
    return files.lines(FILE).stream()
        .takeWhile(line -> !line.toLowerCase(Locale.ROOT).startsWith("match "))
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("permitrootlogin"))
        .map(line -> line.substring("permitrootlogin".length()).replace('=', ' ').strip())
        .findFirst();
  }
}

package org.nodecustomize.rule.boot;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;

/** NC506: the initramfs must be made for any machine, with what a node needs for its root. */
@RuleInfo(
    id = "NC506",
    slug = "generic-initramfs",
    summary = "the initramfs will be host-only, or lack what the root on a thin volume needs",
    kind = STATE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    consumer =
        "IMG bootsetup.py (dracut in a bare chroot, --add multipath); A7-AM recreate_initrds",
    fix =
        "install dracut-config-generic, lvm2, device-mapper-multipath and device-mapper-persistent-data")
public final class GenericInitramfs implements Rule {
  private static final String VENDOR = "/usr/lib/dracut/dracut.conf.d";
  private static final String SITE = "/etc/dracut.conf.d";

  /** An assignment of the shell's, which may have a comment or a command after it. */
  private static final Pattern SETTING =
      Pattern.compile("(?:export\\s+)?hostonly=[\"']?([^\"'\\s;#]*)[\"']?\\s*(?:[;#].*)?");

  private static final String MODULES = "/usr/lib/dracut/modules.d";

  @Override
  public void check(RuleContext context, Findings findings) {
    Snapshot files = context.files();
    if (!files.exists("/usr/bin/dracut") && !files.exists("/usr/sbin/dracut")) {
      findings.add("/usr/bin/dracut", "is missing");
      return;
    }
    hostOnly(files)
        .filter(where -> !where.isEmpty())
        .ifPresent(
            where -> findings.add(where, "sets hostonly, so that the initramfs fits one machine"));
    for (String module : List.of("dm", "lvm", "multipath")) {
      // Names are two or three digits and the module.
      boolean there =
          files.names(MODULES).stream().anyMatch(name -> name.matches("[0-9]{2,3}" + module));
      if (!there) {
        findings.add(MODULES, "has no module '" + module + "'");
      }
    }
    if (!files.exists("/usr/sbin/thin_check")) {
      findings.add("/usr/sbin/thin_check", "is missing");
    }
  }

  /** The file whose line counts, if that turns host-only mode on; see dracut.conf(5). */
  private static Optional<String> hostOnly(Snapshot files) {
    SortedMap<String, String> paths = new TreeMap<>();
    for (String directory : List.of(SITE, VENDOR)) {
      for (String name : files.tree().list(directory)) {
        if (name.endsWith(".conf")) {
          paths.putIfAbsent(name, directory + "/" + name);
        }
      }
    }
    List<String> order = new ArrayList<>(List.of("/etc/dracut.conf"));
    order.addAll(paths.values());
    Optional<String> on = Optional.empty();
    for (String path : order) {
      for (String line : files.lines(path)) {
        Matcher setting = SETTING.matcher(line);
        if (setting.matches()) {
          on = Optional.of(setting.group(1).equals("yes") ? path : "");
        }
      }
    }
    return on;
  }
}

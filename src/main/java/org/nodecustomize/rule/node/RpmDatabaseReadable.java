package org.nodecustomize.rule.node;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rpm.Evr;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;

/** NC609: an rpm database that the image can use. */
@RuleInfo(
    id = "NC609",
    slug = "rpmdb-open",
    summary = "the rpm database is empty, or in a state that its own rpm does not like",
    kind = STATE,
    severity = ERROR,
    consumer = "rpm, dnf and imgbased on the host",
    fix = "use the image's own rpm to change the image")
public final class RpmDatabaseReadable implements Rule {
  private static final List<String> DIRECTORIES =
      List.of("/usr/share/rpm", "/usr/lib/sysimage/rpm", "/var/lib/rpm");
  private static final List<String> FILES = List.of("Packages", "Packages.db", "rpmdb.sqlite");

  @Override
  public void check(RuleContext context, Findings findings) {
    Snapshot files = context.files();
    if (!files.exists("/usr/bin/rpm")) {
      findings.notApplicable("the image has no rpm");
      return;
    }
    context.packageNames();
    for (String directory : DIRECTORIES) {
      for (String name : files.names(directory)) {
        String path = directory + "/" + name;
        if (name.startsWith("__db.")) {
          findings.add(
              WARNING,
              path,
              "is the environment of a program that is not running any more",
              "delete it");
        }
        files
            .node(path)
            .filter(node -> FILES.contains(name))
            .filter(node -> node.uid() != 0 || (node.permissions() & 0444) != 0444)
            .ifPresent(
                node ->
                    findings.add(
                        path,
                        "has mode %04o and owner %d: not everybody can read it"
                            .formatted(node.permissions(), node.uid())));
      }
    }
    backend(context, findings);
  }

  /** rpm before 4.16 knows neither SQLite nor, as a default, ndb. */
  private static void backend(RuleContext context, Findings findings) {
    Optional<Evr> rpm =
        context.image().facts().installed("rpm").stream()
            .map(installed -> new Evr(0, installed.nevra().version(), ""))
            .findFirst();
    boolean old = rpm.filter(version -> version.compareTo(new Evr(0, "4.16", "")) < 0).isPresent();
    for (String directory : DIRECTORIES) {
      String path = directory + "/rpmdb.sqlite";
      if (old && context.files().has(path)) {
        findings.add(
            path, "is of a kind that the image's rpm " + rpm.get().version() + " cannot read");
      }
    }
  }
}

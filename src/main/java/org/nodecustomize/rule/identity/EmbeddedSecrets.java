package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.stream.Stream;
import org.nodecustomize.rule.AccountFiles;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Glob;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.tree.FileNode;

/** NC312: secrets that everybody with the image has. */
@RuleInfo(
    id = "NC312",
    slug = "embedded-secrets",
    summary = "a secret was put into the image",
    kind = CHANGE,
    severity = ERROR,
    consumer = "everybody who can read the image",
    fix = "deliver it to the host after the installation, or accept it by a waiver with the reason")
public final class EmbeddedSecrets implements Rule {
  /** Bytes; keys are small. */
  private static final long LARGEST_KEY = 64 << 10;

  private static final List<Glob> LOGINS =
      Stream.of(
              "**/.aws/credentials",
              "**/.docker/config.json",
              "**/.git-credentials",
              "**/.kube/config",
              "**/.netrc",
              "**/.pgpass",
              "**/.ssh/authorized_keys",
              "**/containers/auth.json")
          .map(Glob::new)
          .toList();

  private static final List<String> PLACES =
      List.of("/etc/", "/home/", "/opt/", "/root/", "/srv/", "/usr/etc/", "/usr/local/", "/var/");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      if (change.isNewContent()) {
        String path = change.path();
        FileNode node = change.after().orElseThrow();
        if (LOGINS.stream().anyMatch(glob -> glob.matches(path))) {
          findings.add(WARNING, path, "lets somebody log in");
        } else if (mayBeKey(path, node)
            && context.files().text(path).filter(EmbeddedSecrets::isPrivateKey).isPresent()) {
          boolean open = (node.permissions() & 077) != 0;
          findings.add(
              open ? ERROR : WARNING,
              path,
              "holds a private key"
                  + (open
                      ? " that others can read (mode %04o)".formatted(node.permissions())
                      : ""));
        }
      }
    }
    String before = rootPassword(context.baseFiles());
    String after = rootPassword(context.files());
    if (!after.equals(before) && isHash(after)) {
      findings.add(WARNING, "/etc/shadow", "root has a new password, the same on all hosts");
    }
  }

  private static boolean mayBeKey(String path, FileNode node) {
    return node.size() <= LARGEST_KEY
        && node.size() > 0
        && (PLACES.stream().anyMatch(path::startsWith)
            || path.endsWith(".pem")
            || path.endsWith(".key"));
  }

  private static boolean isPrivateKey(String text) {
    int begin = text.indexOf("-----BEGIN ");
    int end = begin < 0 ? -1 : text.indexOf('\n', begin);
    return end > 0 && text.substring(begin, end).contains("PRIVATE KEY");
  }

  private static String rootPassword(Snapshot files) {
    return AccountFiles.fields(files, "/etc/shadow").stream()
        .filter(fields -> fields.get(0).equals("root") && fields.size() > 1)
        .map(fields -> fields.get(1))
        .findFirst()
        .orElse("");
  }

  /** Neither locked nor without password. */
  private static boolean isHash(String password) {
    return !password.isEmpty() && !password.startsWith("!") && !password.startsWith("*");
  }
}

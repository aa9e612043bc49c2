package org.nodecustomize.rule.identity;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
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

  /** With a method, or the old ones of 13 and 20 characters. */
  private static final Pattern HASH = Pattern.compile("\\$.+|[./0-9A-Za-z]{13}|_[./0-9A-Za-z]{19}");

  private static final String BEGIN = "-----BEGIN ";

  /** Characters of the line that begins a key. */
  private static final int LONGEST_HEADING = 100;

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
    passwords(context, findings);
  }

  private static void passwords(RuleContext context, Findings findings) {
    Map<String, String> before = passwords(context.baseFiles());
    String shadow = AccountFiles.directory(context.files()) + "/shadow";
    passwords(context.files())
        .forEach(
            (name, password) -> {
              boolean another = !password.equals(before.get(name));
              if (another && password.isEmpty()) {
                findings.add(WARNING, shadow, "'" + name + "' needs no password any more");
              } else if (another && name.equals("root") && isHash(password)) {
                findings.add(WARNING, shadow, "root has a new password, the same on all hosts");
              }
            });
  }

  private static boolean mayBeKey(String path, FileNode node) {
    return node.size() <= LARGEST_KEY
        && node.size() > 0
        && (PLACES.stream().anyMatch(path::startsWith)
            || path.endsWith(".pem")
            || path.endsWith(".key"));
  }

  /** A certificate may come before its key. */
  private static boolean isPrivateKey(String text) {
    for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, begin + 1)) {
      int end = Math.min(text.length(), begin + LONGEST_HEADING);
      if (text.substring(begin, end).lines().findFirst().orElse("").contains("PRIVATE KEY")) {
        return true;
      }
    }
    return false;
  }

  /** The passwords of shadow(5), and those of passwd(5), which go before them. */
  private static Map<String, String> passwords(Snapshot files) {
    String etc = AccountFiles.directory(files);
    Map<String, String> passwords = new TreeMap<>();
    for (List<String> fields : AccountFiles.fields(files, etc + "/shadow")) {
      // Lines of NIS have no password of their own.
      if (fields.size() > 1 && !fields.get(0).matches("[+-].*|")) {
        passwords.putIfAbsent(fields.get(0), fields.get(1));
      }
    }
    for (AccountFiles.Account account : AccountFiles.in(etc, files).accounts()) {
      if (!account.password().equals("x")) {
        passwords.put(account.name(), account.password());
      }
    }
    return passwords;
  }

  /** Whether a password can match: what is no result of crypt(5) locks the account. */
  private static boolean isHash(String password) {
    return HASH.matcher(password).matches();
  }
}

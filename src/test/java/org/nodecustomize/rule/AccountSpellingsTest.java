package org.nodecustomize.rule;

import static org.nodecustomize.image.LayoutProfile.OSTREE;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nodecustomize.rule.identity.AccountConsistency;
import org.nodecustomize.rule.identity.DuplicateId;
import org.nodecustomize.rule.identity.EmbeddedSecrets;

/** What account files and keys look like elsewhere than in a plain image. */
class AccountSpellingsTest extends RuleTest {

  private void put(String path, String text) {
    image.file(path, text).mode(path, 0);
  }

  @Test
  void linesOfNisAgreeInAllFiles() {
    image.file(
        "/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n+@admins::::::\n-bob::::::\n+::::::\n");
    image.file("/etc/group", "root:x:0:\n+:::\n");
    put("/etc/shadow", "root:!!:19000:0:99999:7:::\n+::::::::\n");
    put("/etc/gshadow", "root:::\n+:::\n");
    passes(new AccountConsistency());
    passes(new DuplicateId());
    passes(new EmbeddedSecrets());
  }

  @Test
  void whatACommitKeepsInBothPlacesIsOneAccount() {
    use(OSTREE);
    image.file("/usr/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n");
    image.file("/usr/etc/group", "root:x:0:\nwheel:x:10:\n");
    image.file("/usr/lib/passwd", "bin:x:1:1:bin:/bin:/sbin/nologin\n");
    image.file("/usr/lib/group", "bin:x:1:\nwheel:x:10:\n");
    put("/usr/etc/shadow", "root:!!:19000:0:99999:7:::\nbin:*:19000::::::\n");
    put("/usr/etc/gshadow", "root:::\nwheel:::\nbin:::\n");
    passes(new DuplicateId());
    passes(new AccountConsistency());
    image.file("/usr/lib/group", "bin:x:1:\nwheel:x:11:\n");
    finds(new DuplicateId(), "error /etc/group: group 'wheel' is there twice");
  }

  @Test
  void theAccountsOfACommitAgree() {
    use(OSTREE);
    put("/usr/etc/shadow", "root:!!:19000:0:99999:7:::\n");
    image.mode("/usr/etc/shadow", 0644);
    finds(
        new AccountConsistency(),
        "error /usr/etc/passwd: account 'bin' is not in /usr/etc/shadow",
        "error /usr/etc/passwd: account 'sshd' is not in /usr/etc/shadow",
        "error /usr/etc/passwd: account 'vdsm' is not in /usr/etc/shadow",
        "error /usr/etc/shadow: has mode 0644: expected 0000, 0600 or 0640");
  }

  @Test
  void somebodyAtHomeInVarIsForPeople() {
    use(OSTREE);
    for (String path : List.of("/usr/etc/passwd", "/usr/etc/shadow")) {
      image.file(
          path,
          path.endsWith("passwd")
              ? "root:x:0:0:root:/root:/bin/bash\nadmin:x:1000:0::/var/home/admin:/bin/bash\n"
              : "root:!!:19000:0:99999:7:::\nadmin:!!:19000:0:99999:7:::\n");
    }
    passes(new DuplicateId());
  }

  @Test
  void aPasswordThatNothingMatchesIsNone() {
    for (String password : List.of("locked", "*LK*", "!!", "!$6$salt$hash", "x")) {
      image.file("/etc/shadow", "root:" + password + ":19000:0:99999:7:::\n");
      passes(new EmbeddedSecrets());
    }
    for (String password : List.of("$6$salt$hash", "ab./01234ABCD")) {
      image.file("/etc/shadow", "root:" + password + ":19000:0:99999:7:::\n");
      finds(
          new EmbeddedSecrets(),
          "warning /etc/shadow: root has a new password, the same on all hosts");
    }
  }

  @Test
  void aKeyAfterItsCertificateIsFound() {
    image.file(
        "/etc/pki/tls/private/site.pem",
        """
        -----BEGIN CERTIFICATE-----
        AA
        -----END CERTIFICATE-----
        -----BEGIN PRIVATE KEY-----
        BB
        -----END PRIVATE KEY-----
        """);
    image.mode("/etc/pki/tls/private/site.pem", 0600);
    finds(new EmbeddedSecrets(), "warning /etc/pki/tls/private/site.pem: holds a private key");
  }
}

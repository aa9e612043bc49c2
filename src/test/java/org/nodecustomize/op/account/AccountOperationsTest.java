package org.nodecustomize.op.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.op.Applied.ORIGIN;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.op.Applied;
import org.nodecustomize.op.Owner;
import org.nodecustomize.tree.MemoryTree;

class AccountOperationsTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 1, 2);
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  private static final String HASH = "$6$salt$" + "x".repeat(86);

  private static final String PASSWD =
      """
      root:x:0:0:root:/root:/bin/bash
      # a comment: stays
      odd line
      vdsm:x:36:36:Node \u00e9 Manager:/var/lib/vdsm:/sbin/nologin
      admin:x:1000:1000::/home/admin:/bin/bash
      +@netgroup::::::
      """;

  private final MemoryTree base =
      new MemoryTree()
          .file("/etc/passwd", PASSWD)
          .label("/etc/passwd", "system_u:object_r:passwd_file_t:s0")
          .file("/etc/group", "root:x:0:\nkvm:x:36:vdsm\nwheel:x:10:\nadmin:x:1000:\n")
          .file(
              "/etc/shadow",
              "root:$6$a$b:18000:0:99999:7:::\nvdsm:!!:18000::::::\nadmin:"
                  + HASH
                  + ":18000:0:99999:7:::\n")
          .mode("/etc/shadow", 0)
          .label("/etc/shadow", "system_u:object_r:shadow_t:s0")
          .file("/etc/gshadow", "root:::\nkvm:::vdsm\nwheel:::\nadmin:!::\n")
          .mode("/etc/gshadow", 0)
          .file("/etc/subuid", "admin:100000:65536\n")
          .file("/etc/login.defs", "UID_MIN  1000\n#UID_MAX 5\nPASS_MAX_DAYS\t90\nHOME_MODE 0750\n")
          .file("/etc/skel/.bashrc", "# bashrc\n")
          .mode("/etc/skel/.bashrc", 0640)
          .symbolicLink("/etc/skel/link", ".bashrc")
          .directory("/etc/skel/bin")
          .file("/etc/sudoers", "root ALL=(ALL) ALL\n#includedir /etc/sudoers.d\n")
          .mode("/etc/sudoers", 0440)
          .file("/usr/bin/bash", "")
          .mode("/usr/bin/bash", 0755)
          .file("/usr/sbin/nologin", "")
          .mode("/usr/sbin/nologin", 0755)
          .file("/usr/bin/plain", "")
          .symbolicLink("/bin", "usr/bin")
          .symbolicLink("/sbin", "usr/sbin")
          .directory("/home/admin")
          .owner("/home/admin", 1000, 1000);

  private final Applied image = new Applied(base);

  /** A user of whom a test gives what it is about. */
  private static final class User {
    private final String name;
    private OptionalLong uid = OptionalLong.empty();
    private Optional<Owner> group = Optional.empty();
    private List<String> groups = List.of();
    private Optional<String> comment = Optional.empty();
    private Optional<String> home = Optional.empty();
    private Optional<String> shell = Optional.empty();
    private Optional<Password> password = Optional.empty();
    private List<String> keys = List.of();
    private boolean system;
    private boolean createHome;
    private Optional<Expiry> expires = Optional.empty();

    User(String name) {
      this.name = name;
    }

    PutUser put() {
      return new PutUser(
          ORIGIN,
          name,
          uid,
          group,
          groups,
          comment,
          home,
          shell,
          password,
          keys,
          system,
          createHome,
          expires,
          TODAY);
    }
  }

  private static User user(String name, long uid) {
    User user = new User(name);
    user.uid = OptionalLong.of(uid);
    return user;
  }

  private String line(String file, String name) {
    return image
        .text("/etc/" + file)
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .reduce((one, other) -> one + "|" + other)
        .orElse("");
  }

  @Test
  void aNewUserIsInAllFilesAndNothingElseChanges() {
    image.apply(user("bob", 1500).put());
    assertEquals(
        PASSWD.replace("+@netgroup", "bob:x:1500:1500::/home/bob:/bin/bash\n+@netgroup"),
        image.text("/etc/passwd"));
    assertEquals("bob:x:1500:", line("group", "bob"));
    assertEquals("bob:!!:20455:0:90:7:::", line("shadow", "bob"));
    assertEquals("bob:!::", line("gshadow", "bob"));
    assertEquals("bob:165536:65536", line("subuid", "bob"));
    assertFalse(image.tree().exists("/etc/subgid"));
    assertFalse(image.tree().exists("/etc/passwd-"));
    assertFalse(image.tree().exists("/home/bob"));
    assertEquals("0 0 0", image.placed("/etc/shadow"));
    assertEquals("644 0 0", image.placed("/etc/passwd"));
    assertEquals(
        base.node("/etc/shadow").orElseThrow().attributes(),
        image.node("/etc/shadow").attributes());
    assertEquals(List.of(), image.told());
  }

  @Test
  void anAccountThatEndedCanBeMadeToLast() {
    User user = user("bob", 1500);
    user.expires = Optional.of(new Expiry.On(LocalDate.of(2027, 1, 1)));
    image.apply(user.put());
    assertEquals("bob:!!:20455:0:90:7::20819:", line("shadow", "bob"));
    user.expires = Optional.empty();
    image.apply(user.put());
    assertEquals("bob:!!:20455:0:90:7::20819:", line("shadow", "bob"));
    user.expires = Optional.of(new Expiry.Never());
    image.apply(user.put());
    assertEquals("bob:!!:20455:0:90:7:::", line("shadow", "bob"));
  }

  @Test
  void aNumberThatIsNotGivenIsTheNextAndTold() {
    image.apply(new User("bob").put());
    assertEquals("bob:x:1001:1001::/home/bob:/bin/bash", line("passwd", "bob"));
    assertEquals(
        List.of(
            "notice: site.yaml:3:5: wish: the user \"bob\" gets the uid 1001; write uid: 1001 to"
                + " have it in every image"),
        image.told());
  }

  @Test
  void aNumberOfAPristineCopyIsNotFree() {
    base.file("/usr/share/factory/etc/passwd", "old:x:1001:1::/:/bin/sh\n");
    base.file("/usr/etc/group", "older:x:1002:\n");
    image.apply(new User("bob").put());
    assertEquals("bob:x:1003:1003::/home/bob:/bin/bash", line("passwd", "bob"));
  }

  @Test
  void aSystemUserHasTheHighestFreeNumberAndNoShell() {
    User user = new User("agent");
    user.system = true;
    image.apply(user.put());
    assertEquals("agent:x:999:999::/:/sbin/nologin", line("passwd", "agent"));
    assertEquals("agent:!!:20455::::::", line("shadow", "agent"));
    assertEquals("", line("subuid", "agent"));
  }

  @Test
  void everythingCanBeGiven() {
    User user = user("bob", 1500);
    user.group = Optional.of(new Owner.Named("admin"));
    user.groups = List.of("wheel", "kvm", "admin");
    user.comment = Optional.of("Bob Żółty");
    user.home = Optional.of("/srv/bob");
    user.shell = Optional.of("/bin/bash");
    user.password = Optional.of(new Password.Hashed(HASH));
    user.keys = List.of(KEY + " bob@host", "command=\"a b\",no-pty " + KEY.replace("IAAA", "IBBB"));
    user.createHome = true;
    user.expires = Optional.of(new Expiry.On(LocalDate.of(2027, 1, 1)));
    image.apply(user.put());
    assertEquals("bob:x:1500:1000:Bob Żółty:/srv/bob:/bin/bash", line("passwd", "bob"));
    assertEquals("wheel:x:10:bob", line("group", "wheel"));
    assertEquals("kvm:x:36:vdsm,bob", line("group", "kvm"));
    assertEquals("kvm:::vdsm,bob", line("gshadow", "kvm"));
    assertEquals("admin:x:1000:", line("group", "admin"));
    assertEquals("bob:" + HASH + ":20455:0:90:7::20819:", line("shadow", "bob"));
    assertEquals("750 1500 1000", image.placed("/srv/bob"));
    assertEquals("640 1500 1000", image.placed("/srv/bob/.bashrc"));
    assertEquals("755 1500 1000", image.placed("/srv/bob/bin"));
    assertEquals(Optional.of(".bashrc"), image.tree().link("/srv/bob/link"));
    assertEquals("700 1500 1000", image.placed("/srv/bob/.ssh"));
    assertEquals("600 1500 1000", image.placed("/srv/bob/.ssh/authorized_keys"));
    assertEquals(2, image.text("/srv/bob/.ssh/authorized_keys").lines().count());
  }

  @Test
  void aUserThatIsThereIsChangedInWhatIsGiven() {
    User user = new User("admin");
    user.shell = Optional.of("/sbin/nologin");
    user.comment = Optional.of("Administrator");
    user.password = Optional.of(new Password.Locked());
    image.apply(user.put());
    assertEquals(
        "admin:x:1000:1000:Administrator:/home/admin:/sbin/nologin", line("passwd", "admin"));
    assertEquals("admin:!" + HASH + ":20455:0:99999:7:::", line("shadow", "admin"));
    user.password = Optional.of(new Password.Hashed(HASH));
    image.apply(user.put());
    assertEquals("admin:" + HASH + ":20455:0:99999:7:::", line("shadow", "admin"));
    assertEquals(List.of(), image.told());
  }

  @Test
  void aLockedUserStaysAsItIs() {
    User user = new User("vdsm");
    user.password = Optional.of(new Password.Locked());
    image.apply(user.put());
    assertEquals("vdsm:!!:18000::::::", line("shadow", "vdsm"));
  }

  @Test
  void keysAreAddedToThoseThatAreThere() {
    base.file("/home/admin/.ssh/authorized_keys", "# mine\n" + KEY + " old\n");
    User user = new User("admin");
    user.keys = List.of(KEY + " new", KEY.replace("IAAA", "ICCC"));
    image.apply(user.put());
    assertEquals(
        "# mine\n" + KEY + " old\n" + KEY.replace("IAAA", "ICCC") + "\n",
        image.text("/home/admin/.ssh/authorized_keys"));
    assertEquals("700 1000 1000", image.placed("/home/admin/.ssh"));
    assertEquals("600 1000 1000", image.placed("/home/admin/.ssh/authorized_keys"));
  }

  @Test
  void keysNeedAHome() {
    User user = user("bob", 1500);
    user.keys = List.of(KEY);
    assertEquals(
        """
        site.yaml:3:5: wish: there is no home directory "/home/bob" for the keys
        hint: have it made: 'createHome: true' of a recipe, --create-home of add-user
        """,
        image.failure(user.put()));
  }

  @Test
  void aHomeOfSomebodyElseIsToldOf() {
    User user = user("bob", 1500);
    user.home = Optional.of("/home/admin");
    user.createHome = true;
    image.apply(user.put());
    assertTrue(image.told().get(0).contains("is there already and belongs to the uid 1000"));
    assertEquals("755 1000 1000", image.placed("/home/admin"));
  }

  @Test
  void allThatIsWrongIsToldAtOnce() {
    User user = new User("bob:0");
    user.groups = List.of("nobody", "wheel");
    user.comment = Optional.of("a:b");
    user.home = Optional.of("../bob");
    user.shell = Optional.of("/usr/bin/plain");
    user.password = Optional.of(new Password.Hashed("secret"));
    user.keys = List.of(KEY, "ssh-rsa AAAA", "-----BEGIN");
    user.uid = OptionalLong.of(4294967295L);
    assertEquals(
        """
        site.yaml:3:5: wish: expected the name of a user, at most 32 letters, digits, "_", "." and "-", but was "bob:0"
        site.yaml:3:5: wish: expected a uid from 0 to 4294967294 but was 4294967295
        site.yaml:3:5: wish: a comment must hold neither ":" nor control characters
        site.yaml:3:5: wish: expected an absolute path but was "../bob"
        site.yaml:3:5: wish: the image has no program "/usr/bin/plain" for a shell
        site.yaml:3:5: wish: expected a hash of a password, which begins with $6$ or $y$
        site.yaml:3:5: wish: the image has no group "nobody"
        site.yaml:3:5: wish: expected a line of authorized_keys for key 2, for instance "ssh-ed25519 AAAA... name"
        site.yaml:3:5: wish: expected a line of authorized_keys for key 3, for instance "ssh-ed25519 AAAA... name"
        """,
        image.failure(user.put()));
  }

  @Test
  void takenNumbersAreRefused() {
    assertEquals(
        "site.yaml:3:5: wish: the uid 36 is that of the user \"vdsm\"\n",
        image.failure(user("bob", 36).put()));
    assertEquals(
        """
        site.yaml:3:5: wish: the image has the user "vdsm" with the uid 36 already, and its files are of that number
        hint: write uid: 36, or leave the uid out
        """,
        image.failure(user("vdsm", 37).put()));
    assertEquals(
        "site.yaml:3:5: wish: the gid 10 is that of the group \"wheel\"\n",
        image.failure(new PutGroup(ORIGIN, "ops", OptionalLong.of(10), false)));
    assertEquals(
        """
        site.yaml:3:5: wish: the image has the group "kvm" with the gid 36 already
        hint: write gid: 36, or leave the gid out
        """,
        image.failure(new PutGroup(ORIGIN, "kvm", OptionalLong.of(37), false)));
  }

  @Test
  void aPrimaryGroupHasToBeThere() {
    User user = user("bob", 1500);
    user.group = Optional.of(new Owner.Numbered(77));
    assertTrue(image.failure(user.put()).contains("the image has no group with the gid 77"));
    user.group = Optional.of(new Owner.Named("ops"));
    assertTrue(image.failure(user.put()).contains("the image has no group \"ops\""));
  }

  @Test
  void groupsAreMadeAndFilled() {
    image.apply(new PutGroup(ORIGIN, "ops", OptionalLong.of(2000), false));
    image.apply(new PutGroup(ORIGIN, "next", OptionalLong.empty(), false));
    image.apply(new PutGroup(ORIGIN, "daemons", OptionalLong.empty(), true));
    image.apply(new PutGroup(ORIGIN, "kvm", OptionalLong.of(36), true));
    image.apply(new AddMembers(ORIGIN, "ops", List.of("vdsm", "admin")));
    assertEquals("ops:x:2000:vdsm,admin", line("group", "ops"));
    assertEquals("ops:!::vdsm,admin", line("gshadow", "ops"));
    assertEquals("next:x:2001:", line("group", "next"));
    assertEquals("daemons:x:999:", line("group", "daemons"));
    assertEquals(
        """
        site.yaml:3:5: wish: the image has no user "a"
        site.yaml:3:5: wish: the image has no user "b"
        """,
        image.failure(new AddMembers(ORIGIN, "ops", List.of("a", "admin", "b"))));
    assertTrue(
        image
            .failure(new AddMembers(ORIGIN, "none", List.of("a")))
            .contains("the image has no group \"none\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-x", "a b", "a:b", "a\nb", "1234", "..", ".", "a/b", "+a", "#a"})
  void oddNamesAreRefused(String name) {
    assertTrue(image.failure(new User(name).put()).contains("expected the name of a user"));
    assertTrue(
        image
            .failure(new PutGroup(ORIGIN, name, OptionalLong.empty(), false))
            .contains("expected the name of a group"));
  }

  @Test
  void aUserIsRemovedFromEverything() {
    User user = user("bob", 1500);
    user.groups = List.of("wheel", "kvm");
    user.createHome = true;
    image.apply(user.put());
    image.apply(new RemoveUser(ORIGIN, "bob", true));
    for (String file : List.of("passwd", "group", "shadow", "gshadow", "subuid")) {
      assertEquals(
          new String(base.read("/etc/" + file, 10_000).orElseThrow(), UTF_8),
          image.text("/etc/" + file));
    }
    assertFalse(image.tree().exists("/home/bob"));
    assertEquals(List.of(), image.told());
  }

  @Test
  void whatTheRemovedUserDoesNotOwnStays() {
    base.directory("/var/lib/vdsm");
    image.apply(new RemoveUser(ORIGIN, "vdsm", true));
    assertEquals("kvm:x:36:", line("group", "kvm"));
    assertTrue(image.tree().exists("/var/lib/vdsm"));
    assertTrue(image.told().get(0).contains("\"/var/lib/vdsm\" stays"));
  }

  @Test
  void rootStays() {
    assertTrue(
        image.failure(new RemoveUser(ORIGIN, "root", true)).contains("no node works without it"));
  }

  @Test
  void anImageWithoutAccountsIsRefused() {
    Applied bare = new Applied(new MemoryTree());
    assertEquals(
        "site.yaml:3:5: wish: the image has no accounts: no such file: \"/etc/passwd\"\n",
        bare.failure(new PutGroup(ORIGIN, "a", OptionalLong.of(1), false)));
  }

  @Test
  void anOstreeImageHasItsAccountsInUsr() {
    Applied ostree =
        new Applied(
            new MemoryTree()
                .file("/usr/etc/passwd", "root:x:0:0::/root:/bin/sh\n")
                .file("/usr/etc/group", "root:x:0:\n"));
    ostree.apply(new PutGroup(ORIGIN, "a", OptionalLong.of(1), false));
    assertEquals("root:x:0:\na:x:1:\n", ostree.text("/usr/etc/group"));
    assertFalse(ostree.tree().exists("/etc"));
  }

  @Test
  void yescryptNeedsALibraryThatKnowsIt() {
    User user = user("bob", 1500);
    user.password =
        Optional.of(new Password.Hashed("$y$j9T$" + "a".repeat(22) + "$" + "b".repeat(43)));
    image.apply(user.put());
    base.file("/lib64/libcrypt-2.17.so", "");
    assertEquals(
        "site.yaml:3:5: wish: the image's libcrypt-2.17.so knows no yescrypt hashes ($y$)\n",
        new Applied(base).failure(user.put()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "secret",
        "$6$salt$short",
        "$1$salt$hash",
        "$6$sa:lt$",
        "$y$",
        "!",
        "*",
        "$6$salt$xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"
      })
  void onlyHashesAreHashes(String hash) {
    assertTrue(new Password.Hashed(hash).fault().isPresent());
    assertFalse(new Password.Hashed(hash).toString().contains("salt"));
  }

  @Test
  void allUsualHashesAreTaken() {
    for (String hash :
        List.of(
            HASH,
            "$6$rounds=5000$a$" + "x".repeat(86),
            "$5$a$" + "x".repeat(43),
            "$2b$12$" + "x".repeat(53),
            "$y$j9T$x$" + "x".repeat(43))) {
      assertEquals(Optional.empty(), new Password.Hashed(hash).fault());
    }
  }

  private static SudoRule sudo(String name, List<String> commands, List<String> defaults) {
    return new SudoRule(
        ORIGIN, name, List.of("admin"), List.of("wheel"), commands, "ALL", true, defaults);
  }

  @Test
  void aSudoRuleIsAFileOfItsOwn() {
    image.apply(
        sudo("90-site", List.of("/usr/bin/bash -c a,b=c:d#e\\f", "ALL"), List.of("!requiretty")));
    assertEquals(
        """
        # written by node-customize
        Defaults:admin,%wheel !requiretty
        admin, %wheel ALL=(ALL) NOPASSWD: /usr/bin/bash -c a\\,b\\=c\\:d\\#e\\\\f, ALL
        """,
        image.text("/etc/sudoers.d/90-site"));
    assertEquals("440 0 0", image.placed("/etc/sudoers.d/90-site"));
    assertEquals("750 0 0", image.placed("/etc/sudoers.d"));
    assertEquals(List.of(), image.told());
  }

  @Test
  void whatMakesASudoRuleUselessIsTold() {
    image.apply(
        new SudoRule(
            ORIGIN,
            "site",
            List.of("carol"),
            List.of("ops"),
            List.of("/usr/bin/none x*", "/opt/"),
            "root",
            false,
            List.of()));
    assertEquals(
        List.of(
            "warning: site.yaml:3:5: wish: the image has no user \"carol\"",
            "warning: site.yaml:3:5: wish: the image has no group \"ops\"",
            "warning: site.yaml:3:5: wish: the image has no \"/usr/bin/none\"",
            "warning: site.yaml:3:5: wish: a wildcard in \"/usr/bin/none x*\" also matches blanks"
                + " and further arguments"),
        image.told());
    base.file("/etc/sudoers", "root ALL=(ALL) ALL\n");
    Applied other = new Applied(base).apply(sudo("site", List.of("ALL"), List.of()));
    assertTrue(other.told().get(0).contains("does not include /etc/sudoers.d"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bash",
        "/a\nb",
        "/a,b",
        "/a b\nALL",
        "/../a",
        "/a//b",
        "/a ",
        "",
        "ALL x",
        "!/bin/sh",
        "/a\u00e9"
      })
  void oddCommandsAreRefused(String command) {
    assertTrue(
        image
            .failure(sudo("site", List.of(command), List.of()))
            .contains("expected ALL or an absolute path"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "a~", "", "a/b", "../a", "a b"})
  void namesThatSudoDoesNotReadAreRefused(String name) {
    assertTrue(
        image
            .failure(sudo(name, List.of("ALL"), List.of()))
            .contains("expected the name of a file"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "A", "x=\"a", "x=a b", "x y", "a\nroot ALL=(ALL) ALL", "x=\"a\\\"b\""})
  void oddSettingsOfSudoAreRefused(String setting) {
    assertTrue(
        image
            .failure(sudo("site", List.of("ALL"), List.of(setting)))
            .contains("expected a setting of sudo"));
  }

  @Test
  void anEmptySudoRuleIsRefused() {
    assertEquals(
        """
        site.yaml:3:5: wish: the rule names neither commands nor defaults
        site.yaml:3:5: wish: expected ALL, a user or USER:GROUP to run as but was "a:b:c"
        """,
        image.failure(
            new SudoRule(ORIGIN, "x", List.of(), List.of(), List.of(), "a:b:c", false, List.of())));
    assertEquals(
        "site.yaml:3:5: wish: the rule names neither users nor groups\n",
        image.failure(
            new SudoRule(
                ORIGIN,
                "x",
                List.of(),
                List.of(),
                List.of("ALL"),
                "ALL",
                false,
                List.of("use_pty"))));
  }
}

package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.op.system.Applied.HERE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nodecustomize.Golden;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.Placement;

class SettingsTest {
  private final SmallTree tree = new SmallTree();

  private static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theTimeZoneIsARelativeLink() {
    tree.with("/usr/share/zoneinfo/Europe/Prague", "TZif")
        .with("/usr/share/zoneinfo/UTC", "TZif")
        .with("/usr/share/zoneinfo/zone.tab", "")
        .withLink("/etc/localtime", "../usr/share/zoneinfo/UTC");
    assertEquals(
        """
        notice: site.yaml:3:5: key: the installer sets the kickstart's time zone [NC120], and hosts that are upgraded keep theirs [NC107]; put timezone Europe/Prague in the kickstart
        ~ /etc/localtime -> ../usr/share/zoneinfo/Europe/Prague
        """,
        Applied.to(tree, new TimeZone(HERE, "Europe/Prague")));
    for (String name : List.of("Europe/Parague", "prague", "Prague")) {
      assertEquals(
          "site.yaml:3:5: key: no time zone \""
              + name
              + "\" in the image\nhint: did you mean \"Europe/Prague\"?\n",
          Applied.refused(tree, new TimeZone(HERE, name)));
    }
    for (String name : List.of("../../../etc/passwd", "Europe", "Mars/Base", "zone.tab")) {
      assertEquals(
          "site.yaml:3:5: key: no time zone \""
              + name
              + "\" in the image\nhint: for instance Europe/Prague\n",
          Applied.refused(tree, new TimeZone(HERE, name)));
    }
  }

  @Test
  void localesAreFoundInDirectoriesAndInTheArchive() {
    byte[] names = "\0en_US.utf8\0cs_CZ.utf8\0cs_CZ\0".getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer archive = ByteBuffer.allocate(100 + names.length).order(ByteOrder.LITTLE_ENDIAN);
    archive.putInt(0, 0xde020109).putInt(20, 100).putInt(24, names.length).put(100, names);
    tree.with("/usr/lib/locale/locale-archive", archive.array(), Placement.ofRoot(0644))
        .with("/usr/lib/locale/C.utf8/LC_CTYPE", "")
        .with("/etc/locale.conf", "LANG=C.UTF-8\nLC_TIME=C\n");
    assertEquals(
        """
        notice: site.yaml:3:5: key: the installer writes its own [NC120]; put lang cs_CZ.UTF-8 in the kickstart
        ~ /etc/locale.conf 0644 0:0
            LANG=cs_CZ.UTF-8
            LC_TIME=C
        """,
        Applied.to(tree, new SystemLocale(HERE, "cs_CZ.UTF-8")));
    Applied.to(tree, new SystemLocale(HERE, "C.UTF-8"));
    assertEquals(
        """
        site.yaml:3:5: key: no locale "cz_CZ.UTF-8" in the image
        hint: did you mean "cs_CZ.utf8"?
        """,
        Applied.refused(tree, new SystemLocale(HERE, "cz_CZ.UTF-8")));
    assertEquals(
        """
        site.yaml:3:5: key: no locale "ja_JP.UTF-8" in the image
        hint: install the package glibc-langpack-ja
        """,
        Applied.refused(tree, new SystemLocale(HERE, "ja_JP.UTF-8")));
    assertEquals(
        """
        site.yaml:3:5: key: not a locale: "czech language"
        hint: for instance en_US.UTF-8 or C.UTF-8
        """,
        Applied.refused(tree, new SystemLocale(HERE, "czech language")));
  }

  @Test
  void aDamagedLocaleArchiveTellsNothing() {
    for (int[] header : new int[][] {{0, 100, 9}, {0xde020109, 99999, 9}, {0xde020109, 100, -1}}) {
      ByteBuffer archive = ByteBuffer.allocate(120).order(ByteOrder.LITTLE_ENDIAN);
      archive.putInt(0, header[0]).putInt(20, header[1]).putInt(24, header[2]);
      SmallTree damaged =
          new SmallTree()
              .with("/usr/lib/locale/locale-archive", archive.array(), Placement.ofRoot(0644));
      assertEquals(Set.of("C", "POSIX"), Locales.of(damaged));
    }
    assertEquals(
        Set.of("C", "POSIX"),
        Locales.of(new SmallTree().with("/usr/lib/locale/locale-archive", "short")));
  }

  @Test
  void theKeymapMustBeInTheImage() {
    tree.with("/usr/lib/kbd/keymaps/xkb/cz-us-qwertz.map.gz", "")
        .with("/usr/lib/kbd/keymaps/legacy/include/x.map", "")
        .with("/etc/vconsole.conf", "FONT=eurlatgr\nKEYMAP=us\nKEYMAP=\"uk\"\n");
    assertEquals(
        """
        notice: site.yaml:3:5: key: the installer writes its own [NC120]; put keyboard --vckeymap=cz-us-qwertz in the kickstart
        ~ /etc/vconsole.conf 0644 0:0
            FONT=eurlatgr
            KEYMAP=cz-us-qwertz
        """,
        Applied.to(tree, new Keymap(HERE, "cz-us-qwertz")));
    assertEquals(
        """
        site.yaml:3:5: key: no keymap "cz-us-qwerty" in the image
        hint: did you mean "cz-us-qwertz"?
        """,
        Applied.refused(tree, new Keymap(HERE, "cz-us-qwerty")));
    assertEquals(
        """
        site.yaml:3:5: key: no keymap "x" in the image
        hint: install the package kbd
        """,
        Applied.refused(new SmallTree(), new Keymap(HERE, "x")));
  }

  @Test
  void seLinuxModeKeepsTheRestOfItsFile() {
    tree.with(
        "/etc/selinux/config",
        "# SELINUX= can be\n#SELINUX=x\nSELINUX=disabled\nSELINUXTYPE=targeted\n"
            .getBytes(StandardCharsets.UTF_8),
        new Placement(0600, 0, 5, Map.of()));
    assertEquals(
        """
        notice: site.yaml:3:5: key: a selinux directive of the kickstart goes over this; put selinux --enforcing in it
        ~ /etc/selinux/config 0600 0:5
            # SELINUX= can be
            #SELINUX=x
            SELINUX=enforcing
            SELINUXTYPE=targeted
        """,
        Applied.to(tree, new SelinuxMode(HERE, SelinuxMode.Mode.ENFORCING)));
    assertTrue(
        Applied.to(tree, new SelinuxMode(HERE, SelinuxMode.Mode.PERMISSIVE))
            .startsWith(
                "warning: site.yaml:3:5: key: imgbased is known to refuse upgrades of hosts where"
                    + " SELinux is permissive [NC712]\n"));
    assertEquals(
        """
        site.yaml:3:5: key: the image has no SELinux policy: there is no /etc/selinux/config
        hint: install the package selinux-policy-targeted
        """,
        Applied.refused(new SmallTree(), new SelinuxMode(HERE, SelinuxMode.Mode.ENFORCING)));
  }

  @Test
  void seLinuxValuesTravelInFiles() {
    ImageCommand command =
        new SelinuxBooleans(HERE, Map.of("virt_use_nfs", true, "ssh_sysadm_login", false))
            .command();
    assertEquals(
        Map.of("booleans", bytes("off ssh_sysadm_login\non virt_use_nfs\n")), command.files());
    assertEquals(
        """
        site.yaml:3:5: key: not the name of an SELinux boolean: "a b"
        hint: for instance virt_use_nfs
        site.yaml:3:5: key: not the name of an SELinux boolean: "x;id"
        hint: for instance virt_use_nfs
        """,
        Problems.of(
            OperationException.class,
            () -> new SelinuxBooleans(HERE, Map.of("x;id", true, "a b", true)).command()));
    Bytes packed = Bytes.of(new byte[] {(byte) 0x8f, (byte) 0xff, 0x7c, (byte) 0xf9, 1, 0});
    assertEquals(
        Map.of("a.pp", packed, "b.cil", bytes("(type x)\n"), "c.pp.bz2", bytes("BZh91")),
        new SelinuxModules(
                HERE,
                Map.of("a.pp", packed, "b.cil", bytes("(type x)\n"), "c.pp.bz2", bytes("BZh91")))
            .command()
            .files());
    assertEquals(
        """
        site.yaml:3:5: key: bad SELinux module "a.cil": expected a text, CIL
        site.yaml:3:5: key: bad SELinux module "b.pp": expected a compiled module
        site.yaml:3:5: key: bad SELinux module "b.pp.bz2": expected a compiled module
        site.yaml:3:5: key: not an SELinux module: "c.te"
        hint: compile it: checkmodule -M -m -o x.mod x.te; semodule_package -m x.mod -o x.pp
        site.yaml:3:5: key: not an SELinux module: "d/../e.pp"
        hint: expected a file NAME.pp or NAME.cil
        """,
        Problems.of(
            OperationException.class,
            () ->
                new SelinuxModules(
                        HERE,
                        Map.of(
                            "a.cil",
                            packed,
                            "b.pp",
                            bytes("text"),
                            "b.pp.bz2",
                            bytes("BZ"),
                            "c.te",
                            bytes(""),
                            "d/../e.pp",
                            packed))
                    .command()));
  }

  private static TrustCertificates trust(String text, String now) {
    return new TrustCertificates(HERE, "example", bytes(text), Instant.parse(now));
  }

  @Test
  void anAuthorityIsTrustedFromUsr() {
    String pem = Golden.read("certificates/authority.pem");
    tree.withDirectory("/usr/share/pki/ca-trust-source");
    String difference = Applied.to(tree, trust(pem, "2027-01-01T00:00:00Z"));
    assertTrue(
        difference.startsWith(
            """
            + /usr/share/pki/ca-trust-source/anchors/ 0755 0:0
            + /usr/share/pki/ca-trust-source/anchors/example.pem 0644 0:0
            """),
        difference);
    assertEquals(pem, tree.text("/usr/share/pki/ca-trust-source/anchors/example.pem"));
    SmallTree old = new SmallTree().withDirectory("/etc/pki/ca-trust/source/anchors");
    assertTrue(
        Applied.to(old, trust(pem + pem, "2046-10-01T00:00:00Z"))
            .startsWith(
                """
                warning: site.yaml:3:5: key: the certificate "CN=Example Root,O=Example" is valid until 2046-11-18 only
                warning: site.yaml:3:5: key: the certificate "CN=Example Root,O=Example" is valid until 2046-11-18 only
                + /etc/pki/ca-trust/source/anchors/example.pem 0644 0:0
                """));
    assertEquals(
        """
        site.yaml:3:5: key: the image has no store of trusted authorities: there is no /etc/pki/ca-trust
        hint: install the package ca-certificates
        """,
        Applied.refused(new SmallTree(), trust(pem, "2027-01-01T00:00:00Z")));
  }

  @Test
  void whatIsNoAuthorityIsRefused() {
    tree.withDirectory("/usr/share/pki/ca-trust-source");
    String pem = Golden.read("certificates/authority.pem");
    String now = "2027-01-01T00:00:00Z";
    assertEquals(
        """
        site.yaml:3:5: key: "CN=www.example.com,O=Example" is not the certificate of an authority
        hint: give the certificate of the authority that signed it
        """,
        Applied.refused(tree, trust(Golden.read("certificates/server.pem"), now)));
    assertEquals(
        "site.yaml:3:5: key: the certificate \"CN=Example Root,O=Example\" ended on 2046-11-18\n",
        Applied.refused(tree, trust(pem, "2047-01-01T00:00:00Z")));
    assertEquals(
        "site.yaml:3:5: key: the certificate \"CN=Example Root,O=Example\" is not valid before"
            + " 2026-11-23\n",
        Applied.refused(tree, trust(pem, "2026-01-01T00:00:00Z")));
    assertEquals(
        """
        site.yaml:3:5: key: "example" holds a private key
        hint: give the certificate alone: the image is published
        """,
        Applied.refused(tree, trust(pem + "-----BEGIN EC PRIVATE KEY-----\n", now)));
    assertEquals(
        """
        site.yaml:3:5: key: not a certificate: "example" has no "BEGIN CERTIFICATE"
        hint: from DER: openssl x509 -inform der -in FILE -out FILE.pem
        """,
        Applied.refused(tree, trust("0\u0082", now)));
    assertEquals(
        """
        site.yaml:3:5: key: bad certificate in "example"
        hint: look at it: openssl x509 -noout -text -in FILE
        """,
        Applied.refused(tree, trust(pem.substring(0, 200), now)));
    assertEquals(
        """
        site.yaml:3:5: key: bad certificate in "example"
        hint: look at it: openssl x509 -noout -text -in FILE
        """,
        Applied.refused(tree, trust(pem.replace("MII", "AAA"), now)));
    assertEquals(
        """
        site.yaml:3:5: key: not the name of a file: "../x"
        hint: letters, digits and _.-
        """,
        Applied.refused(tree, new TrustCertificates(HERE, "../x", bytes(pem), Instant.parse(now))));
  }

  private static final String KEY = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nx\n";

  @Test
  void aRepositoryIsLeftOnByImgbased() {
    tree.withDirectory("/etc");
    assertEquals(
        """
        notice: site.yaml:3:5: key: repository "site" offers all its packages, also those that belong to the image; includepkgs limits it [NC617]
        + /etc/pki/ 0755 0:0
        + /etc/pki/rpm-gpg/ 0755 0:0
        + /etc/pki/rpm-gpg/RPM-GPG-KEY-site 0644 0:0
            -----BEGIN PGP PUBLIC KEY BLOCK-----
            x
        + /etc/yum.repos.d/ 0755 0:0
        + /etc/yum.repos.d/site.repo 0644 0:0
            # written by node-customize
            # imgbased: set-enabled
            [site]
            name=site
            baseurl=https://repo.example.com/el$releasever
            enabled=1
            gpgcheck=1
            gpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-site
            priority=10
        """,
        Applied.to(
            tree,
            new HostRepository(
                HERE,
                "site",
                Map.of("baseurl", "https://repo.example.com/el$releasever", "priority", "10"),
                Map.of("RPM-GPG-KEY-site", bytes(KEY)))));
  }

  @Test
  void keysThatAreNamedAlreadyAreNotNamedTwice() {
    String given = "https://repo.example.com/key file:///etc/pki/rpm-gpg/a";
    Applied.to(
        tree,
        new HostRepository(
            HERE,
            "x",
            Map.of("baseurl", "https://repo.example.com/", "gpgkey", given),
            Map.of("a", bytes(KEY), "b", bytes(KEY))));
    assertTrue(
        tree.text("/etc/yum.repos.d/x.repo")
            .contains("\ngpgkey=" + given + " file:///etc/pki/rpm-gpg/b\n"));
  }

  @Test
  void aRepositoryThatIsOffHasNoMark() {
    tree.withDirectory("/etc");
    assertEquals(
        """
        warning: site.yaml:3:5: key: packages of repository "x" are not checked: gpgcheck is off [NC617]
        warning: site.yaml:3:5: key: baseurl of repository "x" is a path of the node itself: "file:///srv/x" [NC617]
        warning: site.yaml:3:5: key: the password in metalink of repository "x" can be read by everybody who has the image [NC312]
        + /etc/yum.repos.d/ 0755 0:0
        + /etc/yum.repos.d/x.repo 0644 0:0
            # written by node-customize
            [x]
            name=x
            baseurl=file:///srv/x
            metalink=https://me:secret@x.example/
            enabled=no
            gpgcheck=0
        """,
        Applied.to(
            tree,
            new HostRepository(
                HERE,
                "x",
                Map.of(
                    "baseurl", "file:///srv/x",
                    "metalink", "https://me:secret@x.example/",
                    "enabled", "no",
                    "gpgcheck", "0"),
                Map.of())));
  }

  @Test
  void aKeyThatAnotherRepositoryIsCheckedWithIsNotReplaced() {
    Map<String, String> place = Map.of("baseurl", "https://a.example/");
    Applied.to(tree, new HostRepository(HERE, "a", place, Map.of("KEY", bytes(KEY))));
    assertEquals(
        """
        site.yaml:3:5: key: /etc/yum.repos.d/a.repo checks packages with another key that is called "KEY"
        hint: give the file of this key another name
        """,
        Applied.refused(
            tree, new HostRepository(HERE, "b", place, Map.of("KEY", bytes(KEY + "other\n")))));
    Applied.to(tree, new HostRepository(HERE, "b", place, Map.of("KEY2", bytes(KEY + "other\n"))));
    Applied.to(tree, new HostRepository(HERE, "b", place, Map.of("KEY2", bytes(KEY + "new\n"))));
    assertEquals(KEY + "new\n", tree.text("/etc/pki/rpm-gpg/KEY2"));
    assertEquals(KEY, tree.text("/etc/pki/rpm-gpg/KEY"));
  }

  @Test
  void yumIsToldInItsOwnWordsWhatToLeaveOut() {
    Map<String, String> options =
        Map.of("baseurl", "https://a/", "gpgcheck", "0", "excludepkgs", "x", "priority", "5");
    HostRepository repository = new HostRepository(HERE, "a", options, Map.of());
    tree.with("/usr/bin/yum", "").with("/usr/bin/dnf", "");
    assertFalse(Applied.to(tree, repository).contains("yum-plugin-priorities"));
    assertTrue(tree.text("/etc/yum.repos.d/a.repo").contains("\nexcludepkgs=x\n"));
    SmallTree old = new SmallTree().with("/usr/bin/yum", "");
    assertTrue(
        Applied.to(old, repository)
            .contains(
                "warning: site.yaml:3:5: key: the image's yum does not look at the priority of"
                    + " repository \"a\": it lacks the package yum-plugin-priorities\n"));
    assertTrue(old.text("/etc/yum.repos.d/a.repo").contains("\nexclude=x\npriority=5\n"));
    old.with("/usr/lib/yum-plugins/priorities.py", "");
    assertFalse(Applied.to(old, repository).contains("yum-plugin-priorities"));
  }

  @Test
  void allFaultsOfARepositoryAreTold() {
    assertEquals(
        """
        site.yaml:3:5: key: not the id of a repository: "main"
        hint: letters, digits and _.:-
        site.yaml:3:5: key: not an option of a repository: "Bad"
        site.yaml:3:5: key: expected one line for "name"
        site.yaml:3:5: key: repository "main" has no place
        hint: give baseurl, mirrorlist or metalink
        site.yaml:3:5: key: not a key: "a" has no "BEGIN PGP PUBLIC KEY BLOCK"
        hint: export it with armor: gpg --armor --export KEY
        site.yaml:3:5: key: "b" is a secret key: expected a public key
        site.yaml:3:5: key: not the name of a key file: "c/d"
        """,
        Applied.refused(
            tree,
            new HostRepository(
                HERE,
                "main",
                Map.of("Bad", "x", "name", "a\n[b]"),
                Map.of(
                    "a", bytes("x"),
                    "b", bytes("-----BEGIN PGP PRIVATE KEY BLOCK-----"),
                    "c/d", bytes(KEY)))));
    assertEquals(
        """
        site.yaml:3:5: key: baseurl of "x": not an address: "repo.example.com"
        hint: for instance https://repo.example.com/el$releasever/
        site.yaml:3:5: key: repository "x" checks packages, but has no key
        hint: give its keys, or say gpgcheck: 0
        """,
        Applied.refused(
            tree, new HostRepository(HERE, "x", Map.of("baseurl", "repo.example.com"), Map.of())));
    tree.with("/etc/yum.repos.d/all.repo", "[x]\nenabled=0\n");
    assertEquals(
        """
        site.yaml:3:5: key: the image has a repository "x" already: /etc/yum.repos.d/all.repo
        hint: choose another id, or remove the file
        """,
        Applied.refused(
            tree,
            new HostRepository(
                HERE, "x", Map.of("baseurl", "http://a/", "gpgcheck", "0"), Map.of())));
  }

  @Test
  void messagesAreSnippetsWhereTheImageReadsThem() {
    SmallTree el9 = new SmallTree().withDirectory("/usr/lib/motd.d").withDirectory("/etc/issue.d");
    assertEquals(
        """
        + /etc/issue.d/50-site.issue 0644 0:0
            Keep out
        + /usr/lib/motd.d/50-site 0644 0:0
            Welcome
        """,
        Applied.to(
            el9,
            new LoginMessage(HERE, LoginMessage.When.AFTER_LOGIN, "site", "Welcome"),
            new LoginMessage(HERE, LoginMessage.When.BEFORE_LOGIN, "site", "Keep out\n")));
    tree.with("/etc/motd", "");
    assertEquals(
        "~ /etc/motd 0644 0:0\n    Vítejte\n",
        Applied.to(
            tree, new LoginMessage(HERE, LoginMessage.When.AFTER_LOGIN, "site", "Vítejte\n")));
    assertEquals(
        """
        site.yaml:3:5: key: expected a text of at most 65,536 characters without control characters
        hint: leave colours and the like out
        """,
        Applied.refused(
            tree, new LoginMessage(HERE, LoginMessage.When.AFTER_LOGIN, "site", "\u001b[2J")));
  }

  @Test
  void tmpfilesRulesAreInOneFile() {
    tree.with("/usr/lib/tmpfiles.d/10-a.conf", "# x\nd /var/lib/agent 0700 - - -\nz /etc/x 0600\n");
    assertEquals(
        """
        warning: site.yaml:3:5: key: 'd /var/lib/agent 0700 - - -' of /usr/lib/tmpfiles.d/10-a.conf goes before our line for /var/lib/agent
        + /usr/lib/tmpfiles.d/50-node-customize.conf 0644 0:0
            # written by node-customize
            C! /etc/x ~:0644 :root root
            L+ "/etc/a b" - - - - ../x y
            d /var/lib/agent 0750 agent agent 10d
            f= /run/%m/x - - - 1d12h text
        """,
        Applied.to(
            tree,
            new TmpfilesRule(HERE, "d /var/lib/agent 0750 agent agent 10d"),
            new TmpfilesRule(HERE, "L+ \"/etc/a b\" - - - - ../x y"),
            new TmpfilesRule(HERE, "C! /etc/x ~:0644 :root root"),
            new TmpfilesRule(HERE, "f= /run/%m/x - - - 1d12h text")));
    Applied.to(tree, new TmpfilesRule(HERE, "d /var/lib/agent 0755 - - -"));
    assertTrue(tree.text(TmpfilesRule.FILE).contains("\nd /var/lib/agent 0755 - - -\nf="));
    assertFalse(tree.text(TmpfilesRule.FILE).contains("10d"));
  }

  @Test
  void tmpfilesRulesAreCheckedByTheirShape() {
    Map<String, String> faults =
        Map.of(
            "d",
            "expected TYPE PATH MODE USER GROUP AGE ARGUMENT",
            "k /x",
            "not a type: \"k\"",
            "d var/x",
            "expected an absolute path but was \"var/x\"",
            "d /a/../x",
            "expected an absolute path but was \"/a/../x\"",
            "d /x 0999",
            "not a mode: \"0999\"",
            "d /x - a:b",
            "not a user: \"a:b\"",
            "d /x - - - soon",
            "not an age: \"soon\"",
            "d /x - - - " + "1".repeat(500) + "x",
            "not an age: \"" + "1".repeat(500) + "x\"",
            "d /x\nf /y",
            "expected one line",
            "f /x - - - - " + "y".repeat(4096),
            "expected TYPE PATH MODE USER GROUP AGE ARGUMENT");
    faults.forEach(
        (line, fault) ->
            assertEquals(
                "site.yaml:3:5: key: bad line \""
                    + line
                    + "\": "
                    + fault
                    + "\nhint: for instance d /var/lib/agent 0750 agent agent -\n",
                Applied.refused(tree, new TmpfilesRule(HERE, line))));
    Applied.to(tree, new TmpfilesRule(HERE, "f /x - - - - \"" + "\\a".repeat(2000) + "\""));
  }

  private static FirewallZone zone(String name, List<String> services, List<String> ports) {
    return new FirewallZone(
        Optional.of(name), Optional.empty(), services, List.of(), ports, List.of(), List.of());
  }

  private SmallTree firewalld() {
    return tree.with(
            "/usr/lib/firewalld/zones/public.xml",
            """
            <?xml version="1.0" encoding="utf-8"?>
            <!-- vendor -->
            <zone target="DROP">
              <short>Public</short>
              <description>For &lt;public&gt; areas &amp; "others".</description>
              <service name="ssh"/>
              <rule family="ipv4"><source address="192.0.2.0/24"/><accept/></rule>
            </zone>
            """)
        .with("/usr/lib/firewalld/services/ssh.xml", "")
        .with("/usr/lib/firewalld/services/cockpit.xml", "")
        .with("/etc/firewalld/services/agent.xml", "")
        .with(
            "/etc/firewalld/firewalld.conf", "# default\nDefaultZone=public\nIPv6_rpfilter=yes\n");
  }

  @Test
  void aZoneIsMadeFromTheVendorsOne() {
    assertEquals(
        """
        notice: site.yaml:3:5: key: a firewall directive of the kickstart is applied after this: leave it out, or say firewall --use-system-defaults
        ~ /etc/firewalld/firewalld.conf 0644 0:0
            # default
            DefaultZone=storage
            IPv6_rpfilter=yes
        + /etc/firewalld/zones/ 0755 0:0
        + /etc/firewalld/zones/public.xml 0644 0:0
            <?xml version="1.0" encoding="utf-8"?>
            <zone target="DROP">
              <short>Public</short>
              <description>For &lt;public&gt; areas &amp; &quot;others&quot;.</description>
              <service name="ssh"/>
              <rule family="ipv4">
                <source address="192.0.2.0/24"/>
                <accept/>
              </rule>
              <service name="agent"/>
              <port port="5900-5930" protocol="tcp"/>
            </zone>
        + /etc/firewalld/zones/storage.xml 0644 0:0
            <?xml version="1.0" encoding="utf-8"?>
            <zone target="DROP">
              <short>storage</short>
              <interface name="eno2"/>
              <source address="2001:db8::/32"/>
              <source mac="52:54:00:00:00:01"/>
            </zone>
        """,
        Applied.to(
            firewalld(),
            new Firewall(
                HERE,
                Optional.of("storage"),
                List.of(
                    zone("public", List.of("ssh", "agent"), List.of("5900-5930/tcp")),
                    new FirewallZone(
                        Optional.of("storage"),
                        Optional.of("DROP"),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of("2001:db8::/32", "52:54:00:00:00:01"),
                        List.of("eno2"))))));
  }

  @Test
  void theDefaultZoneIsMeantWhereNoneIsNamed() {
    assertTrue(
        Applied.to(
                firewalld(),
                new Firewall(
                    HERE,
                    Optional.empty(),
                    List.of(
                        new FirewallZone(
                            Optional.empty(),
                            Optional.of("default"),
                            List.of("cockpit"),
                            List.of("ssh", "ftp"),
                            List.of(),
                            List.of(),
                            List.of()))))
            .endsWith(
                """
                + /etc/firewalld/zones/public.xml 0644 0:0
                    <?xml version="1.0" encoding="utf-8"?>
                    <zone>
                      <short>Public</short>
                      <description>For &lt;public&gt; areas &amp; &quot;others&quot;.</description>
                      <rule family="ipv4">
                        <source address="192.0.2.0/24"/>
                        <accept/>
                      </rule>
                      <service name="cockpit"/>
                    </zone>
                """));
  }

  @Test
  void nothingNewLeavesTheVendorsZoneAlone() {
    assertEquals(
        "notice: site.yaml:3:5: key: a firewall directive of the kickstart is applied after this:"
            + " leave it out, or say firewall --use-system-defaults\n",
        Applied.to(
            firewalld(),
            new Firewall(
                HERE, Optional.of("public"), List.of(zone("public", List.of("ssh"), List.of())))));
  }

  @Test
  void allFaultsOfTheFirewallAreTold() {
    assertEquals(
        """
        site.yaml:3:5: key: no firewall service "cokpit" in the image
        hint: did you mean "cockpit"?
        site.yaml:3:5: key: no firewall service "ftp" in the image
        hint: name its ports instead, for instance 8080/tcp
        site.yaml:3:5: key: not a port: "0/tcp"
        hint: for instance 8080/tcp or 5900-5930/udp
        site.yaml:3:5: key: not a port: "9-8/udp"
        hint: for instance 8080/tcp or 5900-5930/udp
        site.yaml:3:5: key: not a port: "80"
        hint: for instance 8080/tcp or 5900-5930/udp
        site.yaml:3:5: key: not a port: "65536/tcp"
        hint: for instance 8080/tcp or 5900-5930/udp
        site.yaml:3:5: key: not the name of a firewall zone: "../x"
        hint: up to 17 letters, digits, _ and -
        site.yaml:3:5: key: expected one of %%REJECT%%, ACCEPT, DROP, default but was "drop"
        site.yaml:3:5: key: not a source: "example.com"
        hint: for instance 192.0.2.0/24
        site.yaml:3:5: key: not an interface: "a b"
        site.yaml:3:5: key: no firewall zone "pubic" in the image
        hint: did you mean "public"?
        """,
        Applied.refused(
            firewalld(),
            new Firewall(
                HERE,
                Optional.of("pubic"),
                List.of(
                    zone(
                        "public",
                        List.of("cokpit", "ftp"),
                        List.of("0/tcp", "9-8/udp", "80", "65536/tcp", "1-2/sctp")),
                    new FirewallZone(
                        Optional.of("../x"),
                        Optional.of("drop"),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of("example.com"),
                        List.of("a b"))))));
    assertEquals(
        """
        site.yaml:3:5: key: the image has no firewalld: there is no /usr/lib/firewalld/zones
        hint: install the package firewalld
        """,
        Applied.refused(new SmallTree(), new Firewall(HERE, Optional.empty(), List.of())));
  }

  @Test
  void entitiesInAZoneAreRefused() {
    firewalld()
        .with(
            "/etc/firewalld/zones/public.xml",
            "<!DOCTYPE zone [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><zone><short>&x;</short></zone>")
        .with("/etc/firewalld/zones/other.xml", "<rule/>")
        .with(
            "/etc/firewalld/zones/deep.xml",
            "<zone>" + "<a>".repeat(5000) + "</a>".repeat(5000) + "</zone>");
    Firewall change =
        new Firewall(HERE, Optional.empty(), List.of(zone("public", List.of(), List.of("1/tcp"))));
    assertTrue(
        Applied.refused(tree, change)
            .startsWith(
                "site.yaml:3:5: key: bad firewall zone \"public\" in the image: DOCTYPE is"
                    + " disallowed"));
    assertEquals(
        "site.yaml:3:5: key: bad firewall zone \"other\" in the image: expected <zone> but was"
            + " <rule>\n",
        Applied.refused(
            tree,
            new Firewall(
                HERE, Optional.empty(), List.of(zone("other", List.of(), List.of("1/tcp"))))));
    assertTrue(
        Applied.refused(
                tree,
                new Firewall(
                    HERE, Optional.empty(), List.of(zone("deep", List.of(), List.of("1/tcp")))))
            .startsWith("site.yaml:3:5: key: bad firewall zone \"deep\" in the image: "));
  }
}

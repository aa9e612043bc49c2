package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** All sections of a recipe at once, on labelled images of both systems, read by other programs. */
class EverythingIT extends ProgramRuns {
  private static final Path RECIPE = Path.of("src/test/resources/recipes/everything.yaml");
  private static final String NAME = "everything";
  private static final String BASE = "base";

  private static final String QUESTIONS =
      """
      echo '=== packages'; rpm -q nc-demo-plugin nc-demo-agent nc-caps vim-minimal
      echo '=== verify'; rpm -V nc-demo-plugin nc-demo-agent nc-caps
      echo '=== dependencies'; rpm -Va --nofiles
      echo '=== accounts'; pwck -r; grpck -r
      echo '=== operator'; id operator1; chage -l operator1 | sed -n 's/^Account expires[^:]*: //p'
      echo '=== group'; getent group operators
      echo '=== caps'; getcap /usr/libexec/site-probe /usr/bin/nc-caps-raw
      echo '=== places'; stat -c '%n %a %U %G' /etc/site/agent.conf /usr/share/site /etc/exports /etc/sudoers.d/operators /var/lib/selinux/targeted/active/booleans.local
      echo '=== zone'; date -d '2026-01-15 12:00Z' +%Z
      echo '=== locale'; unset LC_ALL; . /etc/locale.conf; export LANG; locale charmap; export LC_ALL=C
      echo '=== prepared'; cat /usr/share/site/prepared
      echo '=== status'; /usr/bin/site-status
      echo '=== authority'; trust list --filter=ca-anchors | grep -c 'label: Example Site CA'
      # A host makes what tmpfiles.d declares before any service starts.
      if command -v systemd-tmpfiles >/dev/null
      then systemd-tmpfiles --create /usr/lib/tmpfiles.d/50-node-customize.conf
      else mkdir -m 0750 /var/lib/site
      fi
      echo '=== firstboot'; /usr/libexec/node-customize/firstboot; ls /var/lib/node-customize/firstboot
      echo '=== units'
      if command -v systemd-analyze >/dev/null; then
        systemd-analyze verify nc-demo-agent.service node-customize-firstboot.service \
          node-customize-kernel-arguments.service 2>&1 | grep -E 'nc-demo|node-customize'
      fi
      echo '=== zones'
      for file in /etc/firewalld/zones/*.xml; do xmllint --noout "$file" && echo "$file"; done
      echo '=== repositories'; if [ -x /usr/bin/dnf ]; then f=dnf; else f=yum; fi
      $f -C -q repolist all 2>&1 | grep -cE '^!?acme[/ ]'
      echo '=== end'
      """;

  private List<Object> apply(Sample sample, Path image, Path output) {
    boolean centos = sample == Sample.CENTOS7;
    Path rpms = Requirement.sample("rpms/" + sample.flavour());
    Path key = Requirement.sample("keys/RPM-GPG-KEY-node-customize-test");
    List<Object> words = new ArrayList<>(List.of("apply", RECIPE, image, "-o", output));
    for (String setting :
        List.of(
            "rpms=" + rpms,
            "keys=" + key,
            "flavour=" + sample.flavour(),
            "locale=" + (centos ? "en_US.UTF-8" : "C.UTF-8"),
            "masked=" + (centos ? "rdisc" : "nis-domainname"))) {
      words.addAll(List.of("--set", setting));
    }
    return words;
  }

  @ParameterizedTest
  @EnumSource
  void allSectionsAreInEffectAndStay(Sample sample) throws Exception {
    Requirement.programs("unsquashfs", "mksquashfs", "debugfs", "matchpathcon");
    Path base = LabelledSample.of(sample, directory);
    Path output = directory.resolve("out.squashfs");
    ProgramRun.Ended first = program().succeed(apply(sample, base, output).toArray());
    List<String> stages = first.err().lines().filter(line -> line.endsWith(" ...")).toList();
    assertEquals(stages.stream().distinct().toList(), stages);
    Path inner = HostTools.inner(output, directory.resolve("after"));
    HostTools.run("e2fsck", "-fn", inner);

    Path again = directory.resolve("again.squashfs");
    ProgramRun.Ended second = program().succeed(apply(sample, output, again).toArray());
    assertTrue(second.out().contains("nothing to do\n"), second.out());
    assertEquals(-1, Files.mismatch(output, again));

    ProgramRun.Ended checked = program().succeed("check", "--base", base, output);
    assertTrue(checked.out().contains(" 0 errors, "), checked.out());

    files(inner);
    labels(inner);
    Path before = HostTools.inner(base, directory.resolve(BASE));
    Map<String, Map<String, String>> answers =
        ImageShell.ask(Map.of(BASE, before, NAME, inner), QUESTIONS, directory);
    programs(
        sample,
        Objects.requireNonNull(answers.get(NAME)),
        Objects.requireNonNull(answers.get(BASE)));
  }

  private static String cat(Path inner, String path) {
    return HostTools.debugfs(inner, "cat " + path);
  }

  private static void holds(Path inner, String path, String... lines) {
    List<String> content = cat(inner, path).lines().toList();
    for (String line : lines) {
      assertTrue(content.contains(line), () -> path + ": no \"" + line + "\" in " + content);
    }
  }

  private static void files(Path inner) {
    for (String etc : List.of("/etc", "/usr/share/factory/etc")) {
      holds(inner, etc + "/login.defs", "UMASK 027", "PASS_MAX_DAYS 90");
      holds(inner, etc + "/site/keys.ini", "[main]", "retries=3");
      holds(inner, etc + "/site-preset.conf", "a = 1");
      holds(inner, etc + "/rsyslog.d/90-site.conf", "This node belongs to berlin.");
      holds(inner, etc + "/vconsole.conf", "KEYMAP=us");
      holds(
          inner,
          etc + "/chrony.conf",
          "server 0.pool.example.com iburst",
          "server ntp1.example.org iburst maxpoll 10",
          "pool pool.ntp.org iburst maxpoll 10");
      holds(inner, etc + "/sudoers.d/operators", "Defaults:%operators use_pty");
      holds(inner, etc + "/selinux/config", "SELINUX=permissive", "SELINUXTYPE=targeted");
      holds(inner, etc + "/yum.repos.d/acme.repo", "[acme]", "enabled=0", "includepkgs=acme-*");
      holds(inner, etc + "/motd", "Site berlin.");
      holds(inner, etc + "/firewalld/firewalld.conf", "DefaultZone=public");
      assertEquals("", cat(inner, etc + "/issue"));
      assertTrue(cat(inner, etc + "/passwd").contains("operator1:x:1501:1500:Site operator:"));
      assertTrue(
          cat(inner, etc + "/shadow").matches("(?s).*\\noperator1:!!?:[0-9]*:.*:21945:\\n.*"));
      assertTrue(cat(inner, etc + "/GREP_COLORS").isEmpty());
    }
    holds(inner, "/usr/lib/modules-load.d/50-node-customize.conf", "8021q");
    holds(
        inner,
        "/usr/lib/modprobe.d/50-node-customize.conf",
        "blacklist firewire-core",
        "options bonding max_bonds=0");
    holds(inner, "/usr/lib/sysctl.d/90-node-customize.conf", "net.ipv4.ip_forward = 1");
    holds(inner, "/usr/lib/tmpfiles.d/50-node-customize.conf", "d /var/lib/site 0750 root root -");
    holds(inner, "/usr/lib/systemd/system/chronyd.service.d/50-restart.conf", "Restart=always");
    String zone = cat(inner, "/etc/firewalld/zones/public.xml");
    assertTrue(zone.contains("name=\"cockpit\"") && zone.contains("port=\"5900-6923\""), zone);
    assertTrue(!zone.contains("dhcpv6-client"), zone);
    String storage = cat(inner, "/etc/firewalld/zones/storage.xml");
    assertTrue(storage.contains("target=\"DROP\"") && storage.contains("10.20.0.0/16"), storage);
    assertTrue(
        HostTools.debugfs(inner, "ea_list /etc/site/agent.conf").contains("user.origin (4)"));
  }

  /** What was written has the label that libselinux finds in the image's own policy. */
  private void labels(Path inner) {
    for (String path :
        List.of(
            "/etc/site/agent.conf",
            "/etc/chrony.conf",
            "/etc/shadow",
            "/usr/share/factory/etc/chrony.conf",
            "/usr/libexec/site-probe",
            "/usr/bin/nc-demo-agent",
            "/usr/lib/systemd/system/chronyd.service.d/50-restart.conf",
            "/var/home/operator1/.ssh/authorized_keys",
            "/usr/share/node-customize/changes.jsonl")) {
      String expected =
          HostTools.run("matchpathcon", "-n", "-f", directory.resolve("file_contexts"), path)
              .strip();
      String found = HostTools.debugfs(inner, "ea_get " + path + " security.selinux");
      assertTrue(found.contains("\"" + expected), () -> path + ": " + found + expected);
      assertEquals(expected, LabelledSample.label(path));
    }
  }

  private static void programs(
      Sample sample, Map<String, String> answers, Map<String, String> base) {
    boolean centos = sample == Sample.CENTOS7;
    String flavour = sample.flavour();
    assertEquals(
        """
        nc-demo-plugin-1.0-1.%s.noarch
        nc-demo-agent-2.0-1.%s.noarch
        nc-caps-1.0-1.%s.noarch
        package vim-minimal is not installed
        """
            .formatted(flavour, flavour, flavour),
        answers.get("packages"));
    // Upgrades let the newer file win, so what a package brings into /etc gets the time of the run.
    assertEquals(".......T.  c /etc/nc-demo-agent.conf\n", answers.get("verify"));
    assertEquals(base.get("dependencies"), answers.get("dependencies"));
    List<String> accounts = Objects.requireNonNull(base.get("accounts")).lines().toList();
    assertEquals(
        List.of(),
        Objects.requireNonNull(answers.get("accounts"))
            .lines()
            .filter(line -> !accounts.contains(line))
            .filter(line -> !line.contains("'/var/home/operator1' does not exist"))
            .toList());
    assertEquals(
        """
        uid=1501(operator1) gid=1500(operators) groups=1500(operators),10(wheel)
        Jan 31, 2030
        """,
        answers.get("operator"));
    assertEquals("operators:x:1500:root\n", answers.get("group"));
    assertEquals(
        centos
            ? "/usr/libexec/site-probe = cap_net_raw+ep\n/usr/bin/nc-caps-raw = cap_net_raw+p\n"
            : "/usr/libexec/site-probe cap_net_raw=ep\n/usr/bin/nc-caps-raw cap_net_raw=p\n",
        answers.get("caps"));
    assertEquals(
        """
        /etc/site/agent.conf 640 chrony operators
        /usr/share/site 750 root operators
        /etc/exports 600 root root
        /etc/sudoers.d/operators 440 root root
        /var/lib/selinux/targeted/active/booleans.local 644 root root
        """,
        answers.get("places"));
    assertEquals("CET\n", answers.get("zone"));
    assertEquals("UTF-8\n", answers.get("locale"));
    assertEquals("berlin --force\n", answers.get("prepared"));
    assertEquals("this runs as root\n", answers.get("status"));
    assertEquals("1\n", answers.get("authority"));
    assertEquals(
        "10-register: started\n10-register: done\n10-register\n", answers.get("firstboot"));
    assertEquals("", answers.get("units"));
    assertEquals(
        "/etc/firewalld/zones/public.xml\n/etc/firewalld/zones/storage.xml\n",
        answers.get("zones"));
    assertEquals("1\n", answers.get("repositories"));
  }
}

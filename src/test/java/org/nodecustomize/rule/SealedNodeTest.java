package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.seal.Images;
import org.nodecustomize.seal.ReleaseWish;
import org.nodecustomize.seal.SealOptions;
import org.nodecustomize.seal.SealTime;
import org.nodecustomize.tree.MemoryTree;

/** What packages and scripts do to a node, held to the rules before and after sealing. */
class SealedNodeTest extends RuleTest {
  private static final String WANTS = "/etc/systemd/system/multi-user.target.wants/agent.service";

  /** What installing a monitoring agent by its package does, and what is left by that. */
  private void installAgent() {
    append("/etc/passwd", "agent:x:990:990:Agent:/var/lib/agent:/sbin/nologin");
    append("/etc/group", "agent:x:990:");
    append("/etc/shadow", "agent:!!:19000::::::");
    append("/etc/gshadow", "agent:!::");
    image.file("/etc/agent/agent.conf", "server=site\n");
    image.modified("/etc/agent/agent.conf", MemoryTree.TIME.minusSeconds(9_000_000));
    image.file("/etc/motd", "Welcome, site\n");
    image.modified("/etc/motd", MemoryTree.TIME.minusSeconds(9_000_000));
    image.file(
        "/usr/lib/systemd/system/agent.service",
        "[Service]\nExecStart=/usr/bin/bash\nUser=agent\n[Install]\nWantedBy=multi-user.target\n");
    image.symbolicLink(WANTS, "/usr/lib/systemd/system/agent.service");
    image
        .directory("/var/lib/agent")
        .owner("/var/lib/agent", 990, 990)
        .mode("/var/lib/agent", 0750);
    image
        .file("/etc/machine-id", "0123456789abcdef0123456789abcdef\n")
        .mode("/etc/machine-id", 0644);
    image.file("/etc/ssh/ssh_host_rsa_key", "key").file("/etc/hostname", "build\n");
    image.file("/var/lib/systemd/random-seed", "seed").file("/etc/.updated", "");
    image
        .file("/var/log/dnf.log", "log")
        .file("/var/cache/dnf/x", "x")
        .file("/root/.bash_history", "x");
    image.file("/var/imgbased/persisted-rpms/agent.rpm", "rpm").file("/etc/motd.rpmnew", "other");
    image.delete("/var/lib/rpm");
    image.file("/var/lib/rpm/rpmdb.sqlite", "newer database");
  }

  private void append(String path, String line) {
    String text = new String(image.read(path, 1 << 20).orElseThrow(), StandardCharsets.UTF_8);
    image.file(path, text + line + "\n");
  }

  /** Everything that is worse than worth knowing: the rule's number, severity, path and evidence. */
  private SortedSet<String> found() {
    TreeSet<String> lines = new TreeSet<>();
    for (Rule rule : Catalogue.all()) {
      String id = RuleDescription.of(rule).id();
      found(rule).stream()
          .filter(line -> line.startsWith("error") || line.startsWith("warning"))
          .forEach(line -> lines.add(id + " " + line));
    }
    return lines;
  }

  private void seal() {
    image =
        Images.seal(
                base,
                image,
                SealOptions.of(SealTime.of(base, Images.TIME), new ReleaseWish.Bumped("site")))
            .tree();
  }

  private void rulesAreSatisfied(LayoutProfile other, List<String> left) {
    use(other);
    installAgent();
    SortedSet<String> unsealed = found();
    for (String rule :
        List.of(
            "NC101", "NC114", "NC205", "NC208", "NC209", "NC301", "NC302", "NC307", "NC308",
            "NC309", "NC310", "NC401", "NC411")) {
      assertTrue(
          unsealed.stream().anyMatch(found -> found.startsWith(rule)),
          () -> rule + ": " + unsealed);
    }
    seal();
    assertEquals(left, List.copyOf(found()));
  }

  @Test
  void aSealedNodeOfImgbasedSatisfiesTheRules() {
    rulesAreSatisfied(IMGBASED, List.of());
  }

  @Test
  void aSealedNodeWithPresetsSatisfiesTheRules() {
    rulesAreSatisfied(NGN, List.of());
  }
}

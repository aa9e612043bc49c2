package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.nodecustomize.tree.MemoryTree;

class LinkEndsTest {
  private final MemoryTree tree = new MemoryTree().directory("/etc").directory("/usr/lib");

  private String end(String path) {
    return LinkEnds.of(Snapshot.of(tree), path);
  }

  @Test
  void everyLinkOnTheWayIsFollowed() {
    tree.symbolicLink("/lib", "usr/lib").symbolicLink("/usr/lib/a", "../../etc/./b//c");
    tree.symbolicLink("/etc/b", "/run/b");
    assertEquals("/run/b/c", end("/lib/a"));
    assertEquals("/run/b/x", end("/lib/a/../x"));
  }

  @Test
  void whatIsNotThereIsTakenByName() {
    tree.symbolicLink("/etc/a", "gone/deep/../../b").symbolicLink("/etc/b", "/dev/null");
    assertEquals("/dev/null", end("/etc/a"));
    assertEquals("/x", end("/../../x"));
    assertTrue(LinkEnds.leadsToNothing(Snapshot.of(tree), "/etc/a"));
    assertFalse(LinkEnds.leadsToNothing(Snapshot.of(tree), "/dev/null"));
  }

  @Test
  void aLoopEndsWhereItWasLeft() {
    tree.symbolicLink("/etc/a", "b").symbolicLink("/etc/b", "a");
    assertEquals("/etc/a", end("/etc/a"));
  }

  @Test
  void longTargetsTakeNoTime() {
    tree.symbolicLink("/etc/a", "x/".repeat(2000));
    Snapshot files = Snapshot.of(tree);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 20_000; i++) {
            LinkEnds.of(files, "/etc/a");
          }
        });
  }
}

package org.nodecustomize.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.NodeType;

/** What holds after sealing, whatever was done to the image; told without the code that seals. */
class SealPropertiesTest {
  private static final int ROUNDS = 120;

  private static final Set<String> HOSTS_OWN =
      Set.of("/etc/fstab", "/etc/hostname", "/etc/ld.so.cache", "/etc/machine-id");

  private static final List<String> PATHS =
      List.of(
          "/etc/app.conf",
          "/etc/app.d/one.conf",
          "/etc/app.d/two.conf",
          "/etc/app.d/deep/er/three",
          "/etc/new",
          "/etc/ssh/sshd_config",
          "/etc/yum.repos.d/site.repo",
          "/etc/fstab",
          "/etc/hostname",
          "/etc/passwd",
          "/etc/group",
          "/etc/shadow",
          "/etc/os-release",
          "/etc/systemd/system/multi-user.target.wants/app.service",
          "/var/lib/app/state",
          "/usr/bin/app");

  @Test
  void everyChangeOfEtcHasItsCopyWithTheSameNewTime() {
    for (int seed = 0; seed < ROUNDS; seed++) {
      MemoryTree before = base(new Random(seed));
      MemoryTree after = base(new Random(seed));
      List<String> done = change(after, new Random(1000 + seed));
      Images.Sealed sealed = Images.seal(before, after, options(before));
      String round = "seed " + seed + ": " + done;
      check(before, sealed.tree(), round);
      assertEquals(List.of(), again(before, sealed.tree()), round);
      assertEquals(List.of(), again(sealed.tree(), sealed.tree()), round);
    }
  }

  private static SealOptions options(FileTree before) {
    return SealOptions.of(SealTime.of(before, Images.TIME), new ReleaseWish.Bumped("site"));
  }

  /** What sealing would do once more. */
  private static List<String> again(MemoryTree before, MemoryTree sealed) {
    Images.Sealed twice = Images.seal(before, sealed, options(before));
    List<String> doings = new ArrayList<>();
    twice.report().deeds().forEach(deed -> doings.add(deed.toString()));
    twice.report().finishes().forEach(finish -> doings.add(finish.toString()));
    if (twice.edited()) {
      doings.add("edits");
    }
    return doings;
  }

  private static void check(MemoryTree before, MemoryTree sealed, String round) {
    Map<String, String> old = states(before, "/etc");
    Map<String, String> now = states(sealed, "/etc");
    Map<String, String> copies = states(sealed, Images.FACTORY);
    Instant newest = newest(before);
    TreeSet<String> all = new TreeSet<>(old.keySet());
    all.addAll(now.keySet());
    for (String path : all) {
      boolean changed = !String.valueOf(old.get(path)).equals(String.valueOf(now.get(path)));
      if (!changed || HOSTS_OWN.contains("/etc" + path)) {
        continue;
      }
      String where = round + ", /etc" + path;
      assertEquals(now.get(path), copies.get(path), where);
      if (now.containsKey(path) && !now.get(path).startsWith("DIRECTORY")) {
        FileNode node = sealed.node("/etc" + path).orElseThrow();
        FileNode copy = sealed.node(Images.FACTORY + path).orElseThrow();
        assertTrue(node.modified().isAfter(newest), where);
        assertEquals(node.modified(), copy.modified(), where);
        assertFalse(node.inode() == copy.inode(), where);
      }
    }
  }

  private static Instant newest(FileTree tree) {
    List<Instant> times = new ArrayList<>();
    for (String top : List.of("/etc", Images.FACTORY)) {
      tree.walk(top, (path, node) -> times.add(node.modified()));
    }
    return times.stream().max(Instant::compareTo).orElseThrow();
  }

  /** All that counts of what is below a directory, by the path in it. */
  private static Map<String, String> states(MemoryTree tree, String top) {
    Map<String, String> states = new TreeMap<>();
    tree.walk(
        top,
        (path, node) -> {
          if (!path.equals(top)) {
            states.put(
                path.substring(top.length()),
                "%s %o %d:%d %s %s %s"
                    .formatted(
                        node.type(),
                        node.permissions(),
                        node.uid(),
                        node.gid(),
                        node.target().orElse(""),
                        node.isRegular()
                            ? Arrays.toString(tree.read(path, 1 << 20).orElseThrow())
                            : "",
                        node.attributes()));
          }
          return true;
        });
    return states;
  }

  /** A base in which some files have times of their own, and some that run may change. */
  private static MemoryTree base(Random random) {
    MemoryTree tree = Images.imgbased();
    for (String path : List.of("/etc/app.d/one.conf", "/etc/ssh/sshd_config")) {
      if (random.nextBoolean()) {
        tree.file(path, "vendor").file(Images.FACTORY + path.substring(4), "vendor");
        tree.modified(path, MemoryTree.TIME.plus(Duration.ofDays(random.nextInt(200))));
      }
    }
    return tree;
  }

  private static List<String> change(MemoryTree tree, Random random) {
    List<String> done = new ArrayList<>();
    for (int i = 1 + random.nextInt(6); i > 0; i--) {
      String path = PATHS.get(random.nextInt(PATHS.size()));
      int kind = random.nextInt(7);
      if (changed(tree, random, path, kind)) {
        done.add(kind + " " + path);
      }
    }
    return done;
  }

  private static boolean changed(MemoryTree tree, Random random, String path, int kind) {
    boolean account = List.of("/etc/passwd", "/etc/group", "/etc/shadow").contains(path);
    boolean there = tree.type(path).isPresent();
    if (account) {
      String old = Sealing.text(tree, path);
      tree.file(
          path, old + "u" + kind + ":x:" + (900 + kind) + ":" + (900 + kind) + "::/:/bin/sh\n");
      return true;
    }
    switch (kind) {
      case 0, 1 -> {
        if (there && tree.type(path).get() != NodeType.REGULAR) {
          tree.delete(path);
        }
        tree.file(path, "content " + random.nextInt(3));
        tree.modified(path, MemoryTree.TIME.minus(Duration.ofDays(random.nextInt(500))));
      }
      case 2 -> {
        if (there) {
          tree.delete(path);
        }
        tree.symbolicLink(path, "../usr/lib/" + random.nextInt(2));
      }
      case 3 -> {
        if (!there) {
          return false;
        }
        tree.delete(path);
      }
      case 4 -> {
        if (!there || tree.type(path).get() == NodeType.LINK) {
          return false;
        }
        tree.mode(path, 0600).owner(path, random.nextInt(3), random.nextInt(3));
      }
      case 5 -> {
        if (!there) {
          return false;
        }
        tree.attribute(path, "user.note", new byte[] {(byte) random.nextInt(3)});
      }
      default -> {
        if (there) {
          tree.delete(path);
        }
        tree.directory(path).mode(path, 0711);
        if (random.nextBoolean()) {
          tree.file(path + "/below", "x");
        }
      }
    }
    return true;
  }
}

package org.nodecustomize.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.seal.ImgbasedUpgrade.File;
import org.nodecustomize.seal.ImgbasedUpgrade.Layer;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.MemoryTree;

/**
 * Upgrades of hosts to sealed images and from them. Vendor's contents are A and C, the site's are B
 * and B2, the host's is U; a dash is no file.
 */
class UpgradeTableTest {
  private static final String PATH = "/etc/case.conf";

  /**
   * A host of one image, with an edit of its own or none, is upgraded to another image. Each image is
   * the vendor's file and what the site made of it.
   */
  @ParameterizedTest
  @CsvSource({
    // host's image: vendor, site; host's edit; new image: vendor, site; result sealed, unsealed
    "A, A, A, A, A, A, A",
    "A, A, A, C, C, C, C",
    "A, A, U, C, C, U, U",
    "A, A, A, A, B, B, A",
    "A, A, A, C, B, B, C",
    "A, B, B, A, B2, B2, B",
    "A, B, B, C, B2, B2, B",
    "A, B, B, C, C, C, B",
    "A, B, B, A, A, A, B",
    "A, B, U, A, B2, U, U",
    "-, B, B, -, -, -, B",
    "-, B, B, -, B2, B2, B",
    "-, -, -, -, B, B, B",
    "A, A, A, A, -, -, A",
    "A, -, -, A, -, -, -",
    "A, -, -, A, B, B, B",
  })
  void whatAHostHasAfterAnUpgrade(
      String hostVendor,
      String hostSite,
      String edit,
      String vendor,
      String site,
      String sealed,
      String unsealed) {
    assertEquals(
        Optional.of(sealed),
        upgraded(image(hostVendor, hostSite, 0, true), edit, image(vendor, site, 1, true)),
        "sealed");
    assertEquals(
        Optional.of(unsealed),
        upgraded(image(hostVendor, hostSite, 0, false), edit, image(vendor, site, 1, false)),
        "not sealed");
  }

  @Test
  void anAccountThatAScriptMadeIsInThePristineFileThatUpgradesRead() {
    MemoryTree before = Images.imgbased();
    MemoryTree after = Images.imgbased();
    String passwd = Sealing.text(before, "/etc/passwd") + "app:x:990:990:App:/:/sbin/nologin\n";
    after.file("/etc/passwd", passwd);
    Images.Sealed sealed =
        Images.seal(before, after, SealOptions.of(Images.TIME, new ReleaseWish.Kept()));
    assertEquals(passwd, sealed.text(Images.FACTORY + "/passwd"));
  }

  private static Optional<String> upgraded(Layer host, String edit, Layer image) {
    Optional<File> now = host.etc();
    if (!now.map(File::text).orElse("-").equals(edit)) {
      now = Optional.of(new File(edit, Images.TIME.plus(Duration.ofDays(9))));
    }
    return Optional.of(ImgbasedUpgrade.upgrade(new Layer(now, host.factory()), image).orElse("-"));
  }

  /** An image of the vendor's that the site changed by a package, whose files have an old time. */
  private static Layer image(String vendor, String site, int generation, boolean seal) {
    Instant built = MemoryTree.TIME.plus(Duration.ofDays(generation));
    MemoryTree before = vendor(vendor, built);
    MemoryTree after = vendor(vendor, built);
    if (!site.equals(vendor)) {
      if (site.equals("-")) {
        after.delete(PATH);
      } else {
        after.file(PATH, site).modified(PATH, MemoryTree.TIME.minus(Duration.ofDays(99)));
      }
    }
    Instant time = SealTime.of(before, Images.TIME.plus(Duration.ofDays(generation)));
    FileTree tree =
        seal
            ? Images.seal(before, after, SealOptions.of(time, new ReleaseWish.Kept())).tree()
            : after;
    return new Layer(file(tree, PATH), file(tree, Images.FACTORY + "/case.conf"));
  }

  private static MemoryTree vendor(String content, Instant built) {
    MemoryTree tree = Images.imgbased();
    if (!content.equals("-")) {
      tree.file(PATH, content).modified(PATH, built);
      tree.file(Images.FACTORY + "/case.conf", content);
      tree.modified(Images.FACTORY + "/case.conf", built);
    }
    return tree;
  }

  private static Optional<File> file(FileTree tree, String path) {
    return tree.node(path).map(node -> new File(Sealing.text(tree, path), node.modified()));
  }
}

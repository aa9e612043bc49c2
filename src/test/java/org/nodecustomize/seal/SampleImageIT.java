package org.nodecustomize.seal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.Requirement;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.image.OpenedTree;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Placement;

/** Seals what a recipe of 500 files does to a real system. */
class SampleImageIT {
  private static final int FILES = 500;

  @ParameterizedTest
  @ValueSource(strings = {"centos7.squashfs", "rocky9.squashfs"})
  void aSampleIsSealedInSeconds(String sample) {
    OpenedTree.Opening opening = OpenedTree.open(ImageProbe.probe(Requirement.sample(sample)));
    OpenedTree opened = ((OpenedTree.Opening.Opened) opening).tree();
    try (opened) {
      seal(opened.tree());
    }
  }

  private static void seal(FileTree before) {
    assertEquals(LayoutProfile.IMGBASED, LayoutProfile.detect(before));
    Instant time = SealTime.of(before, Instant.parse("2030-01-01T00:00:00Z"));
    EditedTree after = new EditedTree(before, time);
    for (int i = 0; i < FILES; i++) {
      after.putFile(
          "/etc/site/" + i + ".conf",
          Content.of(("value=" + i).getBytes(StandardCharsets.UTF_8)),
          Placement.ofRoot(0640));
    }
    String passwd = Sealing.text(before, "/etc/passwd") + "agent:x:990:990::/:/sbin/nologin\n";
    after.putFile(
        "/etc/passwd",
        Content.of(passwd.getBytes(StandardCharsets.UTF_8)),
        Placement.of(before.node("/etc/passwd").orElseThrow()));
    SealInput input =
        new SealInput(
            before,
            after,
            LayoutProfile.IMGBASED,
            FactsReader.read(before, Optional.empty(), List.of()),
            SealOptions.of(time, new ReleaseWish.Bumped("site")));

    long start = System.nanoTime();
    SealReport report = Seal.run(input);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);

    assertEquals(List.of(), report.problems());
    assertEquals(FILES, after.list(Images.FACTORY + "/site").size());
    assertEquals(passwd, Sealing.text(after, Images.FACTORY + "/passwd"));
    assertTrue(Sealing.text(after, ImageFacts.NVR_FILE).endsWith(".site.1"));
    assertTrue(taken.toSeconds() < 60, () -> "took " + taken);
    int edits = after.edits().puts().size();
    assertEquals(
        List.of("/usr"), Seal.run(input).deeds().stream().map(SealReport.Deed::path).toList());
    assertEquals(edits, after.edits().puts().size());
  }
}

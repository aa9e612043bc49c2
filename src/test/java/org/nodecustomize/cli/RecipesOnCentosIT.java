package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The recipes of {@code customizations} on the sample of CentOS 7, whose systemd is asked too. */
class RecipesOnCentosIT extends RecipesOnASample {
  RecipesOnCentosIT() {
    super(Sample.CENTOS7);
  }

  @Test
  void theImagesDracutMakesAnInitramfsForWhatMultipathReads() {
    assertEquals(
        "usr/lib/systemd/systemd\n", recipes().answer(Recipe.STORAGE_NETWORK, "initramfs"));
    assertEquals("", recipes().answerOfBase("initramfs"));
  }

  @Test
  void theImagesSystemdSeesTheDropIn() {
    String extended = recipes().answer(Recipe.VENDOR_PRESETS, "extended");
    assertTrue(
        extended.contains("/usr/lib/systemd/system/sshd.service.d/50-limits.conf"), extended);
  }

  @Test
  void theImagesSystemdGivesTheAgentItsDirectoryBack() {
    assertEquals("750 nc-demo nc-demo\n", recipes().answer(Recipe.MONITORING_AGENT, "tmpfiles"));
  }
}

package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nodecustomize.ProgramRun;
import org.nodecustomize.Requirement;

/** Damage that nobody notices who does not look for it. */
class DamagedInputIT extends ProgramRuns {
  @Test
  void damageThatOnlyACheckFindsIsToldAsTheInputsAndNothingIsWritten() throws Exception {
    Requirement.programs("debugfs", "unsquashfs", "mksquashfs");
    Path inner =
        HostTools.inner(Requirement.sample("centos7.squashfs"), directory.resolve("sample"));
    HostTools.run("debugfs", "-w", "-R", "sif /usr/share/zoneinfo/UTC links_count 77", inner);
    Path tree = directory.resolve("sample");
    Path image = directory.resolve("damaged.squashfs");
    HostTools.run("mksquashfs", tree, image, "-comp", "lz4", "-quiet", "-no-progress");
    Path output = directory.resolve("out.squashfs");
    Path caps = Requirement.sample("rpms/el7/demo/nc-caps-1.0-1.el7.noarch.rpm");
    ProgramRun.Ended ended =
        program().fail(5, "add-rpm", "--allow-unsigned", caps, image, "-o", output);
    List<String> said = ended.complaint();
    assertEquals(image + ": error: the file system is damaged", said.get(0), ended::err);
    assertTrue(said.stream().anyMatch(line -> line.contains("ref count is 77")), ended::err);
    assertEquals(
        "hint: get the image again; do not customize a damaged one", said.get(said.size() - 1));
    assertFalse(Files.exists(output));
  }
}

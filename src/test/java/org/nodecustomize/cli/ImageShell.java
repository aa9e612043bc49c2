package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.guestfs.TestAppliance;
import org.nodecustomize.image.ApplianceMount;

/**
 * Asks the programs of several images, in one appliance: a boot takes longer than all the questions.
 * What they write is dropped.
 */
final class ImageShell {
  private static final String MARK = "=== ";

  private ImageShell() {}

  /**
   * Runs one script in each of the file systems.
   *
   * @param images file systems by name
   * @param script prints its answers in parts, each after a line {@code === NAME}; what it returns
   *     does not count
   * @return the parts by name, by name of the image
   */
  static Map<String, Map<String, String>> ask(
      Map<String, Path> images, String script, Path directory) throws IOException {
    Path scratch = directory.resolve("scratch");
    try (RandomAccessFile file = new RandomAccessFile(scratch.toFile(), "rw")) {
      file.setLength(64 << 20);
    }
    HostTools.run("mke2fs", "-q", "-F", "-t", "ext4", scratch);
    List<Drive> drives = new ArrayList<>(List.of(new Drive.RawFile(scratch, true)));
    images.values().forEach(image -> drives.add(new Drive.RawFile(image, true)));
    Map<String, Map<String, String>> answers = new LinkedHashMap<>();
    try (Appliance appliance = TestAppliance.launch(directory, drives)) {
      int drive = 0;
      for (String name : images.keySet()) {
        drive++;
        appliance.mount(appliance.device(drive), "/", "noatime");
        CommandResult result =
            ApplianceMount.over(appliance, appliance.device(0), Optional.empty())
                .run(
                    "export LC_ALL=C HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin\n" + script,
                    Duration.ofMinutes(4),
                    line -> {});
        answers.put(name, parts(result.log()));
        appliance.unmountAll();
      }
      appliance.shutdown();
    }
    return answers;
  }

  private static Map<String, String> parts(String log) {
    Map<String, String> parts = new LinkedHashMap<>();
    String name = "";
    for (String line : log.lines().toList()) {
      if (line.startsWith(MARK)) {
        name = line.substring(MARK.length());
        assertTrue(parts.put(name, "") == null, log);
      } else {
        parts.merge(name, line + "\n", String::concat);
      }
    }
    return parts;
  }
}

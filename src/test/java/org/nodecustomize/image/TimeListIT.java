package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Requirement;
import org.nodecustomize.event.Events;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.ApplianceConfig;
import org.nodecustomize.guestfs.Drive;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.squashfs.SquashfsTools;

class TimeListIT {
  @TempDir static Path work = Path.of("");

  @Test
  void time() throws Exception {
    Path image = Path.of(System.getenv("TIME_IMAGE"));
    ApplianceConfig config = new ApplianceConfig(List.of(new Drive.RawFile(image, true)), 1280, 1, Files.createDirectories(work.resolve("run")), Path.of(System.getProperty("user.home"), ".cache/node-customize"), false);
    try (Appliance appliance = Appliance.launch(config, Events.none(), new Cancellation())) {
      appliance.mount(appliance.device(0), "/", "ro");
      long t = System.nanoTime();
      var l = appliance.listing();
      System.err.println("listing made " + (System.nanoTime() - t) / 1e9);
      if (l.isPresent()) { System.err.println(new String(l.get().names().readNBytes(600)));  System.err.println(new String(l.get().attributes().readNBytes(600))); }
      t = System.nanoTime();
      var m = ListedTree.listed(appliance);
      System.err.println("listed " + m.map(x -> x.size()) + " " + (System.nanoTime() - t) / 1e9);
      t = System.nanoTime();
      System.err.println("walk " + org.nodecustomize.tree.Manifest.of(new ApplianceTree(appliance)).size() + " " + (System.nanoTime() - t) / 1e9);
    }
  }
}

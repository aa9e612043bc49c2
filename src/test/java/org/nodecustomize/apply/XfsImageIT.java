package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.Requirement;
import org.nodecustomize.event.Events;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.ApplianceConfig;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.ImageProbe;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.squashfs.SquashfsTools;

/** A liveimg around xfs, changed by our own appliance and by the stock one. */
class XfsImageIT {
  private static final String INNER = "LiveOS/rootfs.img";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anXfsImageIsMountedChangedAndPacked(boolean stock, @TempDir Path work) throws IOException {
    Requirement.programs("mkfs.xfs", "xfs_repair");
    Path tree = Files.createDirectory(work.resolve("tree"));
    Path disk = Files.createDirectory(tree.resolve("LiveOS")).resolve("rootfs.img");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(400L << 20);
    }
    SquashfsTools.run("mkfs.xfs", "-q", "-f", disk.toString());
    Path base = SquashfsTools.pack(tree, work.resolve("base"), "-comp", "zstd");
    Container.Nested container = (Container.Nested) ImageProbe.probe(base);
    assertEquals("xfs", container.fileSystem());

    byte[] content = SquashfsTools.content(3_000_000, 8);
    Path local = Files.write(work.resolve("local"), content);
    Path output = work.resolve("output");
    Cancellation cancellation = new Cancellation();
    HostContext here = HostContext.fromEnvironment(Events.none(), cancellation);
    HostContext context =
        new HostContext(Events.none(), cancellation, work, here.cacheDirectory(), stock);
    try (WorkDirectory own = WorkDirectory.open(work);
        InnerImage inner = InnerImage.open(container, Optional.empty(), own, context)) {
      assertInstanceOf(DeltaImage.class, inner);
      ApplianceConfig config =
          new ApplianceConfig(
              List.of(inner.drive()),
              ApplianceLaunch.WORK.memoryMegabytes(),
              1,
              own.makeDirectory("appliance"),
              context.cacheDirectory(),
              stock);
      try (Appliance appliance = Appliance.launch(config, Events.none(), cancellation)) {
        inner.mount(appliance, 1, "base", "noatime");
        appliance.makeDirectories("/usr/share/added");
        appliance.upload(local, "/usr/share/added/large");
        appliance.write("/gone", content);
        appliance.setAttribute(
            "/usr/share/added/large",
            "security.selinux",
            "system_u:object_r:usr_t:s0\0".getBytes(StandardCharsets.US_ASCII));
        appliance.sync();
        appliance.remove("/gone");
        appliance.trim("/");
        appliance.unmountAll();
        appliance.mount(appliance.device(0), "/", "ro,noatime");
        assertArrayEquals(content, appliance.read("/usr/share/added/large", 4_000_000));
        assertEquals(
            "system_u:object_r:usr_t:s0\0",
            new String(
                appliance.attributes("/usr/share/added/large").get("security.selinux"),
                StandardCharsets.US_ASCII));
        appliance.unmountAll();
        appliance.shutdown();
      }
      inner.requireHealthy();
      inner.pack(output, Events.none());
    }
    Path out = SquashfsTools.unpack(output, work.resolve("out")).resolve(INNER);
    SquashfsTools.run("xfs_repair", "-n", "-f", out.toString());
  }
}

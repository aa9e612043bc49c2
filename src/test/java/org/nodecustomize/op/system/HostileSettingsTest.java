package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.op.system.Applied.HERE;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.nodecustomize.Golden;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.Placement;

/** Damaged files of an image and of a recipe: done or refused, soon, and nothing else. */
class HostileSettingsTest {
  private static final int ROUNDS = 400;
  private static final String UNITS = "/usr/lib/systemd/system/";

  /** Applies the operation to trees in which the file at {@code path} has other bytes each time. */
  private static void damage(String path, String text, TreeOperation operation) {
    damage(text.getBytes(StandardCharsets.UTF_8), bytes -> apply(path, bytes, operation));
  }

  private static void apply(String path, byte[] bytes, TreeOperation operation) {
    SmallTree tree =
        new SmallTree()
            .with("/usr/lib/firewalld/zones/home.xml", "<zone/>")
            .with("/usr/lib/systemd/libsystemd-shared-252.so", "")
            .with(UNITS + "a.service", "[Install]\nWantedBy=x.target\n")
            .with(path, bytes, Placement.ofRoot(0644));
    operation.apply(tree, event -> {});
  }

  private static void damage(byte[] good, Consumer<byte[]> use) {
    Random random = new Random(42);
    int done = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = mutated(good, round, random);
      done +=
          assertTimeout(
              Duration.ofSeconds(5),
              () -> {
                try {
                  use.accept(bytes);
                  return 1;
                } catch (OperationException e) {
                  return 0;
                }
              });
    }
    assertTrue(done > 0, "good bytes were refused");
  }

  /** The first is good; others have bytes replaced, doubled or cut off. */
  private static byte[] mutated(byte[] good, int round, Random random) {
    if (round == 0) {
      return good;
    }
    byte[] bytes = good.clone();
    for (int i = 0; i <= random.nextInt(4); i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return switch (round % 4) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 1 -> Arrays.copyOf(bytes, bytes.length * 2);
      default -> bytes;
    };
  }

  @Test
  void zones() {
    damage(
        "/etc/firewalld/zones/public.xml",
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<zone target=\"DROP\"><short>P</short>"
            + "<service name=\"ssh\"/><rule family=\"ipv4\"><accept/></rule></zone>",
        new Firewall(
            HERE,
            Optional.empty(),
            List.of(
                new FirewallZone(
                    Optional.of("public"),
                    Optional.of("default"),
                    List.of(),
                    List.of("ssh"),
                    List.of("1/tcp"),
                    List.of(),
                    List.of()))));
  }

  @Test
  void unitsAndPresets() {
    String unit =
        """
        [Unit]
        A=b
        [Install]
        WantedBy=a.target b.target
        Alias=c.service
        Also=a.service
        DefaultInstance=%i
        """;
    damage(UNITS + "x.service", unit, new EnableUnit(HERE, "x"));
    damage(UNITS + "x@.service", unit, new EnableUnit(HERE, "x@y"));
    damage(UNITS + "x.service", unit, new DisableUnit(HERE, "x", false));
    damage(
        "/etc/systemd/system-preset/00-x.preset",
        "enable [!a-r]*.service x y\ndisable *\n",
        new EnableUnit(HERE, "a"));
  }

  @Test
  void configurationFiles() {
    damage(
        "/etc/chrony.conf",
        "server a\n# node-customize: begin of the site's servers\nserver b\n# node-customize: end of"
            + " the site's servers\n",
        new TimeServers(HERE, List.of("a.example"), List.of(), List.of(), true));
    damage(
        "/etc/selinux/config",
        "SELINUX=x\nSELINUXTYPE=y\n",
        new SelinuxMode(HERE, SelinuxMode.Mode.ENFORCING));
    damage(TmpfilesRule.FILE, "d /x - - -\nd \"/y z\" 0700\n", new TmpfilesRule(HERE, "d /x"));
    damage("/usr/lib/tmpfiles.d/10-x.conf", "d /x - - -\n", new TmpfilesRule(HERE, "d /x"));
    damage(SetSysctl.FILE, "a.b = c\n-d/e = f\n", new SetSysctl(HERE, Map.of("a.b", "d")));
  }

  @Test
  void localeArchives() {
    byte[] names = "\0en_US.utf8\0".getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer archive = ByteBuffer.allocate(60 + names.length).order(ByteOrder.LITTLE_ENDIAN);
    archive.putInt(0, 0xde020109).putInt(20, 60).putInt(24, names.length).put(60, names);
    damage(
        archive.array(),
        bytes ->
            apply("/usr/lib/locale/locale-archive", bytes, new SystemLocale(HERE, "en_US.UTF-8")));
  }

  @Test
  void certificatesAndKeyfilesOfRecipes() {
    SmallTree tree =
        new SmallTree()
            .withDirectory("/usr/share/pki/ca-trust-source")
            .withDirectory("/etc/NetworkManager");
    damage(
        Golden.read("certificates/authority.pem").getBytes(StandardCharsets.US_ASCII),
        bytes ->
            new TrustCertificates(HERE, "x", Bytes.of(bytes), Instant.parse("2027-01-01T00:00:00Z"))
                .apply(tree, event -> {}));
    damage(
        "[connection]\ntype=vlan\n[vlan]\nid=7\nparent=a\n[ipv4]\naddress1=192.0.2.1/24\n"
            .getBytes(StandardCharsets.UTF_8),
        bytes ->
            NetworkConnection.ofText(HERE, "x", new String(bytes, StandardCharsets.ISO_8859_1))
                .apply(tree, event -> {}));
  }
}

package org.nodecustomize.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.Golden;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.CapabilityText;
import org.nodecustomize.tree.MemoryTree;
import org.nodecustomize.tree.NodeType;

class FileListingsTest {

  private static FileListing listing() {
    MemoryTree tree =
        new MemoryTree()
            .file("/ping", "12345")
            .mode("/ping", 04711)
            .label("/ping", "system_u:object_r:ping_exec_t:s0")
            .attribute(
                "/ping",
                "security.capability",
                HexFormat.of().parseHex("0100000200300000000000000000000000000000"))
            .directory("/tmp")
            .mode("/tmp", 01777)
            .owner("/tmp", 81, 4_000_000_000L)
            .attribute("/tmp", "system.posix_acl_default", new byte[] {2, 0, 0, 0})
            .symbolicLink("/link\n", "/ping")
            .device("/sda", NodeType.BLOCK_DEVICE, 8, 0)
            .special("/pipe", NodeType.FIFO)
            .mode("/pipe", 02604);
    List<FileListing.Entry> entries = new ArrayList<>();
    tree.walk(
        "/",
        (path, node) -> {
          if (!path.equals("/")) {
            entries.add(new FileListing.Entry(path.substring(1), node));
          }
          return true;
        });
    return new FileListing(
        Path.of("image"), "/", entries, Map.of(0L, "root", 81L, "dbus"), Map.of(0L, "root"));
  }

  @Test
  void aListIsGolden() {
    Golden.assertSame("reports/files.txt", FileListings.text(listing()));
    Golden.assertSame("reports/files.json", FileListings.json(listing()));
    assertEquals("link\\n\nping\npipe\nsda\ntmp\n", FileListings.names(listing()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0100000200200000000000000000000000000000|cap_net_raw=ep",
        "0000000200300000000000000000000000000000|cap_net_admin,cap_net_raw=p",
        "010000020100000002000000000000000001000000|0x010000020100000002000000000000000001000000",
        "0100000201000000020000000001000000000000|cap_chown,cap_checkpoint_restore=ep cap_dac_override=ei",
        "010000030020000000000000000000000000000000000000|cap_net_raw=ep",
        "010000010020000001000000|cap_chown=ei cap_net_raw=ep",
        "0000000200000000000000000000000000000000|=",
        "00|0x00"
      })
  void capabilitiesAreTextAsGetcapHasIt(String hex, String text) {
    assertEquals(text, CapabilityText.of(Bytes.of(HexFormat.of().parseHex(hex))));
  }
}

package org.nodecustomize.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.Problem;

@Timeout(30)
class NbdServerTest {
  private static final int SIZE = 3 << 20;
  private static final int MAGIC = 0x25609513;
  private static final int READ = 0;
  private static final int WRITE = 1;

  private final Path scratch;
  private final byte[] content = new byte[SIZE];
  private final MemorySource base;
  private final CowDisk disk;
  private final NbdServer server;

  NbdServerTest(@TempDir Path scratch) {
    this.scratch = scratch;
    new Random(5).nextBytes(content);
    base = new MemorySource(content);
    disk = CowDisk.over(base, scratch);
    server = NbdServer.start(disk, scratch);
  }

  @AfterEach
  void close() {
    server.close();
    disk.close();
  }

  @Test
  void tellsItsExport() throws IOException {
    try (NbdClient client = new NbdClient(server.socket())) {
      client.hello(3);
      client.option(3, new byte[0]);
      assertEquals(0, client.optionReply().data().getInt(), "LIST: one export without a name");
      assertEquals(1, client.optionReply().kind());
      client.option(6, new byte[] {0, 0, 0, 0, 0, 1, 0, 3});
      ByteBuffer export = client.optionReply().data();
      assertEquals(0, export.getShort());
      assertEquals(SIZE, export.getLong());
      assertEquals(0x16d, export.getShort());
      ByteBuffer blocks = client.optionReply().data();
      assertEquals(3, blocks.getShort());
      assertEquals(1, blocks.getInt());
      assertEquals(65536, blocks.getInt());
      assertEquals(32 << 20, blocks.getInt());
      assertEquals(1, client.optionReply().kind());
      client.option(2, new byte[0]);
      assertEquals(1, client.optionReply().kind());
      assertTrue(client.isCutOff());
    }
  }

  @Test
  void answersOptionsThatItDoesNotKnowOrThatAreWrong() throws IOException {
    try (NbdClient client = new NbdClient(server.socket())) {
      client.hello(3);
      client.option(8, new byte[0]);
      assertEquals(0x80000001, client.optionReply().kind(), "structured replies: unsupported");
      client.option(5, new byte[0]);
      assertEquals(0x80000001, client.optionReply().kind(), "TLS: unsupported");
      client.option(7, new byte[] {0, 0, 0, 1, 'x', 0, 0});
      assertEquals(0x80000006, client.optionReply().kind(), "unknown export");
      client.option(7, new byte[] {0, 0, 0, 9, 'x', 0, 0});
      assertEquals(0x80000003, client.optionReply().kind(), "the name is longer than the option");
      client.option(7, new byte[] {0, 0});
      assertEquals(0x80000003, client.optionReply().kind());
      client.option(3, new byte[] {0});
      assertEquals(0x80000003, client.optionReply().kind());
      ByteBuffer huge = ByteBuffer.allocate(16).putLong(0x49484156454f5054L).putInt(7);
      client.send(huge.putInt(-1));
      assertEquals(0x80000009, client.optionReply().kind());
      assertTrue(client.isCutOff());
    }
  }

  @Test
  void speaksTheOldWayOfChoosingAnExport() throws IOException {
    try (NbdClient client = new NbdClient(server.socket())) {
      client.hello(1);
      client.option(1, new byte[0]);
      assertEquals(SIZE, client.receive(134).getLong(), "124 zeroes follow size and flags");
      client.request(READ, 10, 4);
      assertEquals(0, client.reply());
      assertEquals(ByteBuffer.wrap(content, 10, 4).getInt(), client.receive(4).getInt());
    }
  }

  @Test
  void readsWritesZeroesAndTrims() throws IOException {
    try (NbdClient client = NbdClient.ready(server.socket())) {
      byte[] expected = content.clone();
      client.request(MAGIC, 1, WRITE, 5000, 3);
      client.send(ByteBuffer.allocate(3).put(new byte[] {1, 2, 3}));
      assertEquals(0, client.reply(), "a write that shall reach the disk");
      System.arraycopy(new byte[] {1, 2, 3}, 0, expected, 5000, 3);
      client.request(3, 0, 0);
      assertEquals(0, client.reply(), "flush");
      client.request(4, 8192, 4096);
      assertEquals(0, client.reply(), "trim");
      Arrays.fill(expected, 8192, 12288, (byte) 0);
      client.request(MAGIC, 2, 6, 20_001, 10_000);
      assertEquals(0, client.reply(), "write zeroes");
      Arrays.fill(expected, 20_001, 30_001, (byte) 0);
      byte[] large = new byte[2_500_000];
      new Random(6).nextBytes(large);
      client.request(WRITE, 100_001, large.length);
      client.send(ByteBuffer.allocate(large.length).put(large));
      assertEquals(0, client.reply());
      System.arraycopy(large, 0, expected, 100_001, large.length);
      client.request(READ, 0, SIZE);
      assertEquals(0, client.reply());
      assertArrayEquals(expected, bytes(client.receive(SIZE)));
      client.request(READ, SIZE, 0);
      assertEquals(0, client.reply(), "nothing at the end");
      client.request(2, 0, 0);
      assertTrue(client.isCutOff(), "disconnected as asked");
    }
  }

  @Test
  void answersWrongRequestsWithAnErrorAndGoesOn() throws IOException {
    try (NbdClient client = NbdClient.ready(server.socket())) {
      client.request(READ, SIZE - 1, 2);
      assertEquals(22, client.reply(), "read behind the end");
      client.request(READ, -1, 2);
      assertEquals(22, client.reply(), "read at 2^64 - 1");
      client.request(READ, 0, (32 << 20) + 1);
      assertEquals(22, client.reply(), "read of more than 32 MiB");
      client.request(READ, 0, -1);
      assertEquals(22, client.reply(), "read of 4 GiB");
      client.request(WRITE, SIZE - 1, 2);
      client.send(ByteBuffer.allocate(2).putShort((short) 1));
      assertEquals(28, client.reply(), "write behind the end");
      client.request(6, Long.MAX_VALUE, -1);
      assertEquals(22, client.reply(), "zeroes behind the end");
      client.request(99, 0, 0);
      assertEquals(22, client.reply(), "unknown command");
      client.request(MAGIC, 0x80, READ, 0, 1);
      assertEquals(22, client.reply(), "unknown flag");
      client.request(READ, 0, 1);
      assertEquals(0, client.reply());
      assertEquals(content[0], client.receive(1).get());
    }
    assertEquals(0, disk.writtenBytes());
    assertTrue(server.failure().isEmpty(), "these were the client's failures");
  }

  @Test
  void cutsOffClientsThatCannotBeFollowed() throws IOException {
    try (NbdClient client = NbdClient.ready(server.socket())) {
      client.request(0x12345678, 0, READ, 0, 1);
      assertTrue(client.isCutOff(), "bad request magic");
    }
    try (NbdClient client = NbdClient.ready(server.socket())) {
      client.request(WRITE, 0, (32 << 20) + 1);
      assertTrue(client.isCutOff(), "a write of more than 32 MiB");
    }
    try (NbdClient client = new NbdClient(server.socket())) {
      client.hello(0xff);
      assertTrue(client.isCutOff(), "unknown handshake flags");
    }
    try (NbdClient client = new NbdClient(server.socket())) {
      client.hello(3);
      client.send(ByteBuffer.allocate(16).putLong(1).putLong(2));
      assertTrue(client.isCutOff(), "bad option magic");
    }
    try (NbdClient client = NbdClient.ready(server.socket())) {
      client.request(READ, 0, 1);
      assertEquals(0, client.reply(), "others are served on");
    }
  }

  @Test
  void whatIsReadOnlyIsNotChanged() throws IOException {
    try (NbdServer other = NbdServer.startReadOnly(base, scratch);
        NbdClient client = new NbdClient(other.socket())) {
      client.hello(3);
      client.option(7, new byte[] {0, 0, 0, 0, 0, 0});
      ByteBuffer export = client.optionReply().data();
      assertEquals(0, export.getShort());
      assertEquals(SIZE, export.getLong());
      assertEquals(0x107, export.getShort(), "read-only, and nothing but flushes");
      assertEquals(3, client.optionReply().data().getShort());
      assertEquals(1, client.optionReply().kind());
      client.request(WRITE, 0, 2);
      client.send(ByteBuffer.allocate(2).putShort((short) 1));
      assertEquals(1, client.reply(), "write");
      client.request(4, 0, 4096);
      assertEquals(1, client.reply(), "trim");
      client.request(6, 0, 4096);
      assertEquals(1, client.reply(), "write zeroes");
      client.request(3, 0, 0);
      assertEquals(0, client.reply(), "flush");
      client.request(READ, 0, SIZE);
      assertEquals(0, client.reply());
      assertArrayEquals(content, bytes(client.receive(SIZE)));
      assertTrue(other.failure().isEmpty(), "these were the client's failures");
    }
  }

  @Test
  void tellsWhyARequestFailed() throws IOException {
    try (NbdClient client = NbdClient.ready(server.socket())) {
      base.failWith(new ImageException(Problem.of("bad block")));
      client.request(READ, 0, 1);
      assertEquals(5, client.reply());
      base.failWith(new ImageException(Problem.of("another")));
      client.request(WRITE, 1, 1);
      client.send(ByteBuffer.allocate(1).put((byte) 1));
      assertEquals(5, client.reply(), "a part of a granule needs its old bytes");
      assertEquals("bad block", server.failure().orElseThrow().getMessage());
    }
  }

  @Test
  void tellsWhatEndedAConnectionThatNobodyExpected() throws IOException {
    try (NbdClient client = NbdClient.ready(server.socket())) {
      base.failWith(new IllegalStateException("a mistake of ours"));
      client.request(READ, 0, 1);
      assertThrows(IOException.class, client::reply);
      Optional<CustomizeException> told = server.failure();
      while (told.isEmpty()) {
        Thread.onSpinWait();
        told = server.failure();
      }
      assertEquals(
          "the disk of the appliance cannot be served any more:"
              + " java.lang.IllegalStateException: a mistake of ours",
          told.get().getMessage());
    }
  }

  @Test
  void limitsItsConnections() throws IOException {
    List<NbdClient> clients = new ArrayList<>();
    for (int i = 0; i < NbdServer.MOST_CONNECTIONS; i++) {
      clients.add(NbdClient.ready(server.socket()));
    }
    try (NbdClient tooMany = new NbdClient(server.socket())) {
      assertTrue(tooMany.isCutOff());
    }
    for (NbdClient client : clients) {
      client.request(READ, 0, 1);
      assertEquals(0, client.reply());
      client.close();
    }
  }

  @Test
  void endsWithItsClientsThreadsAndSocket() throws IOException {
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(Objects.requireNonNull(server.socket().getParent()))));
    try (NbdClient idle = NbdClient.ready(server.socket());
        NbdClient silent = new NbdClient(server.socket())) {
      silent.receive(18);
      server.close();
      assertTrue(idle.isCutOff());
      assertTrue(silent.isCutOff());
    }
    assertFalse(
        Thread.getAllStackTraces().keySet().stream()
            .anyMatch(thread -> thread.getName().startsWith("nbd ")));
    try (Stream<Path> left = Files.list(scratch)) {
      assertEquals(List.of(), left.toList());
    }
    server.close();
  }

  @Test
  void refusesADirectoryWhosePathIsTooLongForASocket() throws IOException {
    Path deep = Files.createDirectories(scratch.resolve("d".repeat(60)).resolve("e".repeat(60)));
    HostException e = assertThrows(HostException.class, () -> NbdServer.start(disk, deep).close());
    assertTrue(String.valueOf(e.getMessage()).contains("at most 107 bytes"), e.getMessage());
    try (Stream<Path> left = Files.list(deep)) {
      assertEquals(List.of(), left.toList());
    }
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }
}

package org.nodecustomize.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;

class NumericOwnerTarTest {

  @Test
  void namesOfOwnersAreGoneAndEverythingElseIsAsItWas() throws IOException {
    byte[] before = archive();
    byte[] after = filtered(before);

    List<TarArchiveEntry> old = entries(before);
    List<TarArchiveEntry> made = entries(after);
    assertEquals(old.size(), made.size());
    for (int i = 0; i < old.size(); i++) {
      assertEquals(old.get(i).getName(), made.get(i).getName());
      assertEquals(old.get(i).getLongUserId(), made.get(i).getLongUserId());
      assertEquals(old.get(i).getLongGroupId(), made.get(i).getLongGroupId());
      assertEquals(old.get(i).getMode(), made.get(i).getMode());
      assertEquals(old.get(i).getSize(), made.get(i).getSize());
      assertEquals(old.get(i).getLinkName(), made.get(i).getLinkName());
      assertEquals(old.get(i).getLastModifiedTime(), made.get(i).getLastModifiedTime());
      assertEquals("", made.get(i).getUserName());
      assertEquals("", made.get(i).getGroupName());
    }
    assertTrue(old.stream().anyMatch(entry -> entry.getUserName().equals("games")));
    assertEquals(contents(before), contents(after));
    assertEquals("x", made.get(1).getExtraPaxHeader("SCHILY.xattr.user.note"));
  }

  @Test
  void aStreamThatIsReadInAnyPiecesIsTheSame() throws IOException {
    byte[] archive = archive();
    byte[] whole = filtered(archive);
    Random random = new Random(7);
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    try (InputStream in = new NumericOwnerTar(new ByteArrayInputStream(archive))) {
      byte[] buffer = new byte[700];
      for (int n = 0; n >= 0; n = in.read(buffer, 0, 1 + random.nextInt(buffer.length))) {
        pieces.write(buffer, 0, n);
      }
    }
    assertArrayEquals(whole, pieces.toByteArray());
  }

  @Test
  void anArchiveThatEndsInAFileIsRefused() throws IOException {
    byte[] cut = Arrays.copyOf(archive(), 512 * 3 + 100);
    assertThrows(IOException.class, () -> filtered(cut));
  }

  @Test
  void damagedArchivesEndInAnIoExceptionOnly() throws IOException {
    byte[] archive = archive();
    Random random = new Random(11);
    for (int i = 0; i < 3000; i++) {
      byte[] damaged = archive.clone();
      for (int k = 0; k <= random.nextInt(4); k++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      try {
        filtered(damaged);
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).length() > 4);
      }
    }
  }

  private static byte[] filtered(byte[] archive) throws IOException {
    try (InputStream in = new NumericOwnerTar(new ByteArrayInputStream(archive))) {
      return in.readAllBytes();
    }
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
      add(tar, "plain", 5, 12, "games");
      TarArchiveEntry noted = entry("noted", 700, 54321, "gämes-with-a-name-that-needs-pax-é");
      noted.addPaxHeader("SCHILY.xattr.user.note", "x");
      put(tar, noted, 700);
      add(tar, "long/" + "n".repeat(180), 1024, 0, "root");
      add(tar, "big-ids", 3, 3_000_000, "games");
      TarArchiveEntry link = new TarArchiveEntry("link", TarConstants.LF_SYMLINK);
      link.setLinkName("plain");
      link.setUserName("games");
      tar.putArchiveEntry(link);
      tar.closeArchiveEntry();
    }
    return out.toByteArray();
  }

  private static void add(TarArchiveOutputStream tar, String name, int size, int id, String user)
      throws IOException {
    put(tar, entry(name, size, id, user), size);
  }

  private static TarArchiveEntry entry(String name, int size, int id, String user) {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(size);
    entry.setIds(id, id + 1);
    entry.setUserName(user);
    entry.setGroupName(user);
    entry.setModTime(1_600_000_000_000L);
    return entry;
  }

  private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, int size)
      throws IOException {
    tar.putArchiveEntry(entry);
    byte[] content = new byte[size];
    Arrays.fill(content, (byte) size);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static List<TarArchiveEntry> entries(byte[] archive) throws IOException {
    List<TarArchiveEntry> entries = new ArrayList<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(archive), "UTF-8")) {
      for (TarArchiveEntry e = tar.getNextEntry(); e != null; e = tar.getNextEntry()) {
        entries.add(e);
      }
    }
    return entries;
  }

  private static List<Integer> contents(byte[] archive) throws IOException {
    List<Integer> hashes = new ArrayList<>();
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(archive), "UTF-8")) {
      while (tar.getNextEntry() != null) {
        hashes.add(Arrays.hashCode(tar.readAllBytes()));
      }
    }
    return hashes;
  }
}

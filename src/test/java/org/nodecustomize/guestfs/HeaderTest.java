package org.nodecustomize.guestfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.Structure.FieldOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Holds the binding to the header of the machine that builds. */
class HeaderTest {
  private static final Path FILE = Path.of("/usr/include/guestfs.h");

  private static Header header() throws IOException {
    if (!Files.exists(FILE)) {
      if ("true".equals(System.getenv("CI"))) {
        fail("libguestfs-dev is not installed");
      }
      assumeTrue(false, "libguestfs-dev is not installed");
    }
    return new Header(Files.readString(FILE, StandardCharsets.UTF_8));
  }

  @Test
  void everyFunctionIsDeclaredAsInTheHeader() throws IOException {
    assertTrue(LibGuestfs.class.getDeclaredMethods().length > 50);
    assertEquals(List.of(), header().differences(LibGuestfs.class));
    assertEquals(List.of(), header().callbackDifferences(LibGuestfs.EventCallback.class));
  }

  @Test
  void constantsAndReturnedStructuresAreAsInTheHeader() throws IOException {
    Header header = header();
    assertEquals(
        LibGuestfs.CREATE_NO_CLOSE_ON_EXIT, header.macro("GUESTFS_CREATE_NO_CLOSE_ON_EXIT"));
    assertEquals(LibGuestfs.EVENT_APPLIANCE, header.macro("GUESTFS_EVENT_APPLIANCE"));
    assertEquals(LibGuestfs.EVENT_LIBRARY, header.macro("GUESTFS_EVENT_LIBRARY"));
    assertEquals(LibGuestfs.EVENT_PROGRESS, header.macro("GUESTFS_EVENT_PROGRESS"));
    assertEquals(LibGuestfs.EVENT_TRACE, header.macro("GUESTFS_EVENT_TRACE"));
    assertEquals(LibGuestfs.EVENT_WARNING, header.macro("GUESTFS_EVENT_WARNING"));
    assertEquals(
        GuestStructs.STATNS.stream().map(name -> "int64_t " + name).toList(),
        header.fields("guestfs_statns"));
    assertEquals(
        GuestStructs.STATVFS.stream().map(name -> "int64_t " + name).toList(),
        header.fields("guestfs_statvfs"));
    assertEquals(
        List.of("char *attrname", "uint32_t attrval_len", "char *attrval"),
        header.fields("guestfs_xattr"));
    assertEquals(
        List.of("int64_t major", "int64_t minor", "int64_t release", "char *extra"),
        header.fields("guestfs_version"));
    assertEquals(
        List.of("uint32_t len", "struct guestfs_statns *val"),
        header.fields("guestfs_statns_list"));
  }

  /** Each declaration is wrong in one way. */
  @SuppressWarnings("MemberName")
  interface Wrong extends Library {
    int guestfs_no_such_function(Pointer g);

    long guestfs_launch(Pointer g);

    String guestfs_readlink(Pointer g, String path);

    int guestfs_rename(Pointer g, String from);

    int guestfs_chmod(Pointer g, String path, int mode);

    int guestfs_write(Pointer g, String path, String content, long size);

    int guestfs_feature_available(Pointer g, String groups);

    int guestfs_e2fsck_argv(Pointer g, String device, WrongE2fsck options);

    int guestfs_fstrim_argv(Pointer g, String directory, WrongFstrim options);

    int guestfs_user_cancel(Pointer g);
  }

  /** A field that libguestfs 1.48 does not have. */
  @FieldOrder({"bitmask", "correct", "forceall", "forceno"})
  static final class WrongE2fsck extends LibGuestfs.OptionalArguments {
    public int correct;
    public int forceall;
    public int forceno;
  }

  /** Another order and another type. */
  @FieldOrder({"bitmask", "length", "offset", "minimumfreeextent"})
  static final class WrongFstrim extends LibGuestfs.OptionalArguments {
    public long length;
    public int offset;
    public long minimumfreeextent;
  }

  interface WrongCallback extends Callback {
    void invoke(Pointer g, @Nullable Pointer opaque, int event);
  }

  @Test
  void everyWrongDeclarationIsFound() throws IOException {
    assertEquals(
        List.of(
            "guestfs_chmod: parameter 2 is int mode",
            "guestfs_chmod: parameter 3 is const char *path",
            "guestfs_e2fsck_argv: has the fields [bitmask, correct, forceall]",
            "guestfs_feature_available: parameter 2 is char *const *groups",
            "guestfs_fstrim_argv.offset: is int64_t",
            "guestfs_fstrim_argv: has the fields [bitmask, offset, length, minimumfreeextent]",
            "guestfs_launch: returns int",
            "guestfs_no_such_function: not in the header",
            "guestfs_readlink: returns Pointer",
            "guestfs_rename: has 3 parameters",
            "guestfs_write: parameter 3 is const char *content"),
        List.copyOf(new TreeSet<>(header().differences(Wrong.class))));
    assertEquals(1, header().callbackDifferences(WrongCallback.class).size());
  }

  @Test
  void aBitThatIsNotAFieldsPlaceIsFound() throws IOException {
    String text =
        Files.readString(FILE, StandardCharsets.UTF_8)
            .replace(
                "GUESTFS_E2FSCK_FORCEALL_BITMASK (UINT64_C(1)<<1)",
                "GUESTFS_E2FSCK_FORCEALL_BITMASK (UINT64_C(1)<<2)");
    assertEquals(
        List.of("guestfs_e2fsck_argv.forceall: has bit 2"),
        new Header(text).differences(LibGuestfs.class));
  }

  @Test
  void optionalArgumentsCarryTheBitOfTheirPlace() {
    LibGuestfs.AddDriveOptions options = new LibGuestfs.AddDriveOptions();
    options.given("format", "discard");
    assertEquals(1L << 1 | 1L << 10, options.bitmask);
    assertThrows(IllegalArgumentException.class, () -> options.given("bitmask"));
  }
}

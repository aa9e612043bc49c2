package org.nodecustomize.rpm.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.rpm.RpmPackage;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Metadata of repositories, good and hostile. */
class RepositoryMetadataTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  private static final String INDEX =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <repomd xmlns="http://linux.duke.edu/metadata/repo">
        <data type="filelists">
          <checksum type="md5">00</checksum><location href="../../x"/><size>1</size>
        </data>
        <data type="primary">
          <checksum type="sha256">%s</checksum>
          <open-checksum type="sha256">ff</open-checksum>
          <location href="repodata/primary.xml.gz"/>
          <size>1046</size>
          <open-size>4473</open-size>
        </data>
      </repomd>
      """
          .formatted(DIGEST);

  private static final String PRIMARY =
      """
      <metadata xmlns="http://linux.duke.edu/metadata/common"
          xmlns:rpm="http://linux.duke.edu/metadata/rpm" packages="2">
      <package type="rpm">
        <name>foo</name>
        <arch>x86_64</arch>
        <version epoch="2" ver="1.0" rel="1.el9"/>
        <checksum type="sha256" pkgid="YES">%s</checksum>
        <summary>a &lt;b&gt;</summary>
        <size package="8443" installed="583" archive="1872"/>
        <location href="Packages/f/foo-1.0-1.el9.x86_64.rpm"/>
        <format>
          <rpm:provides>
            <rpm:entry name="foo" flags="EQ" epoch="2" ver="1.0" rel="1.el9"/>
          </rpm:provides>
          <rpm:requires>
            <rpm:entry name="/bin/sh"/>
            <rpm:entry name="bar" flags="GE" epoch="0" ver="3"/>
          </rpm:requires>
          <rpm:obsoletes><rpm:entry name="old" flags="LT" ver="2"/></rpm:obsoletes>
          <file>/usr/bin/foo</file>
          <file type="dir">/etc/foo</file>
        </format>
      </package>
      <package type="rpm">
        <name>foo</name>
        <arch>src</arch>
        <version epoch="0" ver="1.0" rel="1.el9"/>
      </package>
      </metadata>
      """
          .formatted(DIGEST);

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String refusedIndex(String text) {
    return String.valueOf(
        assertThrows(BadMetadataException.class, () -> RepositoryIndex.read(stream(text)))
            .getMessage());
  }

  private static String refusedList(InputStream in) {
    return String.valueOf(
        assertThrows(BadMetadataException.class, () -> PrimaryMetadata.read("site", in))
            .getMessage());
  }

  @Test
  void theIndexLeadsToTheListOfPackages() throws IOException {
    assertEquals(
        new RepositoryFile("repodata/primary.xml.gz", "SHA-256", DIGEST, 1046),
        RepositoryIndex.read(stream(INDEX)).primary());
  }

  /** The lists of large distributions have millions, and would not fit into memory otherwise. */
  @Test
  void whatManyPackagesNeedIsInMemoryOnce() throws IOException {
    String twice = PRIMARY.replaceFirst("(?s)(<package type=\"rpm\">.*?</package>)", "$1$1");
    List<PrimaryMetadata.Listed> packages = PrimaryMetadata.read("site", stream(twice)).packages();
    assertEquals(2, packages.size());
    for (int i = 0; i < 2; i++) {
      assertSame(
          packages.get(0).content().requires().get(i), packages.get(1).content().requires().get(i));
    }
  }

  private static void requireRead(InputStream in) throws IOException {
    List<PrimaryMetadata.Listed> packages = PrimaryMetadata.read("site", in).packages();
    assertEquals(1, packages.size());
    RpmPackage foo = packages.get(0).content();
    assertEquals("foo-2:1.0-1.el9.x86_64", foo.nevra().toString());
    assertEquals("site:Packages/f/foo-1.0-1.el9.x86_64.rpm", foo.path().toString());
    assertEquals(583, foo.installedSize());
    assertEquals(
        List.of("/bin/sh ", "bar 3"),
        foo.requires().stream()
            .map(one -> one.name() + " " + (one.senses().isEmpty() ? "" : one.evr()))
            .toList());
    assertTrue(foo.requires().get(1).senses().size() == 2);
    assertEquals(1, foo.obsoletes().size());
    assertEquals(List.of("/usr/bin/foo", "/etc/foo"), foo.files());
    assertEquals(
        new RepositoryFile("Packages/f/foo-1.0-1.el9.x86_64.rpm", "SHA-256", DIGEST, 8443),
        packages.get(0).file());
  }

  @Test
  void theListIsReadPlainAndCompressed() throws IOException {
    byte[] plain = PRIMARY.getBytes(StandardCharsets.UTF_8);
    requireRead(new ByteArrayInputStream(plain));
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(plain);
    }
    requireRead(new ByteArrayInputStream(gzip.toByteArray()));
    ByteArrayOutputStream xz = new ByteArrayOutputStream();
    try (OutputStream out = new XZOutputStream(xz, new LZMA2Options())) {
      out.write(plain);
    }
    requireRead(new ByteArrayInputStream(xz.toByteArray()));
    ByteArrayOutputStream zstd = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(zstd)) {
      out.write(plain);
    }
    requireRead(new ByteArrayInputStream(zstd.toByteArray()));
  }

  @Test
  void anotherCompressionIsNamed() {
    assertEquals(
        "unsupported metadata: expected a list that is compressed by gzip, xz, zstd or not at all",
        refusedList(stream("BZh91AY&SY")));
    assertEquals(
        "unsupported metadata: expected a list that is compressed by gzip, xz, zstd or not at all",
        refusedList(stream("")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../x.rpm",
        "a/../../x.rpm",
        "./x.rpm",
        "a//x.rpm",
        "a/",
        "https://elsewhere.example/x.rpm",
        "file:x.rpm",
        "%2e%2e/x.rpm",
        "a%2f..%2fx.rpm",
        "a\\x.rpm",
        "x.rpm?y",
        "x.rpm#y",
        "a b.rpm"
      })
  void aPlaceOutsideOfTheRepositoryIsRefused(String href) {
    assertEquals(
        "bad metadata: the place '" + href + "' is refused",
        refusedIndex(INDEX.replace("repodata/primary.xml.gz", href)));
  }

  @ParameterizedTest
  @CsvSource({"Packages/f/foo-1.0~rc1^git+x.rpm", "foo%2Bbar.rpm", "a/b:c.rpm"})
  void placesThatPackagesHaveAreTaken(String href) throws IOException {
    assertEquals(
        href,
        RepositoryIndex.read(stream(INDEX.replace("repodata/primary.xml.gz", href)))
            .primary()
            .href());
  }

  @Test
  void weakOrBrokenValuesAreRefused() {
    assertEquals(
        "unsupported metadata: expected a digest of sha256 or better but was 'sha'",
        refusedIndex(INDEX.replace("checksum type=\"sha256\">0", "checksum type=\"sha\">0")));
    assertEquals("bad metadata: 'abc' is no sha256", refusedIndex(INDEX.replace(DIGEST, "abc")));
    assertEquals("bad metadata: '-1' is no size", refusedIndex(INDEX.replace(">1046<", ">-1<")));
    assertEquals(
        "bad metadata: the index has no list of packages",
        refusedIndex(INDEX.replace("type=\"primary\"", "type=\"primary_db\"")));
    assertEquals("not the index of a repository: expected <repomd>", refusedIndex("<html></html>"));
    assertTrue(refusedIndex("<repomd>").startsWith("bad metadata: not XML: "));
    assertTrue(refusedIndex("Not found").startsWith("bad metadata: not XML: "));
  }

  @Test
  void aPackageThatCannotBeTakenIsLeftOut() throws IOException {
    PrimaryMetadata metadata =
        PrimaryMetadata.read(
            "site", stream(PRIMARY.replace("Packages/f/foo", "../foo").replace("&lt;", "x")));
    assertEquals(List.of(), metadata.packages());
    assertEquals(
        List.of("bad metadata: the place '../foo-1.0-1.el9.x86_64.rpm' is refused"),
        metadata.leftOut());
    assertEquals(
        List.of("bad metadata: a package has no name"),
        PrimaryMetadata.read("site", stream(PRIMARY.replace("<name>foo", "<name>../foo")))
            .leftOut());
  }

  @Test
  void documentTypesAndEntitiesAreRefused() {
    String bomb =
        """
        <!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
        <repomd><data type="primary"><size>&b;</size></data></repomd>
        """;
    assertTrue(refusedIndex(bomb).startsWith("bad metadata: "), () -> refusedIndex(bomb));
    String outside =
        "<!DOCTYPE m [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"
            + "<repomd><data type=\"primary\"><size>&a;</size></data></repomd>";
    assertTrue(refusedIndex(outside).startsWith("bad metadata: "));
  }

  /** A stream that goes on for ever. */
  private static final class Endless extends InputStream {
    private final byte[] pattern;
    private long at;

    Endless(String pattern) {
      this.pattern = pattern.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int read() {
      return pattern[(int) (at++ % pattern.length)];
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      for (int i = 0; i < length; i++) {
        buffer[offset + i] = (byte) read();
      }
      return length;
    }
  }

  @Test
  @Timeout(60)
  void whatHasNoEndIsCut() {
    assertEquals(
        "bad metadata: a tag or text is longer than 1 MiB",
        refusedList(new SequenceInputStream(stream("<metadata a=\""), new Endless("a"))));
    assertEquals(
        "bad metadata: a text is longer than 64 KiB",
        refusedList(
            new SequenceInputStream(
                stream("<metadata><package type=\"rpm\"><name>"), new Endless("a"))));
    assertEquals(
        "bad metadata: more than 6,000,000 entries",
        refusedList(
            new SequenceInputStream(
                stream("<metadata><package type=\"rpm\">"), new Endless("<entry/>"))));
    assertEquals(
        "bad metadata: expected at most 4,194,304 bytes of XML",
        assertThrows(
                BadMetadataException.class,
                () ->
                    RepositoryIndex.read(
                        new SequenceInputStream(stream("<repomd>"), new Endless("<a></a>"))))
            .getMessage());
  }

  /** The same seeds give the same damage. */
  @Test
  @Timeout(60)
  void damagedMetadataAreReadOrRefused() {
    Random random = new Random(11);
    byte[] whole = PRIMARY.getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < 2_000; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i < 4; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) (' ' + random.nextInt(95));
      }
      try {
        PrimaryMetadata.read("site", new ByteArrayInputStream(bytes));
      } catch (IOException e) {
        assertTrue(e.getMessage() != null, e::toString);
      }
    }
  }
}

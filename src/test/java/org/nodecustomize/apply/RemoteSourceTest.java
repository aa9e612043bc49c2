package org.nodecustomize.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.TestData;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.rpm.RpmPackage;

/** A repository on a server that says one thing and gives another. */
@Timeout(60)
class RemoteSourceTest {
  private static final String NAME = "bear-4.1-1.noarch.rpm";

  @TempDir Path directory = Path.of("");
  private final WebServer server = new WebServer();
  private Path repository = Path.of("");

  @BeforeEach
  void serve() throws IOException {
    repository = directory.resolve("repository");
    Files.createDirectories(repository.resolve("repodata"));
    Files.copy(TestData.require("rpms/pulp/" + NAME), repository.resolve(NAME));
    write("bear", "4.1", NAME, InputDigests.sha256(repository.resolve(NAME)));
    server.files("/el9/", repository);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void write(String name, String version, String href, String digest) throws IOException {
    Path primary =
        Files.writeString(
            repository.resolve("repodata/primary.xml"),
            """
            <metadata><package type="rpm"><name>%s</name><arch>noarch</arch>
            <version epoch="0" ver="%s" rel="1"/><checksum type="sha256">%s</checksum>
            <size package="%d" installed="42"/><location href="%s"/></package></metadata>
            """
                .formatted(name, version, digest, Files.size(repository.resolve(NAME)), href));
    index(InputDigests.sha256(primary), Files.size(primary));
  }

  private void index(String digest, long size) throws IOException {
    Files.writeString(
        repository.resolve("repodata/repomd.xml"),
        """
        <repomd><data type="primary"><checksum type="sha256">%s</checksum>
        <location href="repodata/primary.xml"/><size>%d</size></data></repomd>
        """
            .formatted(digest, size));
  }

  private RemoteSource source(String path) throws IOException {
    return new RemoteSource(
        "mirror",
        server.address(path),
        new HttpFetcher(
            new Cancellation(),
            new HttpFetcher.Patience(Duration.ofSeconds(5), Duration.ofSeconds(20))),
        Files.createTempDirectory(directory, "run"),
        Events.none());
  }

  private static String refusal(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(OperationException.class, call).problems().get(0).message();
  }

  @Test
  void aPackageIsFoundInTheListAndBrought() throws IOException {
    RemoteSource source = source("/el9");
    List<RpmPackage> packages = source.packages(Events.none());
    assertEquals(List.of("bear-4.1-1.noarch"), packages.stream().map(p -> p.nevra() + "").toList());
    Path target = source.place(packages.get(0)).file();
    assertEquals(target, source.place(packages.get(0)).file(), "only once");
    assertEquals(-1, Files.mismatch(repository.resolve(NAME), target));
    assertEquals(Optional.of(InputDigests.sha256(target)), source.sha256(packages.get(0)));
    assertEquals(
        List.of("/el9/repodata/repomd.xml", "/el9/repodata/primary.xml", "/el9/" + NAME),
        server.asked());
  }

  @Test
  void aListWithAnotherDigestIsRefused() throws IOException {
    index("0".repeat(64), Files.size(repository.resolve("repodata/primary.xml")));
    RemoteSource source = source("/el9/");
    String message = refusal(() -> source.packages(Events.none()));
    assertTrue(
        message.startsWith(
            "not what the metadata say: expected SHA-256 " + "0".repeat(64) + " but was "),
        message);
  }

  @Test
  void aListThatIsSaidToBeHugeIsNotFetched() throws IOException {
    index("0".repeat(64), 1L << 30);
    RemoteSource source = source("/el9/");
    assertEquals(
        "expected at most 134,217,728 bytes but the metadata say 1,073,741,824",
        refusal(() -> source.packages(Events.none())));
    assertEquals(1, server.asked().size());
  }

  @Test
  void aPackageWithAnotherDigestIsRefused() throws IOException {
    write("bear", "4.1", NAME, "0".repeat(64));
    RemoteSource source = source("/el9/");
    RpmPackage one = source.packages(Events.none()).get(0);
    String message = refusal(() -> source.place(one));
    assertTrue(message.startsWith("not what the metadata say: expected SHA-256 "), message);
  }

  @Test
  void aPackageThatIsAnotherThanItIsCalledIsRefused() throws IOException {
    write("bash", "9.9", NAME, InputDigests.sha256(repository.resolve(NAME)));
    RemoteSource source = source("/el9/");
    RpmPackage one = source.packages(Events.none()).get(0);
    assertEquals(
        "not what the metadata say: expected bash-9.9-1.noarch but was bear-4.1-1.noarch",
        refusal(() -> source.place(one)));
  }

  @Test
  void aPackageOutsideOfTheRepositoryIsLeftOut() throws IOException {
    write("bear", "4.1", "../../etc/passwd", InputDigests.sha256(repository.resolve(NAME)));
    assertEquals(List.of(), source("/el9/").packages(Events.none()));
    assertFalse(server.asked().stream().anyMatch(path -> path.contains("passwd")));
  }

  @Test
  void whatIsNoRepositoryIsRefused() throws IOException {
    Files.writeString(repository.resolve("repodata/repomd.xml"), "<html>Welcome</html>");
    RemoteSource source = source("/el9/");
    assertEquals(
        "not the index of a repository: expected <repomd>",
        refusal(() -> source.packages(Events.none())));
  }
}

package org.nodecustomize.site.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.site.ContentSource;
import org.nodecustomize.site.FileItem;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.Stated;
import org.nodecustomize.site.UserItem;

final class WishesTest {
  @TempDir private Path directory;

  @Test
  void aVerbGivesTheRecordsOfARecipe() throws IOException {
    Files.writeString(directory.resolve("agent.conf"), "a");

    Site site =
        Wishes.of("add-file", directory)
            .item(
                "files",
                ItemWish.EMPTY
                    .with("path", "PATH", "/etc/agent.conf")
                    .with("source", "FILE", "agent.conf")
                    .with("mode", "--mode", "640")
                    .with("xattrs", "--xattr", List.of("user.a=b=c"))
                    .with("owner", "--owner", Optional.empty()))
            .word("services.enabled", "enable agent", "agent")
            .value("hostname", "n1")
            .site();

    FileItem file = site.files().files().get(0);
    assertEquals(new Origin("add-file", ""), file.origin());
    assertEquals(
        new ContentSource.HostFile(directory.resolve("agent.conf"), 1, false), file.source());
    assertEquals(0640, file.mode());
    assertEquals("623d63", String.valueOf(file.xattrs().get("user.a")));
    assertEquals(
        List.of(new Stated<>(new Origin("enable agent", ""), "agent.service")),
        site.services().enabled());
    assertEquals(List.of("n1"), site.settings().hostname().stream().map(Stated::value).toList());
  }

  @Test
  void severalValuesAreAList() {
    Site site =
        Wishes.of("add-user", directory)
            .item(
                "users",
                ItemWish.EMPTY
                    .with("name", "NAME", "admin")
                    .with("uid", "--uid", "1500")
                    .with("groups", "--groups", List.of("wheel", "adm")))
            .site();

    UserItem user = site.accounts().users().get(0);
    assertEquals(OptionalLong.of(1500), user.uid());
    assertEquals(List.of("wheel", "adm"), user.groups());
  }

  @Test
  void whatIsWrongIsWrongUseOfTheCommandLineAndAllOfItIsTold() {
    ItemWish item =
        ItemWish.EMPTY
            .with("name", "NAME", "admin")
            .with("uid", "--uid", "many")
            .with("groups", "--groups", List.of("wheel", "A B"))
            .with("password", "--password-hash", "secret");

    assertEquals(
        """
        --uid: expected a whole number from 0 to 4294967294 but was "many" [NC-S013]
        --groups: expected the name of an account but was "A B" [NC-S043]
        hint: names have small letters, digits, "_" and "-", and at most 32 characters
        --password-hash: expected a hashed password or "locked" but was something else [NC-S050]
        hint: make the hash with: openssl passwd -6
        """,
        Problems.of(
            UsageException.class,
            () -> Wishes.of("add-user", directory).item("users", item).site()));
  }

  @Test
  void whatContradictsTheRestIsToldWithItsOption() {
    assertEquals(
        """
        --uid: only the user "root" has the number 0 [NC-S061]
        hint: use 'sudo:' to give rights
        """,
        Problems.of(
            UsageException.class,
            () ->
                Wishes.of("add-user", directory)
                    .item(
                        "users",
                        ItemWish.EMPTY.with("name", "NAME", "admin").with("uid", "--uid", "0"))
                    .site()));
  }

  @Test
  void whatIsWishedTwiceNamesTheFirst() {
    assertEquals(
        """
        enable a.service: "a.service" is enabled twice, first in 'enable a' [NC-S060]
        """,
        Problems.of(
            UsageException.class,
            () ->
                Wishes.of("enable", directory)
                    .word("services.enabled", "enable a", "a")
                    .word("services.enabled", "enable a.service", "a.service")
                    .site()));
  }

  @Test
  void aDollarIsADollar() {
    Site site =
        Wishes.of("run-command", directory).word("scripts.offline", "run", "echo ${HOME}").site();

    assertEquals(new ContentSource.Text("echo ${HOME}"), site.scripts().offline().get(0).source());
  }

  @Test
  void aFieldThatTheTableDoesNotHaveIsABug() {
    Wishes wishes = Wishes.of("add-user", directory);

    assertThrows(
        IllegalArgumentException.class,
        () -> wishes.item("users", ItemWish.EMPTY.with("nam", "NAME", "a")));
  }
}

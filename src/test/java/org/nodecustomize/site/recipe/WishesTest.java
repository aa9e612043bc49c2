package org.nodecustomize.site.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
                Map.of(
                    "path", List.of("/etc/agent.conf"),
                    "source", List.of("agent.conf"),
                    "mode", List.of("640"),
                    "xattrs", List.of("user.a=b=c"),
                    "owner", List.of()))
            .word("services.enabled", "agent")
            .value("hostname", "n1")
            .site();

    FileItem file = site.files().files().get(0);
    assertEquals(new Origin("add-file", ""), file.origin());
    assertEquals(
        new ContentSource.HostFile(directory.resolve("agent.conf"), 1, false), file.source());
    assertEquals(0640, file.mode());
    assertEquals("623d63", String.valueOf(file.xattrs().get("user.a")));
    assertEquals("agent.service", site.services().enabled().get(0).value());
    assertEquals(List.of("n1"), site.settings().hostname().stream().map(Stated::value).toList());
  }

  @Test
  void severalValuesAreAList() {
    Site site =
        Wishes.of("add-user", directory)
            .item(
                "users",
                Map.of(
                    "name", List.of("admin"),
                    "uid", List.of("1500"),
                    "groups", List.of("wheel", "adm")))
            .site();

    UserItem user = site.accounts().users().get(0);
    assertEquals(OptionalLong.of(1500), user.uid());
    assertEquals(List.of("wheel", "adm"), user.groups());
  }

  @Test
  void whatIsWrongIsWrongUseOfTheCommandLineAndAllOfItIsTold() {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    fields.put("name", List.of("admin"));
    fields.put("uid", List.of("many"));
    fields.put("password", List.of("secret"));

    assertEquals(
        """
        add-user: uid: expected a whole number from 0 to 4294967294 but was "many" [NC-S013]
        add-user: password: expected a hashed password or "locked" but was something else [NC-S050]
        hint: make the hash with: openssl passwd -6
        """,
        Problems.of(
            UsageException.class,
            () -> Wishes.of("add-user", directory).item("users", fields).site()));
  }

  @Test
  void aDollarIsADollar() {
    Site site = Wishes.of("run-command", directory).word("scripts.offline", "echo ${HOME}").site();

    assertEquals(new ContentSource.Text("echo ${HOME}"), site.scripts().offline().get(0).source());
  }

  @Test
  void aFieldThatTheTableDoesNotHaveIsABug() {
    Wishes wishes = Wishes.of("add-user", directory);

    assertThrows(
        IllegalArgumentException.class, () -> wishes.item("users", Map.of("nam", List.of("a"))));
  }
}

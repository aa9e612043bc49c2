package org.nodecustomize.op;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.op.Applied.NOW;
import static org.nodecustomize.op.Applied.ORIGIN;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.event.Events;
import org.nodecustomize.image.EditStream;
import org.nodecustomize.image.MountedImage;
import org.nodecustomize.image.SampleDisk;
import org.nodecustomize.op.account.AddMembers;
import org.nodecustomize.op.account.Password;
import org.nodecustomize.op.account.PutGroup;
import org.nodecustomize.op.account.PutUser;
import org.nodecustomize.op.account.RemoveUser;
import org.nodecustomize.op.account.SudoRule;
import org.nodecustomize.op.file.CopyTree;
import org.nodecustomize.op.file.EditFile;
import org.nodecustomize.op.file.MakeDirectory;
import org.nodecustomize.op.file.MakeLink;
import org.nodecustomize.op.file.PlaceFile;
import org.nodecustomize.op.file.PlacementWish;
import org.nodecustomize.op.file.RemovePaths;
import org.nodecustomize.op.file.SetPlacement;
import org.nodecustomize.op.file.TextEdit;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;

/** All operations on the samples, judged by the programs that the images have themselves. */
class TreeOperationsIT {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA bob";

  @TempDir private Path directory;

  private List<TreeOperation> operations() throws IOException {
    Path host = Files.createDirectories(directory.resolve("host/sub"));
    Files.writeString(host.resolve("file"), "copied");
    List<TreeOperation> all = new ArrayList<>();
    all.add(new RemovePaths(ORIGIN, "/etc/issue*"));
    all.add(new PutGroup(ORIGIN, "site", OptionalLong.of(2000), false));
    all.add(user("bob", OptionalLong.of(1500), List.of("site"), List.of(KEY), true));
    all.add(user("agent", OptionalLong.empty(), List.of(), List.of(), false));
    all.add(user("games", OptionalLong.empty(), List.of("site"), List.of(), false));
    all.add(new RemoveUser(ORIGIN, "ftp", false));
    all.add(new AddMembers(ORIGIN, "wheel", List.of("bob")));
    all.add(
        new SudoRule(
            ORIGIN,
            "90-site",
            List.of("bob"),
            List.of("site"),
            List.of("/usr/bin/rpm -q a\\b,c=d:e#f", "ALL"),
            "ALL",
            true,
            List.of("!requiretty", "timestamp_timeout=5", "env_keep += \"A B\"")));
    all.add(
        new PlaceFile(
            ORIGIN,
            "/etc/site/secret.conf",
            Content.of("x".getBytes(UTF_8)),
            new PlacementWish(
                OptionalInt.of(0640),
                Optional.of(new Owner.Named("root")),
                Optional.of(new Owner.Named("site")),
                Map.of(),
                Optional.empty()),
            true));
    all.add(
        new PlaceFile(
            ORIGIN,
            "/etc/hostname",
            Content.of("node.example\n".getBytes(UTF_8)),
            PlacementWish.none(),
            true));
    all.add(new MakeDirectory(ORIGIN, "/etc/site/run", PlacementWish.ofMode(01777)));
    all.add(new MakeLink(ORIGIN, "/etc/localtime", "../usr/share/zoneinfo/UTC", true));
    all.add(
        new CopyTree(
            ORIGIN,
            "/opt/site",
            directory.resolve("host"),
            CopyTree.Modes.KEPT,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            true));
    all.add(
        new EditFile(
            ORIGIN, "/etc/login.defs", new TextEdit.SetKey("PASS_MAX_DAYS", "180", " "), false));
    all.add(
        new EditFile(
            ORIGIN,
            "/etc/profile",
            new TextEdit.Substitute(Pattern.compile("umask 0?(\\d{3})"), "umask 0$1", false),
            false));
    all.add(
        new SetPlacement(
            ORIGIN,
            "/usr/bin/cal",
            new PlacementWish(
                OptionalInt.of(0750),
                Optional.empty(),
                Optional.of(new Owner.Named("site")),
                Map.of(),
                Optional.of("cap_net_bind_service,cap_net_raw+ep"))));
    return all;
  }

  private static PutUser user(
      String name, OptionalLong uid, List<String> groups, List<String> keys, boolean home) {
    return new PutUser(
        ORIGIN,
        name,
        uid,
        Optional.empty(),
        groups,
        Optional.of("of the site"),
        Optional.empty(),
        Optional.empty(),
        home ? Optional.of(new Password.Hashed("$6$salt$" + "x".repeat(86))) : Optional.empty(),
        keys,
        !home,
        home,
        Optional.empty(),
        LocalDate.of(2020, 1, 1));
  }

  private static String shell(MountedImage image, String script) {
    return image.run("export LC_ALL=C\n" + script, Duration.ofMinutes(1), line -> {}).log();
  }

  /** Complaints, but those of accounts whose homes are not in an image. */
  private static List<String> complaints(MountedImage image) {
    return shell(image, "pwck -r; echo passwd $?; grpck -r; echo group $?")
        .lines()
        .filter(line -> !line.contains("'ftp'"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"centos7.squashfs", "rocky9.squashfs"})
  void theImagesOwnProgramsAgree(String sample) throws IOException {
    SampleDisk disk = SampleDisk.unpack(sample, directory);
    EditedTree tree = new EditedTree(disk.tree(), NOW);
    List<TreeOperation> operations = operations();
    operations.removeIf(
        operation -> operation instanceof SetPlacement one && !tree.exists(one.path()));
    operations.forEach(operation -> operation.apply(tree, Events.none()));
    disk.mounted(
        image -> {
          List<String> before = complaints(image);
          new EditStream(image, directory).apply(tree.edits());
          assertEquals(before, complaints(image));
          assertTrue(
              shell(image, "id bob").startsWith("uid=1500(bob) gid=1500(bob) "),
              () -> shell(image, "id bob"));
          assertTrue(shell(image, "id -Gn bob").contains("site"));
          assertTrue(shell(image, "id -Gn bob").contains("wheel"));
          assertTrue(shell(image, "id agent").contains("uid=99"), () -> shell(image, "id agent"));
          assertTrue(shell(image, "id ftp").contains("no such user"));
          assertEquals(
              "640 root site\n440 root root\n700 bob bob\n600 bob bob\n1777 root root\n",
              shell(
                  image,
                  "cd /etc; stat -c '%a %U %G' site/secret.conf sudoers.d/90-site"
                      + " /home/bob/.ssh /home/bob/.ssh/authorized_keys site/run"));
          assertEquals(
              "bob P 2020-01-01",
              String.join(
                  " ",
                  List.of(shell(image, "passwd -S bob").replace(" PS ", " P ").split(" ", -1))
                      .subList(0, 3)));
          String sudo =
              shell(
                  image,
                  "if head -c 4 /usr/sbin/visudo 2>/dev/null | grep -q ELF; then visudo -c;"
                      + " else echo none; fi");
          assertTrue(sudo.contains("90-site: parsed OK") || sudo.equals("none\n"), sudo);
          String caps =
              shell(
                  image,
                  "if command -v getcap >/dev/null && [ -e /usr/bin/cal ];"
                      + " then getcap /usr/bin/cal; else echo none; fi");
          assertTrue(
              caps.matches("/usr/bin/cal (= )?cap_net_bind_service,cap_net_raw[+=]ep\n")
                  || caps.equals("none\n"),
              caps);
          assertEquals("", shell(image, "ls /etc/issue* 2>/dev/null"));
        });
    EditedTree again = new EditedTree(disk.tree(), NOW.plusSeconds(1000));
    operations.forEach(operation -> operation.apply(again, Events.none()));
    assertEquals(List.of(), again.edits().puts());
    assertEquals(List.of(), again.edits().removals());
    assertEquals(List.of(), again.edits().placements());
    assertEquals("copied", disk.debugfs("cat /opt/site/sub/file"));
  }
}

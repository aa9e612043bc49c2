package org.nodecustomize.op.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.op.system.Applied.HERE;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.event.Event;
import org.nodecustomize.image.FakeImage;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.MemoryTree;

class ScriptsTest {
  private static final String WORK = "/mnt/node-customize-command";
  private final FakeImage image = new FakeImage();
  private final List<Event> told = new ArrayList<>();

  private static Bytes bytes(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static OfflineScript script(String text) {
    return new OfflineScript(HERE, ScriptCall.of("tune", bytes(text)));
  }

  @Test
  void aScriptRunsFromTheScratchDirectoryAndLeavesNothing() {
    List<String> before = image.everything();
    List<String> during = new ArrayList<>();
    image.answer(
        "exec ./script", 0, "one\ntwo\n", tree -> during.add(content(tree, WORK + "/script")));
    script("echo one\n").command().run(image, told::add);
    assertEquals(List.of("#!/bin/sh\necho one\n"), during);
    assertEquals(before, image.everything());
    assertEquals(List.of(new Event.LogLine("tune", "one"), new Event.LogLine("tune", "two")), told);
    assertTrue(
        image.scripts().get(0).startsWith("cd '" + WORK + "' || exit 97\nexport HOME=/root"));
  }

  private static String content(MemoryTree tree, String path) {
    return new String(tree.read(path, 1000).orElseThrow(), StandardCharsets.UTF_8);
  }

  @Test
  void aFailureTellsTheEndOfTheOutput() {
    String output = "line\n".repeat(30) + "no such host\n";
    image.answer("exec ./script", 3, output);
    String text =
        Problems.of(
            OperationException.class,
            () -> script("#!/usr/bin/python3\n").command().run(image, told::add));
    assertEquals(
        "site.yaml:3:5: key: run script tune: tune failed with exit code 3\n"
            + "  line\n".repeat(19)
            + "  no such host\n",
        text);
    assertFalse(image.exists(WORK));
  }

  @Test
  void aMissingProgramHasAHint() {
    image.answer("update-ca-trust", 127, "sh: update-ca-trust: not found\n");
    assertEquals(
        """
        site.yaml:3:5: key: refresh: update-ca-trust failed with exit code 127
          sh: update-ca-trust: not found
        hint: the image lacks a program: install the package that brings it
        """,
        Problems.of(
            OperationException.class,
            () ->
                ImageCommand.of(
                        HERE,
                        "refresh",
                        "update-ca-trust",
                        "update-ca-trust\n",
                        Duration.ofSeconds(9))
                    .run(image, told::add)));
  }

  @Test
  void aLateScriptIsNamed() {
    image.answer(
        "exec ./script",
        0,
        "",
        tree -> {
          throw new OperationException(
              Problem.of("a command in the image did not end within 300 s")
                  .withDetail(List.of("waiting")));
        });
    assertEquals(
        """
        site.yaml:3:5: key: run script tune: a command in the image did not end within 300 s
          waiting
        """,
        Problems.of(
            OperationException.class, () -> script("sleep 999").command().run(image, told::add)));
  }

  @Test
  void textsThatAreNoScriptsAreRefused() {
    assertEquals(
        "site.yaml:3:5: key: the script \"tune\" is empty\n",
        Problems.of(OperationException.class, () -> script(" \n").command()));
    assertEquals(
        """
        site.yaml:3:5: key: "tune" is a program, not a script
        hint: place it as a file and call it in a script
        """,
        Problems.of(OperationException.class, () -> script("\177ELF\2\1").command()));
    assertEquals(
        """
        site.yaml:3:5: key: the script "tune" has line ends of Windows: no such interpreter as "/bin/bash\\r"
        hint: save it with line ends of Unix, for instance by dos2unix
        """,
        Problems.of(OperationException.class, () -> script("#!/bin/bash\r\necho\r\n").command()));
    assertEquals(
        """
        site.yaml:3:5: key: the script "tune" begins with a byte order mark: the kernel finds no "#!"
        hint: save it as UTF-8 without a mark
        """,
        Problems.of(OperationException.class, () -> script("\ufeff#!/bin/sh\n").command()));
  }

  @Test
  void filesOfACommandHavePlainNames() {
    for (String name : List.of("../x", "a/b", "", ".hidden")) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new ImageCommand(
                  HERE, "t", "p", "true\n", Map.of(name, bytes("")), Duration.ofSeconds(1)));
    }
  }

  @Test
  void argumentsAndVariablesAreQuoted() {
    ScriptCall call =
        new ScriptCall(
            "tune",
            bytes("x"),
            List.of("--a", "it's $(id)"),
            new TreeMap<>(Map.of("SITE", "a b'c", "B", "`id`")),
            Duration.ofSeconds(7));
    ImageCommand command = new OfflineScript(HERE, call).command();
    assertEquals(
        """
        chmod 0700 script || exit 97
        export B='`id`'
        export SITE='a b'\\''c'
        exec ./script '--a' 'it'\\''s $(id)' </dev/null
        """,
        command.script());
    assertEquals(Duration.ofSeconds(7), command.limit());
    assertEquals(
        """
        site.yaml:3:5: key: not the name of a script: "a/b"
        hint: letters, digits and _.-
        site.yaml:3:5: key: not an environment variable: "A;B"
        site.yaml:3:5: key: an argument must not hold NUL
        """,
        Problems.of(
            OperationException.class,
            () ->
                new OfflineScript(
                        HERE,
                        new ScriptCall(
                            "a/b",
                            bytes("x"),
                            List.of("\0"),
                            new TreeMap<>(Map.of("A;B", "")),
                            Duration.ofSeconds(1)))
                    .command()));
  }

  private static FirstbootScript firstboot(int number, String name, String text) {
    return new FirstbootScript(HERE, number, ScriptCall.of(name, bytes(text)));
  }

  @Test
  void firstBootScriptsShareOneUnit() {
    SmallTree tree = new SmallTree();
    String difference =
        Applied.to(
            tree,
            firstboot(7, "register", "#!/bin/bash\nregister\n"),
            new FirstbootScript(
                HERE,
                20,
                new ScriptCall(
                    "tune",
                    bytes("tune\n"),
                    List.of("a b"),
                    new TreeMap<>(Map.of("X", "1")),
                    Duration.ofMinutes(10))));
    assertTrue(
        difference.contains(
            """
            + /usr/libexec/node-customize/firstboot-scripts/ 0755 0:0
            + /usr/libexec/node-customize/firstboot-scripts/07-register 0755 0:0
                #!/bin/bash
                register
            + /usr/libexec/node-customize/firstboot-scripts/20-tune 0755 0:0
                #!/bin/sh
                tune
            + /usr/libexec/node-customize/firstboot.d/ 0755 0:0
            + /usr/libexec/node-customize/firstboot.d/07-register 0755 0:0
                #!/bin/sh
                # written by node-customize for the script with the sha256 9eac98a1138228522969f6674c2cceb7bdaa1165b3db031d9c55e9b35a2f509d
                exec timeout --kill-after=10 300 /usr/libexec/node-customize/firstboot-scripts/07-register
            + /usr/libexec/node-customize/firstboot.d/20-tune 0755 0:0
                #!/bin/sh
                # written by node-customize for the script with the sha256 59e94fd16da2987084229df3ffcb8c4bc46294ed530e00a8fc1cc3e790b32f4a
                export X='1'
                exec timeout --kill-after=10 600 /usr/libexec/node-customize/firstboot-scripts/20-tune 'a b'
            """),
        difference);
    assertTrue(
        difference.contains(
            "+ /usr/lib/systemd/system/multi-user.target.wants/node-customize-firstboot.service ->"
                + " ../node-customize-firstboot.service\n"));
    assertEquals(
        List.of(),
        UnitChecks.faults(
            HERE,
            UnitName.of(HERE, FirstbootScript.UNIT),
            tree.text("/usr/lib/systemd/system/" + FirstbootScript.UNIT)));
    assertEquals(
        """
        site.yaml:3:5: key: the image has the first boot script "20-tune" already
        hint: choose another name, or remove /usr/libexec/node-customize/firstboot.d/20-tune
        """,
        Applied.refused(tree, firstboot(21, "tune", "other\n")));
    assertEquals(
        "site.yaml:3:5: key: expected a number from 0 to 99 but was 100\n",
        Applied.refused(tree, firstboot(100, "x", "x")));
  }

  @Test
  void eachFirstBootScriptRunsOnceAndAFailureStopsNoOther(@TempDir Path room) throws Exception {
    SmallTree tree = new SmallTree();
    firstboot(1, "a", "x").apply(tree, event -> {});
    Path program = write(room.resolve("firstboot"), tree.text(FirstbootScript.PROGRAM));
    Path state = room.resolve("state");
    write(room.resolve("d/10-bad"), "#!/bin/sh\nexit 4\n");
    write(room.resolve("d/20-good"), "#!/bin/sh\necho good\n");
    Files.writeString(room.resolve("d/30-not-executable"), "x");
    write(room.resolve("d/README"), "#!/bin/sh\necho never\n");
    String[] command = {program.toString(), room.resolve("d").toString(), state.toString()};
    String bad = "10-bad: started\n10-bad: failed with exit code 4, runs again at the next boot\n";
    assertEquals(bad + "20-good: started\ngood\n20-good: done\n", KernelTest.run(1, room, command));
    assertEquals(bad, KernelTest.run(1, room, command));
    write(room.resolve("d/10-bad"), "#!/bin/sh\nexit 0\n");
    assertEquals("10-bad: started\n10-bad: done\n", KernelTest.run(0, room, command));
    assertEquals("", KernelTest.run(0, room, command));
    write(room.resolve("d/20-good"), "#!/bin/sh\necho new\n");
    assertEquals("20-good: started\nnew\n20-good: done\n", KernelTest.run(0, room, command));
  }

  private static Path write(Path file, String text) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}

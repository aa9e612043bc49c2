package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nodecustomize.Golden;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.proc.HostProgram;
import org.nodecustomize.proc.ProgramResult;
import picocli.CommandLine;

class ProgramTest {
  @TempDir Path directory = Path.of("");

  private record Outcome(int code, String out, String err) {}

  private Outcome run(String... args) {
    return run(Map.of(), args);
  }

  private Outcome run(Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        new Program(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                environment)
            .run(args);
    String place = directory + "/";
    return new Outcome(
        code,
        out.toString(StandardCharsets.UTF_8).replace(place, ""),
        err.toString(StandardCharsets.UTF_8).replace(place, ""));
  }

  private void assertMisuse(String expected, String... args) {
    assertEquals(new Outcome(2, "", expected), run(args));
  }

  private String file(String name) throws IOException {
    return Files.writeString(directory.resolve(name), "x").toString();
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|expected a command|see 'node-customize --help'",
        "add-rmp|unknown command \"add-rmp\"|see 'node-customize --help'",
        "add-rp|unknown command \"add-rp\"|did you mean 'add-rpm'?",
        "--versoin|unknown option \"--versoin\"|did you mean '--version'?",
        "inspect|expected IMAGE|see 'node-customize inspect --help'",
        "diff a|expected AFTER|see 'node-customize diff --help'",
        "diff|expected BEFORE|see 'node-customize diff --help'",
        "inspect a b|unexpected argument \"b\"|see 'node-customize inspect --help'",
        "inspect -x a|unknown option \"-x\"|see 'node-customize inspect --help'",
        "inspect --formt=json a|unknown option \"--formt=json\"|did you mean '--format'?",
        "add-rpm|expected at least one package and an image|see 'node-customize add-rpm --help'",
        "add-rpm a|expected at least one package and an image|see 'node-customize add-rpm --help'",
        "remove-rpm a|expected at least one package name and an image|see 'node-customize remove-rpm --help'",
        "check --dry-run a|'--dry-run' is for '--fix' only|add --fix, or leave it out: check alone"
            + " writes no image",
        "check a -o b|'-o' is for '--fix' only|add --fix, or leave it out: check alone writes no"
            + " image",
        "create a|expected --output IMAGE|see 'node-customize create --help'"
      })
  void aWrongCommandLineIsToldWithAWayOut(String args, String message, String hint) {
    String[] words = args.isEmpty() ? new String[0] : args.split(" ", -1);
    assertMisuse("error: " + message + "\nhint: " + hint + "\n", words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "inspect a --format xml|--format|expected text or json but was \"xml\"",
        "inspect a --format|--format|expected text|json after it",
        "add-rpm a b --grow 1x|--grow|expected a size like 128K, 5G or +1G but was \"1x\"",
        "add-rpm a b --grow 9999T|--grow|expected a size of at most 1024T but was \"9999T\"",
        "add-rpm a b -o c -o d|--output|expected once but was given twice",
        "create a -o b --compressor lzma|--compressor"
            + "|expected xz, zstd, gzip or lz4 but was \"lzma\""
      })
  void aWrongValueIsToldWithItsOption(String args, String option, String message) {
    String[] words = args.split(" ", -1);
    String expected = args.endsWith("--format") ? "expected text|json after it" : message;
    assertMisuse(
        option + ": error: " + expected + "\nhint: see 'node-customize " + words[0] + " --help'\n",
        words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--block-size 5K|--block-size: expected a power of two from 4K to 1M but was 5K",
        "--block-size 2M|--block-size: expected a power of two from 4K to 1M but was 2M",
        "--size 1M|--size: expected from 64M to 16T but was 1M",
        "--size +1G|--size: expected from 64M to 16T but was +1G",
        "--label a/b|--label: expected 1 to 16 letters, digits and ._+- characters but was \"a/b\""
      })
  void aSizeOrLabelThatCannotBeIsRefused(String option, String message) {
    assertMisuse(
        "error: " + message + "\nhint: see 'node-customize create --help'\n",
        ("create tree -o image " + option).split(" ", -1));
  }

  @Test
  void everythingThatIsMissingIsToldAtOnce() throws IOException {
    assertMisuse(
        """
        a.rpm: error: no such file
        repo: error: no such directory
        key: error: no such file
        image: error: no such file
        """,
        "add-rpm",
        path("a.rpm"),
        path("image"),
        "--repo",
        path("repo"),
        "--key",
        path("key"));
  }

  @Test
  void aDirectoryOfPackagesIsNoPackage() throws IOException {
    Files.createDirectory(directory.resolve("rpms"));
    assertMisuse(
        """
        rpms: error: expected a file but was a directory
        hint: name its packages: rpms/*.rpm
        """,
        "add-rpm",
        path("rpms"),
        file("image"),
        "-o",
        path("new"));
  }

  @Test
  void anOutputAndInPlaceExcludeEachOther() throws IOException {
    assertMisuse(
        """
        error: '--in-place' and '-o' exclude each other
        hint: leave one of them out
        """,
        "remove-rpm",
        "foo",
        file("image"),
        "--in-place",
        "-o",
        path("new"));
  }

  @Test
  void anExistingOutputIsNotOverwritten() throws IOException {
    file("image-custom.squashfs");
    assertMisuse(
        """
        image-custom.squashfs: error: exists already
        hint: replace it with --force, or choose another name with -o FILE
        """,
        "remove-rpm",
        "foo",
        file("image"));
    assertEquals("x", Files.readString(directory.resolve("image-custom.squashfs")));
  }

  @Test
  void theInputIsNotTheOutput() throws IOException {
    String expected =
        """
        image: error: the output is the input
        hint: choose another name, or replace the input with --in-place
        """;
    assertMisuse(expected, "remove-rpm", "foo", file("image"), "-o", path("image"));
    assertMisuse(expected, "remove-rpm", "foo", file("image"), "-o", path("image"), "--force");
    assertEquals("x", Files.readString(directory.resolve("image")));
  }

  @Test
  void theDirectoryOfTheOutputHasToBeThere() throws IOException {
    assertMisuse(
        """
        no: error: no such directory
        hint: make it: mkdir -p no
        """,
        "remove-rpm",
        "foo",
        file("image"),
        "-o",
        path("no/x"));
  }

  @Test
  void theDirectoryOfTheOutputHasToBeWritable() throws IOException {
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeFalse(Files.isWritable(closed), "root writes everywhere");
    assertMisuse(
        """
        closed: error: the output directory is not writable
        hint: choose another one with -o FILE
        """,
        "remove-rpm",
        "foo",
        file("image"),
        "-o",
        path("closed/x"));
  }

  @Test
  void namesThatAreNoPackagesAreRefused() throws IOException {
    assertMisuse(
        """
        $(x): error: not a package name
        hint: name it as 'rpm -q' does, without wildcards
        foo*: error: not a package name
        hint: name it as 'rpm -q' does, without wildcards
        """,
        "remove-rpm",
        "$(x)",
        "foo*",
        file("image"));
  }

  @Test
  void whatIsNoImageHasItsOwnExitCode() throws IOException {
    String expected =
        """
        looking
        image: error: not an image: neither a squashfs nor a file system
        hint: give a liveimg, for instance ovirt-node-ng.squashfs.img
        """
            .replace("looking", "look at the image ...");
    assertEquals(new Outcome(5, "", expected), run("inspect", file("image")));
  }

  @Test
  void quietShowsNoProgress() throws IOException {
    assertTrue(run("inspect", "-q", file("image")).err().startsWith("image: error: not an image"));
  }

  @Test
  void failuresAreJsonWhereResultsAre() throws IOException {
    assertEquals(
        new Outcome(
            2,
            "",
            "{\"event\":\"failed\",\"exitCode\":2,\"problems\":[{\"message\":\"'--in-place' and"
                + " '-o' exclude each other\",\"detail\":[],\"hint\":\"leave one of them"
                + " out\"}]}\n"),
        run("remove-rpm", "a", file("b"), "--in-place", "-o", "c", "--format", "json"));
  }

  @Test
  void inATerminalTheWordErrorIsRedUnlessTheUserSaysNo() {
    Map<String, String> terminal = Map.of("NODE_CUSTOMIZE_TTY", "1", "TERM", "xterm");
    assertTrue(run(terminal).err().startsWith("\u001b[1;31merror:\u001b[0m expected a command\n"));
    for (Map<String, String> environment :
        List.of(
            Map.of("NODE_CUSTOMIZE_TTY", "1", "TERM", "xterm", "NO_COLOR", "1"),
            Map.of("NODE_CUSTOMIZE_TTY", "1", "TERM", "dumb"),
            Map.of("NODE_CUSTOMIZE_TTY", "1"),
            Map.of("TERM", "xterm"))) {
      assertTrue(run(environment).err().startsWith("error: expected a command\n"));
    }
  }

  @Test
  void theVersionIsAResult() {
    Outcome outcome = run("--version");
    assertEquals(0, outcome.code());
    assertEquals("", outcome.err());
    assertEquals(
        "node-customize development\njava " + Runtime.version().feature() + "\n", outcome.out());
  }

  private static Stream<String> commands() {
    return Stream.concat(Stream.of("node-customize"), line().getSubcommands().keySet().stream());
  }

  private static CommandLine line() {
    PrintStream nothing =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return new CommandLine(new RootCommand(Terminal.of(nothing, nothing, Map.of())));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyHelpIsGoldenAndFitsIntoALine(String command) {
    Outcome outcome = command.equals("node-customize") ? run("--help") : run(command, "--help");
    assertEquals(0, outcome.code());
    assertEquals("", outcome.err());
    assertTrue(outcome.out().lines().allMatch(line -> line.length() <= 80));
    Golden.assertSame("help/" + command + ".txt", outcome.out());
  }

  @Test
  void everyHelpFileBelongsToACommand() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/help"))) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertEquals(commands().map(name -> name + ".txt").sorted().toList(), names);
    }
  }

  @Test
  void completionsAreScriptsOfTheirShells() throws IOException {
    Outcome bash = run("completion", "bash");
    assertEquals(0, bash.code());
    assertEquals(bash, run("completion"));
    assertEquals(bash, run("completion", "zsh"));
    Path script = Files.writeString(directory.resolve("completion.bash"), bash.out());
    ProgramResult checked =
        new HostProgram(new Cancellation())
            .run(List.of("bash", "-n", script.toString()), Duration.ofSeconds(20));
    assertEquals("", checked.err());
    assertMisuse("error: expected bash, zsh or fish but was \"csh\"\n", "completion", "csh");
  }

  @Test
  void theFishCompletionKnowsEveryCommandAndOption() {
    Outcome fish = run("completion", "fish");
    assertEquals(0, fish.code());
    Golden.assertSame("completion/node-customize.fish", fish.out());
    line()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              assertTrue(fish.out().contains(" -f -a " + name + " -d '"), name);
              command
                  .getCommandSpec()
                  .optionsMap()
                  .keySet()
                  .forEach(
                      option -> {
                        String flag =
                            option.startsWith("--")
                                ? "-l " + option.substring(2)
                                : "-s " + option.substring(1);
                        assertTrue(
                            fish.out()
                                .lines()
                                .anyMatch(
                                    line ->
                                        line.contains("_from " + name + "'")
                                            && line.contains(flag + " ")),
                            name + " " + option);
                      });
            });
    assertFalse(fish.out().contains("\t"));
  }

  @Test
  void aMisuseIsJsonWhereJsonWasAskedFor() {
    String expected =
        """
        {"event":"failed","exitCode":2,"problems":[{"message":"unknown option \\"--frobnicate\\"",\
        "detail":[],"hint":"see 'node-customize inspect --help'"}]}
        """;
    assertMisuse(expected, "inspect", "--frobnicate", "--format", "json", "a");
    assertMisuse(expected, "inspect", "--format=json", "--frobnicate", "a");
  }
}

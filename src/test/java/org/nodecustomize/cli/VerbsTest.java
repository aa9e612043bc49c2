package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.site.AccountRef;
import org.nodecustomize.site.FileItem;
import org.nodecustomize.site.Intent;
import org.nodecustomize.site.ScriptItem;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.Stated;
import org.nodecustomize.site.UserItem;
import picocli.CommandLine;

/** A command that does what a section of a recipe does is held against the recipe's table. */
class VerbsTest {
  private static final String OCTAL = "expected an octal mode such as \"0644\" but was ";

  @TempDir Path directory = Path.of("");

  private String told(String... args) {
    return InProcess.refusal(directory, args);
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(directory.resolve(name), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "add-user x --uid 99999999999 i"
            + "|--uid|expected a whole number from 0 to 4294967294 but was \"99999999999\" [NC-S017]|",
        "add-user x --uid many i"
            + "|--uid|expected a whole number from 0 to 4294967294 but was \"many\" [NC-S013]|",
        "add-user x --password-hash secret i|--password-hash"
            + "|expected a hashed password or \"locked\" but was something else [NC-S050]"
            + "|make the hash with: openssl passwd -6",
        "add-user X i|NAME|expected the name of an account but was \"X\" [NC-S043]"
            + "|names have small letters, digits, \"_\" and \"-\", and at most 32 characters",
        "add-user x --home home/x i"
            + "|--home|expected an absolute path in the image but was \"home/x\" [NC-S041]|",
        "add-user x --shell bash i"
            + "|--shell|expected an absolute path in the image but was \"bash\" [NC-S041]|",
        "add-user root --uid 5 i|--uid|the user \"root\" has the number 0 [NC-S061]|",
        "add-group g --gid -1 i"
            + "|--gid|expected a whole number from 0 to 4294967294 but was \"-1\" [NC-S017]|",
        "add-group g --members a,B i|--members"
            + "|expected the name of an account but was \"B\" [NC-S043]"
            + "|names have small letters, digits, \"_\" and \"-\", and at most 32 characters",
        "enable foo/bar i|enable foo/bar|expected the name of a unit but was \"foo/bar\" [NC-S043]"
            + "|for instance \"chronyd\" or \"cockpit.socket\"",
        "disable a a.service i|disable a.service"
            + "|\"a.service\" is disabled twice, first in 'disable a' [NC-S060]|",
        "mask é i|mask é|expected the name of a unit but was \"é\" [NC-S043]"
            + "|for instance \"chronyd\" or \"cockpit.socket\"",
        "remove-file etc/x i|remove-file etc/x|expected an absolute path in the image (with * and ?"
            + " for several) but was \"etc/x\" [NC-S041]|",
        "remove-file /usr/../etc i|remove-file /usr/../etc"
            + "|expected a path without \".\" and \"..\" but was \"/usr/../etc\" [NC-S041]|",
        "trust @ca.der i|trust @ca.der|not a certificate in PEM [NC-S051]"
            + "|convert it with: openssl x509 -inform DER -in FILE -out FILE.pem",
        "add-file @ca.der /dev/x i|PATH"
            + "|\"/dev/x\" is below \"/dev\", which is mounted over on the node [NC-S041]"
            + "|leave it out",
        "add-file @ca.der /usr/x --preset i|PATH|expected a path below \"/etc\" with intent preset"
            + " but was \"/usr/x\" [NC-S046]|leave '--preset' out",
        "add-file @ /etc/x i|FILE|\"@\": expected a file but was a directory [NC-S045]|",
        "add-file @ca.derr /etc/x i|FILE|no such file: \"@ca.derr\" [NC-S044]"
            + "|did you mean \"ca.der\"?",
        "add-file @ca.der /etc/x --mode 99 i|--mode|"
            + OCTAL
            + "\"99\" [NC-S042]"
            + "|octal digits go from 0 to 7",
        "add-file @ca.der /etc/x --owner a:b i|--owner"
            + "|expected the name or number of an account but was \"a:b\" [NC-S043]|",
        "add-tree @ca.der /etc/x i|DIR|\"@ca.der\": expected a directory but was something else"
            + " [NC-S045]|",
        "add-tree @ /etc/x --exclude /a i|--exclude"
            + "|expected a glob relative to the directory but was \"/a\" [NC-S041]|",
        "run @ca.der --time-limit 0 i|--time-limit"
            + "|expected a time such as \"90s\", \"10m\" or \"1h\" but was \"0\" [NC-S017]|",
        "run @ca.der --time-limit 9h i|--time-limit|expected at most six hours (6h) [NC-S017]|"
      })
  void whatARecipeMayNotSayIsRefusedInItsWordsWithTheOption(
      String args, String where, String message, String hint) throws IOException {
    file("ca.der", "x");
    String expected = where + ": error: " + message + "\n";
    assertEquals(
        hint == null ? expected : expected + "hint: " + hint + "\n", told(args.split(" ", -1)));
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertEquals(
        """
        FILE: error: no such file: "@a" [NC-S044]
        hint: paths begin from the current directory, %s
        PATH: error: expected an absolute path in the image but was "b" [NC-S041]
        --mode: error: expected an octal mode such as "0644" but was "u+x" [NC-S042]
        hint: write the whole mode as a number, such as "0644"
        """
            .formatted(Path.of("").toAbsolutePath()),
        told("add-file", "@a", "b", "--mode", "u+x", "image"));
  }

  @Test
  void aPrivateKeyIsNoKeyOfAUser() throws IOException {
    file("id", "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n");
    assertEquals(
        """
        --ssh-key: error: "@id" holds a private key [NC-S052]
        hint: name the file that ends in .pub
        """,
        told("add-user", "x", "--ssh-key", "@id", "image"));
  }

  @Test
  void theTimeLimitIsNotForTheFirstBoot() throws IOException {
    file("a.sh", "x");
    assertEquals(
        """
        error: '--time-limit' is for a script that runs in the image now
        hint: see 'node-customize run --help'
        """,
        told("run", "--firstboot", "--time-limit", "5", "@a.sh", "image"));
  }

  /** What a command line that is right wants of an image. */
  private Site wanted(String... args) {
    RootCommand root = new RootCommand(Terminal.of(System.out, System.err, Map.of()));
    String[] words =
        Arrays.stream(args).map(arg -> arg.replace("@", directory + "/")).toArray(String[]::new);
    CommandLine line = new CommandLine(root).setCaseInsensitiveEnumValuesAllowed(true);
    Object command = line.parseArgs(words).subcommand().commandSpec().userObject();
    SiteVerb verb = assertInstanceOf(SiteVerb.class, command);
    return verb.site(verb.arguments().subList(0, verb.arguments().size() - 1));
  }

  @Test
  void aFileIsRootsUnlessSomebodyElseIsNamed() throws IOException {
    file("a", "text");
    FileItem item = wanted("add-file", "@a", "/etc/a", "i").files().files().get(0);
    assertEquals(new Origin("add-file", ""), item.origin());
    assertEquals(
        List.of("/etc/a", AccountRef.ROOT, AccountRef.ROOT, Intent.OVERRIDE, 0644),
        List.of(item.path(), item.owner(), item.group(), item.intent(), item.mode()));
    FileItem other =
        wanted(
                "add-file",
                "--preset",
                "--owner=chrony",
                "--group=990",
                "--mode=0600",
                "@a",
                "/etc/a",
                "i")
            .files()
            .files()
            .get(0);
    assertEquals(
        List.of(new AccountRef.Named("chrony"), new AccountRef.Numbered(990), Intent.PRESET, 0600),
        List.of(other.owner(), other.group(), other.intent(), other.mode()));
  }

  @Test
  void aUserHasNoHomeInTheImageUnlessItIsAskedFor() {
    UserItem user = wanted("add-user", "x", "--groups=a,b", "i").accounts().users().get(0);
    assertEquals(
        List.of("x", List.of("a", "b"), false, false),
        List.of(user.name(), user.groups(), user.createHome(), user.system()));
    assertEquals(
        true, wanted("add-user", "x", "--create-home", "i").accounts().users().get(0).createHome());
  }

  @Test
  void unitsKeepTheCommandThatNamedThem() {
    assertEquals(
        List.of(
            new Stated<>(new Origin("mask a", ""), "a.service"),
            new Stated<>(new Origin("mask b.socket", ""), "b.socket")),
        wanted("mask", "a", "b.socket", "i").services().masked());
  }

  @ParameterizedTest
  @CsvSource({
    "setup.sh, setup, 5m",
    "10.net-up.sh, 10-net-up, 90",
    "_setup, setup, 10m",
    ".sh, sh, 1h"
  })
  void aScriptIsCalledAsItsFileAsFarAsAUnitMayBe(String file, String name, String limit)
      throws IOException {
    file(file, "true");
    ScriptItem script =
        wanted("run", "--time-limit", limit, "@" + file, "i").scripts().offline().get(0);
    assertEquals(name, script.name());
    String iso =
        limit.matches("[0-9]+") ? "PT" + limit + "S" : "PT" + limit.toUpperCase(Locale.ROOT);
    assertEquals(Duration.parse(iso), script.timeLimit());
    assertEquals(
        name, wanted("run", "--firstboot", "@" + file, "i").scripts().firstboot().get(0).name());
  }
}

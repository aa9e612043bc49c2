package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An option that would do nothing is refused, before any image is looked at. */
class OptionsTest {
  private static final String LEAVE = "leave one of them out";
  private static final String LOCK_FIRST =
      "write the lock file first: node-customize apply --update-lock SITE IMAGE";
  private static final String COPY =
      "copy the packages, and name their directory in the recipe: dnf download --resolve NAME";
  private static final String CARRY =
      "give it to the command that carries the plan out: node-customize apply PLAN IMAGE";
  private static final String RECIPES =
      "the option is for recipes: leave it out, or write a recipe";
  private static final String SETTLED =
      "leave the option out, or give the recipe instead of the plan";
  private static final String HOLDS =
      "whether it still holds is told by: node-customize apply --dry-run @plan IMAGE";

  @TempDir Path directory = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    Files.writeString(directory.resolve("site"), "apiVersion: node-customize/v1\n");
    Files.writeString(
        directory.resolve("plan"),
        "{\n  \"format\" : \"node-customize-plan\",\n  \"version\" : 1\n}\n");
    Files.writeString(directory.resolve("image"), "x");
    Files.writeString(directory.resolve("taken"), "x");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "apply -n --save-plan @p --update-lock @site @image|--update-lock|--save-plan|"
            + LOCK_FIRST,
        "plan --save-plan @p --update-lock @site @image|--update-lock|--save-plan|" + LOCK_FIRST,
        "apply -n --save-plan @p --network @site @image|--network|--save-plan|" + COPY,
        "plan --save-plan @p --network @site @image|--network|--save-plan|" + COPY,
        "apply -n --save-plan @p -o @o @site @image|-o|--save-plan|" + CARRY,
        "apply -n --save-plan @p --in-place @site @image|--in-place|--save-plan|" + CARRY,
        "apply -n --save-plan @p --force @site @image|--force|--save-plan|" + CARRY,
        "apply -n --save-plan @p --keep-work @site @image|--keep-work|--save-plan|" + CARRY,
        "apply -n --save-plan @p --recompress xz @site @image|--recompress|--save-plan|" + CARRY,
        "apply -n --save-plan @p --grow +1G @site @image|--grow|--save-plan|" + CARRY,
        "apply --commands-from-file @site --set a=b @image|--set|--commands-from-file|" + RECIPES,
        "apply --commands-from-file @site --network @image|--network|--commands-from-file|"
            + RECIPES,
        "apply --commands-from-file @site --update-lock @image|--update-lock|--commands-from-file|"
            + RECIPES,
        "apply --in-place -o @o @site @image|--in-place|-o|" + LEAVE,
        "apply -n --in-place -o @o @site @image|--in-place|-o|" + LEAVE,
        "add-rpm -q -v a @image|--quiet|--verbose|" + LEAVE,
        "inspect -q -v @image|--quiet|--verbose|" + LEAVE,
        "check --strict --fail-on never @image|--strict|--fail-on never|" + LEAVE
      })
  void optionsThatExcludeEachOtherAreRefused(String args, String one, String other, String hint) {
    assertEquals(
        "error: '%s' and '%s' exclude each other\nhint: %s\n".formatted(one, other, hint),
        InProcess.refusal(directory, args.split(" ", -1)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "apply @plan @image --update-lock|@plan|a saved plan leaves '--update-lock' nothing to do|"
            + SETTLED,
        "apply @plan @image --network|@plan|a saved plan leaves '--network' nothing to do|"
            + SETTLED,
        "apply -n @plan @image --network|@plan|a saved plan leaves '--network' nothing to do|"
            + SETTLED,
        "apply -n @plan @image --save-plan @p|@plan|expected a recipe but was a saved plan|"
            + HOLDS,
        "plan @plan @image|@plan|expected a recipe but was a saved plan|" + HOLDS,
        "apply -n @site @image -o @taken|@taken|exists already"
            + "|replace it with --force, or choose another name with -o FILE",
        "check --fix -n @image -o @taken|@taken|exists already"
            + "|replace it with --force, or choose another name with -o FILE",
        "check --fix -n @image -o @image|@image|the output is the input"
            + "|choose another name, or replace the input with --in-place",
        "check @image --override etc/x|--override|expected a path below \"/etc\" but was \"etc/x\"|",
        "check @image --override /etc|--override|expected a path below \"/etc\" but was \"/etc\"|",
        "check @image --override /etc/|--override|expected a path below \"/etc\" but was \"/etc/\"|",
        "apply @site @image --set a|--set|expected NAME=VALUE but was \"a\"|",
        "apply @site @image --set =a|--set|expected NAME=VALUE but was \"=a\"|",
        "plan @site @image --set a=1 --set a=2|--set|\"a\" is set twice|",
        "apply @site @image --update-lock|--update-lock|the recipe has no lock file"
            + "|name one in it: packages: {lock: site.lock}"
      })
  void anOptionThatWouldDoNothingIsToldWithItsPlace(
      String args, String where, String message, String hint) {
    assertEquals(
        "%s: error: %s\n".formatted(where, message) + (hint == null ? "" : "hint: " + hint + "\n"),
        InProcess.refusal(directory, args.split(" ", -1)));
  }

  @Test
  void aPlanIsSavedByADryRunOnly() {
    assertEquals(
        """
        error: '--save-plan' is for '--dry-run' alone
        hint: see 'node-customize apply --help'
        """,
        InProcess.refusal(directory, "apply", "@site", "@image", "--save-plan", "@p"));
  }
}

package org.nodecustomize.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.rpm.RpmPackage;

class PackageSelectionTest {
  private static final List<RpmPackage> PACKAGES =
      DecisionsTest.nevras(
              "agent 1.0-1 noarch;agent 1.1-2 noarch;agent-libs 1.0-1 x86_64;agent-libs 1.0-1 i686;"
                  + "driver 3-1 aarch64;tool 2:1-1 x86_64;tool 9-9 x86_64")
          .stream()
          .map(nevra -> DecisionsTest.given(nevra).content())
          .toList();

  private static String select(String spec) {
    PackageSelection.Result result = new PackageSelection(PACKAGES, "x86_64").select(spec);
    if (result instanceof PackageSelection.Result.Found found) {
      return found.packages().stream()
          .map(one -> one.nevra().toString())
          .collect(Collectors.joining(" "));
    }
    var problem = ((PackageSelection.Result.Missing) result).problem();
    return problem.headline() + "; " + problem.hint().orElse("");
  }

  @ParameterizedTest
  @CsvSource({
    "agent,             agent-1.1-2.noarch",
    "agent-1.0,         agent-1.0-1.noarch",
    "agent-1.0-1,       agent-1.0-1.noarch",
    "agent-1.0-1.noarch,agent-1.0-1.noarch",
    "agent.noarch,      agent-1.1-2.noarch",
    "agent-libs,        agent-libs-1.0-1.x86_64",
    "agent-libs.i686,   agent-libs-1.0-1.i686",
    "tool,              tool-2:1-1.x86_64",
    "tool-9,            tool-9-9.x86_64",
    "tool-2:1-1.x86_64, tool-2:1-1.x86_64",
    "agent*,            agent-1.1-2.noarch agent-libs-1.0-1.x86_64",
    "t?ol,              tool-2:1-1.x86_64",
    "agemt,             agemt: in no repository; did you mean 'agent'?",
    "driver,            'driver: in no repository; look for it: ls DIR | grep NAME'",
    "agent-2,           'agent-2: in no repository; the repositories have agent-1.0-1.noarch, agent-1.1-2.noarch'",
    "x*,                'x*: in no repository; look for it: ls DIR | grep NAME'"
  })
  void aNameMeansTheNewestPackageForTheImage(String spec, String expected) {
    assertEquals(expected, select(spec));
  }

  @Test
  void withoutRepositoriesTheHintSaysHowToNameOne() {
    PackageSelection.Result result = new PackageSelection(List.of(), "x86_64").select("agent");
    assertEquals(
        "name a directory that holds it: --repo DIR, or 'repos' of the recipe",
        ((PackageSelection.Result.Missing) result).problem().hint().orElseThrow());
  }

  @Test
  void aPatternOfManyStarsTakesNoTime() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertFalse(PackageSelection.matches("*a".repeat(200) + "b", "a".repeat(2000))));
  }
}

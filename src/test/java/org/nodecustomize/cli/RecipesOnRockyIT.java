package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nodecustomize.Golden;
import org.nodecustomize.ProgramRun;

/** The recipes of {@code customizations} on the sample of Rocky 9, with what they plan and change. */
class RecipesOnRockyIT extends RecipesOnASample {
  RecipesOnRockyIT() {
    super(Sample.ROCKY9);
  }

  @Test
  void theDriverIsInTheInitramfs() {
    assertEquals("loop\n", recipes().answer(Recipe.DRIVER_RPM, "initramfs"));
    assertEquals("", recipes().answerOfBase("initramfs"));
  }

  @ParameterizedTest
  @EnumSource
  void thePlanIsTheOneThatWasLookedAt(Recipe recipe) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of("plan"));
    arguments.addAll(recipe.arguments(sample(), recipes().program().workDirectories().getParent()));
    arguments.add(sample().image());
    ProgramRun.Ended ended =
        recipes().program().with("SOURCE_DATE_EPOCH", "1767225600").run(arguments.toArray());
    assertEquals(0, ended.exitCode(), ended::err);
    Golden.assertSame("recipes/" + recipe + ".plan.txt", Normalised.plan(ended.out()));
  }

  @ParameterizedTest
  @EnumSource
  void theDifferenceIsTheOneThatWasLookedAt(Recipe recipe) throws Exception {
    ProgramRun.Ended ended =
        recipes().program().run("diff", "-q", sample().image(), recipes().get(recipe).image());
    assertEquals(1, ended.exitCode(), ended::err);
    Golden.assertSame("recipes/" + recipe + ".diff.txt", Normalised.difference(ended.out()));
  }
}

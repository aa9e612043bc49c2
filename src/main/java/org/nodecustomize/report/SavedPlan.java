package org.nodecustomize.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A plan that was saved to be carried out later: exactly as it is, or not at all. It holds digests,
 * and nothing of what the wishes are about.
 *
 * @param tool program and version that planned
 * @param time that the plan is for; what it writes carries this time
 * @param image the image that it was made for
 * @param recipe where the wishes were read, relative to the directory of the plan
 * @param commands whether that is a command file
 * @param variables what {@code --set} gave
 * @param inputs every file of this machine that was read or will be copied
 * @param operations all that would be done, in order
 */
public record SavedPlan(
    String tool,
    Instant time,
    Image image,
    String recipe,
    boolean commands,
    List<Variable> variables,
    List<Input> inputs,
    List<Operation> operations) {

  /** Of the format. Another one has other operations, or means something else by them. */
  public static final int VERSION = 1;

  public SavedPlan {
    variables = List.copyOf(variables);
    inputs = List.copyOf(inputs);
    operations = List.copyOf(operations);
  }

  /**
   * An image.
   *
   * @param name without directories, for people
   * @param sha256 of the file, in hex
   */
  public record Image(String name, long size, String sha256) {}

  /**
   * A variable that was given beside the recipe.
   *
   * @param value empty where it may be a secret, so that it has to be given again
   * @param sha256 of the value, in hex
   */
  public record Variable(String name, Optional<String> value, String sha256) {}

  /**
   * A file or directory of this machine.
   *
   * @param path relative to the directory of the plan
   * @param sha256 of its content, in hex; of a directory, of all names and contents in it
   */
  public record Input(String path, String sha256) {}

  /**
   * Something that would be done.
   *
   * @param kind {@code layout}, {@code package}, {@code step}, {@code path} or {@code seal}
   * @param what in words
   * @param where the wish was written, for people; may be empty
   * @param digest of owners, modes and contents, in hex; may be empty
   */
  public record Operation(String kind, String what, String where, String digest) {

    /** Whether both do the same, wherever the wish was written. */
    boolean isSame(Operation other) {
      return kind.equals(other.kind) && what.equals(other.what) && digest.equals(other.digest);
    }
  }

  /** The operations of a plan. */
  public static List<Operation> operations(PlanReport plan) {
    List<Operation> operations = new ArrayList<>();
    operations.add(new Operation("layout", plan.profile(), "", ""));
    plan.packages().forEach(one -> operations.add(new Operation("package", one, "", "")));
    plan.steps().stream()
        .filter(PlanReport.PlannedStep::due)
        .forEach(
            step ->
                operations.add(
                    new Operation("step", step.phase() + ": " + step.title(), step.where(), "")));
    plan.sealed()
        .forEach(
            one ->
                operations.add(
                    new Operation(
                        "seal",
                        "%s: %s [%s]".formatted(one.path(), one.text(), one.rule()),
                        "",
                        "")));
    plan.paths()
        .forEach(
            one ->
                operations.add(
                    new Operation("path", one.verb() + " " + one.path(), "", one.digest())));
    return List.copyOf(operations);
  }

  /**
   * What these operations do that the plan's do not, and the other way round, in words; empty where
   * they do the same in the same order.
   */
  public List<String> differences(List<Operation> now) {
    List<String> told = new ArrayList<>();
    Map<String, Operation> planned = byName(operations);
    Map<String, Operation> present = byName(now);
    planned.forEach(
        (name, one) -> {
          Operation other = present.get(name);
          if (other == null) {
            told.add("would not be done any more: " + name);
          } else if (!one.isSame(other)) {
            told.add("would be done with another content, owner or mode: " + name);
          }
        });
    present.keySet().stream()
        .filter(name -> !planned.containsKey(name))
        .forEach(name -> told.add("would be done too: " + name));
    if (told.isEmpty() && !List.copyOf(planned.keySet()).equals(List.copyOf(present.keySet()))) {
      told.add("would be done in another order");
    }
    return told;
  }

  private static Map<String, Operation> byName(List<Operation> operations) {
    Map<String, Operation> named = new LinkedHashMap<>();
    for (Operation one : operations) {
      String name = one.kind() + " " + one.what();
      for (int i = 2; named.putIfAbsent(name, one) != null; i++) {
        name = "%s %s (%d)".formatted(one.kind(), one.what(), i);
      }
    }
    return named;
  }
}

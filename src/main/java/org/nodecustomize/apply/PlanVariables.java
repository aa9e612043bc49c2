package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.report.SavedPlan;
import org.nodecustomize.tree.Sha256;

/**
 * The variables of a plan. A plan is kept and passed on, so a value that may be a secret is not in
 * it: it has to be given again, and is compared by its digest.
 */
final class PlanVariables {
  /** Values that are plainly none: words, names, addresses, paths. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9 ._,:/@+=-]{0,200}");

  private static final Pattern SECRET_NAME =
      Pattern.compile("pass|pwd|secret|token|key|hash|credential", Pattern.CASE_INSENSITIVE);

  private PlanVariables() {}

  static List<SavedPlan.Variable> of(Map<String, String> settings) {
    List<SavedPlan.Variable> variables = new ArrayList<>();
    new TreeMap<>(settings)
        .forEach(
            (name, value) ->
                variables.add(
                    new SavedPlan.Variable(
                        name,
                        PLAIN.matcher(value).matches() && !SECRET_NAME.matcher(name).find()
                            ? Optional.of(value)
                            : Optional.empty(),
                        Sha256.of(value))));
    return variables;
  }

  /**
   * The values with which the plan was made.
   *
   * @param given beside the plan; those that it does not keep are needed
   * @param problems gets what is missing or another
   */
  static Map<String, String> restore(
      Path file,
      List<SavedPlan.Variable> variables,
      Map<String, String> given,
      List<Problem> problems) {
    Map<String, String> values = new TreeMap<>(given);
    for (SavedPlan.Variable one : variables) {
      String value = given.getOrDefault(one.name(), one.value().orElse(""));
      if (!given.containsKey(one.name()) && one.value().isEmpty()) {
        problems.add(
            Problem.at(file.toString(), "the value of \"" + one.name() + "\" is not kept in a plan")
                .withHint("give it again: --set " + one.name() + "=VALUE"));
      } else if (!Sha256.of(value).equals(one.sha256())) {
        problems.add(
            Problem.at(file.toString(), "\"" + one.name() + "\" is not what was planned with"));
      }
      values.put(one.name(), value);
    }
    return values;
  }
}

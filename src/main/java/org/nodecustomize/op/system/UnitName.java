package org.nodecustomize.op.system;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Origin;

/**
 * The name of a systemd unit, by the rules of systemd.unit(5).
 *
 * @param text the whole name, for instance {@code getty@tty1.service}
 * @param prefix what stands before {@code @} or the suffix
 * @param instance what stands after {@code @}; empty text for a template, absent for an ordinary
 *     unit
 * @param type the suffix without its dot
 */
public record UnitName(String text, String prefix, Optional<String> instance, String type) {
  private static final int LONGEST = 255;

  static final Set<String> TYPES =
      Set.of(
          "service",
          "socket",
          "device",
          "mount",
          "automount",
          "swap",
          "target",
          "path",
          "timer",
          "slice",
          "scope");

  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9:_.\\\\-]+)(?:@([A-Za-z0-9:_.\\\\-]*))?\\.([a-z]+)");

  /**
   * Reads a name; one without a suffix is that of a service, as systemctl(1) has it.
   *
   * @throws OperationException if no unit can have the name
   */
  public static UnitName of(Origin origin, String name) {
    int dot = name.lastIndexOf('.');
    boolean typed = dot >= 0 && TYPES.contains(name.substring(dot + 1));
    String text = typed ? name : name + ".service";
    Matcher matcher = NAME.matcher(text);
    if (text.length() > LONGEST || !matcher.matches()) {
      throw Wrong.wish(
          origin,
          "not a unit name: \"" + name + "\"",
          "letters, digits and :-_.\\ with one @ at most, for instance sshd.service or"
              + " getty@tty1.service");
    }
    return new UnitName(
        text, matcher.group(1), Optional.ofNullable(matcher.group(2)), matcher.group(3));
  }

  /** Whether it is a template that wants an instance. */
  boolean isTemplate() {
    return instance.filter(String::isEmpty).isPresent();
  }

  /** Whether it is an instance of a template. */
  boolean isInstance() {
    return instance.filter(name -> !name.isEmpty()).isPresent();
  }

  /** The name of the template of an instance; the name itself of all else. */
  String template() {
    return isInstance() ? prefix + "@." + type : text;
  }

  UnitName withInstance(String name) {
    return new UnitName(prefix + "@" + name + "." + type, prefix, Optional.of(name), type);
  }

  @Override
  public String toString() {
    return text;
  }
}

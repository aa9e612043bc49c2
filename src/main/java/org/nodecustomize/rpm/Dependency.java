package org.nodecustomize.rpm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A requirement, a provide, a conflict or the like. Semantics: rpm's reference manual,
 * "Dependencies"; flags: "RPM Tags", "Dependency flags".
 *
 * @param name a capability, an absolute path, {@code rpmlib(…)}, or a rich dependency in parentheses
 * @param senses how versions compare; empty where any version will do
 * @param rawFlags all flags as in the header
 * @param evr the version compared with; meaningless where {@code senses} is empty
 */
public record Dependency(String name, Set<Sense> senses, int rawFlags, Evr evr) {

  /** A bit of a version comparison. */
  public enum Sense {
    LESS(1 << 1),
    GREATER(1 << 2),
    EQUAL(1 << 3);

    private final int bit;

    Sense(int bit) {
      this.bit = bit;
    }
  }

  private static final int PREREQ = 1 << 6;
  private static final int INTERP = 1 << 8;
  private static final int SCRIPT_PRE = 1 << 9;
  private static final int SCRIPT_POST = 1 << 10;
  private static final int SCRIPT_PREUN = 1 << 11;
  private static final int SCRIPT_POSTUN = 1 << 12;
  private static final int MISSINGOK = 1 << 19;
  private static final int RPMLIB = 1 << 24;

  /** By their bits: a repository has millions of dependencies. */
  private static final List<Set<Sense>> SENSES =
      IntStream.range(0, 16).mapToObj(Dependency::senses).toList();

  private static final Evr ANY = new Evr(0, "", "");

  public Dependency {
    senses = Set.copyOf(senses);
  }

  private static Set<Sense> senses(int flags) {
    return Arrays.stream(Sense.values())
        .filter(sense -> (flags & sense.bit) != 0)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A dependency from the three values of the header. */
  static Dependency of(String name, int rawFlags, String evr) {
    Evr compared = evr.isEmpty() ? ANY : Evr.parse(evr);
    return new Dependency(name, SENSES.get(rawFlags & 0xf), rawFlags, compared);
  }

  /**
   * A dependency as the metadata of repositories have it.
   *
   * @param flags {@code EQ}, {@code LT}, {@code LE}, {@code GT} or {@code GE}; others compare nothing
   */
  public static Dependency listed(String name, String flags, String evr) {
    int bits =
        switch (flags) {
          case "EQ" -> Sense.EQUAL.bit;
          case "LT" -> Sense.LESS.bit;
          case "GT" -> Sense.GREATER.bit;
          case "LE" -> Sense.LESS.bit | Sense.EQUAL.bit;
          case "GE" -> Sense.GREATER.bit | Sense.EQUAL.bit;
          default -> 0;
        };
    return of(name, bits, evr);
  }

  /** The list of dependencies that three parallel tags make; the shorter ones count as zero, empty. */
  static List<Dependency> list(RpmHeader header, RpmTag names, RpmTag flags, RpmTag versions) {
    List<String> name = header.texts(names);
    List<Long> flag = header.numbers(flags);
    List<String> version = header.texts(versions);
    List<Dependency> list = new ArrayList<>(name.size());
    for (int i = 0; i < name.size(); i++) {
      list.add(
          of(
              name.get(i),
              i < flag.size() ? flag.get(i).intValue() : 0,
              i < version.size() ? version.get(i) : ""));
    }
    return List.copyOf(list);
  }

  /** Whether rpm itself provides it: a feature of rpm ({@code rpmlib(PayloadIsXz)}), no package. */
  public boolean isRpmlib() {
    return (rawFlags & RPMLIB) != 0 || name.startsWith("rpmlib(");
  }

  /** Whether it is a rich (boolean) dependency such as {@code (a or b)}. */
  public boolean isRich() {
    return name.startsWith("(");
  }

  /** Whether it is the path of a file. */
  public boolean isPath() {
    return name.startsWith("/");
  }

  /** Whether it may be missing; old packages write weak dependencies so. */
  public boolean isMissingOk() {
    return (rawFlags & MISSINGOK) != 0;
  }

  /** Whether it is an interpreter of a scriptlet. */
  public boolean isInterpreter() {
    return (rawFlags & INTERP) != 0;
  }

  /** Whether it must be there before {@code %pre} runs. */
  public boolean isForPre() {
    return (rawFlags & (SCRIPT_PRE | PREREQ)) != 0;
  }

  /** Whether it must be there before {@code %post} runs. */
  public boolean isForPost() {
    return (rawFlags & (SCRIPT_POST | PREREQ)) != 0;
  }

  /** Whether it must be there before {@code %preun} or {@code %postun} runs. */
  public boolean isForErase() {
    return (rawFlags & (SCRIPT_PREUN | SCRIPT_POSTUN)) != 0;
  }

  /**
   * Whether the provide satisfies this requirement: the same name and overlapping version ranges. A
   * side without comparison, or with an empty version, is every version. Releases are compared only
   * where both sides have one; where one side has none and includes equality, it is every release.
   */
  public boolean satisfiedBy(Dependency provide) {
    if (!name.equals(provide.name)) {
      return false;
    }
    if (senses.isEmpty()
        || provide.senses.isEmpty()
        || evr.version().isEmpty()
        || provide.evr.version().isEmpty()) {
      return true;
    }
    int order = provide.evr.compareWithoutRelease(evr);
    if (order == 0) {
      boolean anyRelease = evr.release().isEmpty();
      boolean anyProvidedRelease = provide.evr.release().isEmpty();
      if (!anyRelease && !anyProvidedRelease) {
        order = provide.evr.compareTo(evr);
      } else if (anyRelease != anyProvidedRelease
          && (anyRelease ? senses : provide.senses).contains(Sense.EQUAL)) {
        return true;
      }
    }
    if (order < 0) {
      return provide.senses.contains(Sense.GREATER) || senses.contains(Sense.LESS);
    }
    if (order > 0) {
      return provide.senses.contains(Sense.LESS) || senses.contains(Sense.GREATER);
    }
    return !Collections.disjoint(senses, provide.senses);
  }

  /** {@code libfoo >= 1.2}, or the name alone. */
  @Override
  public String toString() {
    if (senses.isEmpty()) {
      return name;
    }
    StringBuilder text = new StringBuilder(name).append(' ');
    if (senses.contains(Sense.LESS)) {
      text.append('<');
    }
    if (senses.contains(Sense.GREATER)) {
      text.append('>');
    }
    if (senses.contains(Sense.EQUAL)) {
      text.append('=');
    }
    return text.append(' ').append(evr).toString();
  }
}

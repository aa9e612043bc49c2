package org.nodecustomize.guestfs;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.LongByReference;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The declarations of {@code guestfs.h}, and how a binding differs from them. */
final class Header {
  private static final Pattern PROTOTYPE =
      Pattern.compile(
          "extern GUESTFS_DLL_PUBLIC ([^()]*?[ *])(guestfs_\\w+) \\(([^()]*)\\)", Pattern.DOTALL);
  private static final Pattern STRUCT =
      Pattern.compile("struct (guestfs_\\w+) \\{\\n(.*?)\\n\\};", Pattern.DOTALL);
  private static final Pattern FIELD = Pattern.compile("(.*?[ *])(\\w+);");
  private static final Pattern BIT =
      Pattern.compile("# *define \\w+_BITMASK \\(UINT64_C\\(1\\)<<(\\d+)\\)");
  private static final Pattern CALLBACK =
      Pattern.compile(
          "typedef void \\(\\*guestfs_event_callback\\) \\(([^()]*)\\)", Pattern.DOTALL);

  private final Map<String, String> returns = new LinkedHashMap<>();
  private final Map<String, List<String>> parameters = new LinkedHashMap<>();
  private final Map<String, String> structs = new LinkedHashMap<>();
  private final String text;

  Header(String text) {
    this.text = text;
    Matcher prototype = PROTOTYPE.matcher(text);
    while (prototype.find()) {
      returns.put(prototype.group(2), prototype.group(1).strip());
      parameters.put(prototype.group(2), split(prototype.group(3)));
    }
    Matcher struct = STRUCT.matcher(text);
    while (struct.find()) {
      structs.put(struct.group(1), struct.group(2));
    }
  }

  private static List<String> split(String parameters) {
    return Arrays.stream(parameters.split(",", -1))
        .map(parameter -> parameter.strip().replaceAll("\\s+", " "))
        .toList();
  }

  /** Everything in which the interface is not what the header says; one line each. */
  List<String> differences(Class<?> binding) {
    List<String> differences = new ArrayList<>();
    for (Method method : binding.getDeclaredMethods()) {
      String name = method.getName();
      if (!returns.containsKey(name)) {
        differences.add(name + ": not in the header");
        continue;
      }
      Class<?> expected = returnType(Objects.requireNonNull(returns.get(name)));
      if (method.getReturnType() != expected) {
        differences.add(name + ": returns " + expected.getSimpleName());
      }
      compare(name, method, Objects.requireNonNull(parameters.get(name)), differences);
    }
    return differences;
  }

  private void compare(
      String name, Method method, List<String> declared, List<String> differences) {
    List<String> expected = declared.stream().filter(each -> !each.equals("...")).toList();
    Class<?>[] actual = method.getParameterTypes();
    if (actual.length != expected.size()) {
      differences.add(name + ": has " + expected.size() + " parameters");
      return;
    }
    for (int i = 0; i < actual.length; i++) {
      Optional<String> next =
          i + 1 < expected.size() ? Optional.of(expected.get(i + 1)) : Optional.empty();
      if (!fits(expected.get(i), next, actual[i], differences)) {
        differences.add(name + ": parameter " + (i + 1) + " is " + expected.get(i));
      }
    }
  }

  private static Class<?> returnType(String declared) {
    return switch (declared) {
      case "int" -> int.class;
      case "int64_t" -> long.class;
      case "void" -> void.class;
      default -> declared.endsWith("*") ? Pointer.class : Object.class;
    };
  }

  private boolean fits(
      String declared, Optional<String> next, Class<?> actual, List<String> differences) {
    String type = declared.replaceFirst("\\w+$", "").strip();
    if (type.startsWith("const struct ")) {
      if (!Structure.class.isAssignableFrom(actual)) {
        return false;
      }
      differences.addAll(
          structDifferences(type.replace("const struct ", "").replace(" *", ""), actual));
      return true;
    }
    boolean counted = next.filter(each -> each.matches("(size_t|int) \\w*(size|len)")).isPresent();
    return switch (type) {
      case "int", "unsigned" -> actual == int.class;
      case "int64_t", "uint64_t", "size_t" -> actual == long.class;
      case "size_t *" -> actual == LongByReference.class;
      case "const char *" -> actual == (counted ? byte[].class : String.class);
      case "char *const *" -> actual == String[].class;
      case "guestfs_event_callback" -> actual == LibGuestfs.EventCallback.class;
      default ->
          type.endsWith("*")
              ? actual == Pointer.class
              : declared.endsWith("_cb cb") && actual == Callback.class;
    };
  }

  /** How an {@code *_argv} structure differs: order, kinds and bits of its fields. */
  private List<String> structDifferences(String name, Class<?> actual) {
    String body = structs.getOrDefault(name, "");
    List<String> names = new ArrayList<>();
    List<String> differences = new ArrayList<>();
    int bit = 0;
    for (String line : body.split("\n", -1)) {
      Matcher define = BIT.matcher(line.strip());
      Matcher field = FIELD.matcher(line.strip());
      if (define.matches()) {
        bit = Integer.parseInt(define.group(1));
      } else if (field.matches()) {
        names.add(field.group(2));
        if (names.size() > 1 && bit != names.size() - 2) {
          differences.add(name + "." + field.group(2) + ": has bit " + bit);
        }
        differences.addAll(fieldDifference(name, field.group(1).strip(), field.group(2), actual));
      }
    }
    Structure.FieldOrder order = actual.getAnnotation(Structure.FieldOrder.class);
    if (order == null || !List.of(order.value()).equals(names)) {
      differences.add(name + ": has the fields " + names);
    }
    return differences;
  }

  private static List<String> fieldDifference(
      String struct, String type, String field, Class<?> actual) {
    Class<?> expected =
        switch (type) {
          case "int" -> int.class;
          case "int64_t", "uint64_t" -> long.class;
          case "const char *" -> String.class;
          default -> Pointer.class;
        };
    try {
      return actual.getField(field).getType() == expected
          ? List.of()
          : List.of(struct + "." + field + ": is " + type);
    } catch (NoSuchFieldException e) {
      return List.of(struct + "." + field + ": is missing");
    }
  }

  /** The fields of a structure with their types, as {@code type name}. */
  List<String> fields(String struct) {
    return structs
        .getOrDefault(struct, "")
        .lines()
        .map(line -> line.strip().replace(";", ""))
        .toList();
  }

  /** The value of a macro that is a number or a shift. */
  long macro(String name) {
    Matcher matcher =
        Pattern.compile("#define " + name + "\\s+\\(?(\\w+)(?: << (\\d+)\\))?").matcher(text);
    if (!matcher.find()) {
      return -1;
    }
    long value = Long.decode(matcher.group(1));
    return matcher.group(2) == null ? value : value << Integer.parseInt(matcher.group(2));
  }

  /** How the event callback differs. */
  List<String> callbackDifferences(Class<?> callback) {
    Matcher matcher = CALLBACK.matcher(text);
    if (!matcher.find()) {
      return List.of("guestfs_event_callback: not in the header");
    }
    List<String> declared = split(matcher.group(1));
    Class<?>[] actual = callback.getDeclaredMethods()[0].getParameterTypes();
    List<Class<?>> expected = new ArrayList<>();
    for (String parameter : declared) {
      String type = parameter.replaceFirst("\\w+$", "").strip();
      expected.add(
          type.endsWith("*") ? Pointer.class : type.equals("int") ? int.class : long.class);
    }
    return expected.equals(List.of(actual))
        ? List.of()
        : List.of("guestfs_event_callback: has the parameters " + declared);
  }
}

package org.nodecustomize.site.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.site.Stated;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Faults;
import org.nodecustomize.site.yaml.SiteError;
import org.nodecustomize.site.yaml.Spot;

/** A section by the names of its fields; what is missing reads as empty. */
final class Entry {
  private final Value.Entries value;
  private final Faults faults;

  Entry(Value.Entries value, Faults faults) {
    this.value = value;
    this.faults = faults;
  }

  Origin origin() {
    return value.spot().origin();
  }

  /** Where a field is, or the section where the field is missing. */
  Spot spot(String name) {
    Value found = value.values().get(name);
    return found == null ? value.spot() : found.spot();
  }

  boolean has(String name) {
    return value.values().containsKey(name);
  }

  void fault(Spot spot, SiteError error, Complaint complaint) {
    faults.add(error, spot, complaint);
  }

  void fault(String name, SiteError error, Complaint complaint) {
    faults.add(error, spot(name), complaint);
  }

  Optional<Value.Word> word(String name) {
    return value.values().get(name) instanceof Value.Word word
        ? Optional.of(word)
        : Optional.empty();
  }

  Optional<String> text(String name) {
    return word(name).map(Value.Word::text);
  }

  String text(String name, String otherwise) {
    return text(name).orElse(otherwise);
  }

  Optional<Stated<String>> stated(String name) {
    return word(name).map(word -> new Stated<>(word.spot().origin(), word.text()));
  }

  boolean flag(String name, boolean otherwise) {
    return text(name).map(text -> text.equals("true")).orElse(otherwise);
  }

  OptionalLong number(String name) {
    return text(name)
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElseGet(OptionalLong::empty);
  }

  int number(String name, int otherwise) {
    return (int) number(name).orElse(otherwise);
  }

  List<Value.Word> words(String name) {
    List<Value.Word> words = new ArrayList<>();
    if (value.values().get(name) instanceof Value.Items items) {
      for (Value item : items.items()) {
        if (item instanceof Value.Word word) {
          words.add(word);
        }
      }
    }
    return words;
  }

  List<String> texts(String name) {
    return words(name).stream().map(Value.Word::text).toList();
  }

  List<Stated<String>> statedTexts(String name) {
    return words(name).stream()
        .map(word -> new Stated<>(word.spot().origin(), word.text()))
        .toList();
  }

  /** A section within, empty where it is missing. */
  Entry section(String name) {
    return value.values().get(name) instanceof Value.Entries entries
        ? new Entry(entries, faults)
        : new Entry(new Value.Entries(value.spot(), Map.of()), faults);
  }

  /** Sections of a list. */
  List<Entry> entries(String name) {
    List<Entry> entries = new ArrayList<>();
    if (value.values().get(name) instanceof Value.Items items) {
      for (Value item : items.items()) {
        if (item instanceof Value.Entries section) {
          entries.add(new Entry(section, faults));
        }
      }
    }
    return entries;
  }

  /** Words by names that the author chose. */
  Map<String, Value.Word> named(String name) {
    Map<String, Value.Word> named = new LinkedHashMap<>();
    if (value.values().get(name) instanceof Value.Entries entries) {
      entries
          .values()
          .forEach(
              (key, one) -> {
                if (one instanceof Value.Word word) {
                  named.put(key, word);
                }
              });
    }
    return named;
  }
}

package org.nodecustomize.site.yaml;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;

/** Makes a tree of a parser's events, without recursion, so that depth is a matter of counting. */
final class TreeBuilder {
  private static final int DEEPEST = 16;
  private static final int MOST_VALUES = 100_000;
  private static final int LONGEST_KEY = 300;

  private final SourceText source;
  private final Faults faults;
  private final Deque<Open> open = new ArrayDeque<>();
  private @Nullable YamlNode result;
  private int values;

  TreeBuilder(SourceText source, Faults faults) {
    this.source = source;
    this.faults = faults;
  }

  /** A collection whose end has not come yet. */
  private static final class Open {
    private final Place place;
    private final boolean mapping;
    private final List<YamlNode> items = new ArrayList<>();
    private final List<YamlNode.Pair> pairs = new ArrayList<>();
    private YamlNode.@Nullable Scalar key;

    Open(Place place, boolean mapping) {
      this.place = place;
      this.mapping = mapping;
    }

    boolean expectsKey() {
      return mapping && key == null;
    }

    void add(YamlNode value) {
      if (!mapping) {
        items.add(value);
      } else if (key == null) {
        key = (YamlNode.Scalar) value;
      } else {
        pairs.add(new YamlNode.Pair(key, value));
        key = null;
      }
    }

    YamlNode close() {
      return mapping ? new YamlNode.Mapping(place, pairs) : new YamlNode.Sequence(place, items);
    }
  }

  Optional<YamlNode> build(Iterable<Event> events) {
    boolean begun = false;
    for (Event event : events) {
      if (event instanceof DocumentStartEvent) {
        if (begun) {
          return refuse(
              event, SiteError.UNSUPPORTED_YAML, Complaint.of("expected one document in a file"));
        }
        begun = true;
      } else if (event instanceof NodeEvent node) {
        Optional<Complaint> unsupported = unsupported(node);
        if (unsupported.isPresent()) {
          return refuse(event, SiteError.UNSUPPORTED_YAML, unsupported.get());
        }
        if (++values > MOST_VALUES || open.size() >= DEEPEST) {
          String limit =
              values > MOST_VALUES ? MOST_VALUES + " values" : DEEPEST + " levels of nesting";
          return refuse(event, SiteError.TOO_LARGE, Complaint.of("expected at most " + limit));
        }
        begin(node);
      } else if (event instanceof MappingEndEvent || event instanceof SequenceEndEvent) {
        place(open.pop().close());
      }
    }
    return Optional.ofNullable(result);
  }

  private void begin(NodeEvent node) {
    Place place = at(node);
    if (node instanceof ScalarEvent scalar) {
      place(
          new YamlNode.Scalar(
              place, scalar.getValue(), scalar.getScalarStyle() == ScalarStyle.PLAIN));
    } else {
      open.push(new Open(place, node instanceof MappingStartEvent));
    }
  }

  private void place(YamlNode value) {
    Open parent = open.peek();
    if (parent == null) {
      result = value;
    } else {
      parent.add(value);
    }
  }

  private Optional<Complaint> unsupported(NodeEvent node) {
    String hint = "use 'vars:' and ${name}, or 'include:'";
    if (node instanceof AliasEvent alias) {
      return Optional.of(
          Complaint.of("unsupported YAML: the alias " + Quoted.of("*" + alias.getAnchor()), hint));
    }
    if (node.getAnchor() != null) {
      return Optional.of(
          Complaint.of("unsupported YAML: the anchor " + Quoted.of("&" + node.getAnchor()), hint));
    }
    String tag =
        node instanceof ScalarEvent scalar
            ? scalar.getTag()
            : node instanceof CollectionStartEvent collection ? collection.getTag() : null;
    if (tag != null) {
      return Optional.of(
          Complaint.of(
              "unsupported YAML: the tag " + Quoted.of(tag.replace("tag:yaml.org,2002:", "!!")),
              "write the value without it"));
    }
    Open parent = open.peek();
    if (parent == null || !parent.expectsKey()) {
      return Optional.empty();
    }
    if (!(node instanceof ScalarEvent key)) {
      return Optional.of(Complaint.of("unsupported YAML: a key that is not a word"));
    }
    if (key.getValue().length() > LONGEST_KEY) {
      return Optional.of(
          Complaint.of("unsupported YAML: a key of more than " + LONGEST_KEY + " characters"));
    }
    return key.getValue().equals("<<")
        ? Optional.of(Complaint.of("unsupported YAML: the merge key \"<<\"", hint))
        : Optional.empty();
  }

  private Optional<YamlNode> refuse(Event event, SiteError error, Complaint complaint) {
    faults.add(error, new Spot(at(event), ""), complaint);
    return Optional.empty();
  }

  private Place at(Event event) {
    Mark mark = event.getStartMark();
    return mark == null
        ? new Place(source, 1, 1)
        : new Place(source, mark.getLine() + 1, mark.getColumn() + 1);
  }
}

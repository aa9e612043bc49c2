package org.nodecustomize.rpm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program that a package runs. Triggers are shown once for each kind, with the interpreter of the
 * first.
 *
 * @param interpreter for instance {@code /bin/sh} or {@code <lua>}; empty where the header names none
 */
public record Scriptlet(Kind kind, Optional<String> interpreter) {

  /** When a scriptlet runs; the names are those of spec files. */
  public enum Kind {
    PRETRANS("%pretrans", RpmTag.PRETRANS, RpmTag.PRETRANSPROG),
    PRE("%pre", RpmTag.PREIN, RpmTag.PREINPROG),
    POST("%post", RpmTag.POSTIN, RpmTag.POSTINPROG),
    POSTTRANS("%posttrans", RpmTag.POSTTRANS, RpmTag.POSTTRANSPROG),
    PREUNTRANS("%preuntrans", RpmTag.PREUNTRANS, RpmTag.PREUNTRANSPROG),
    PREUN("%preun", RpmTag.PREUN, RpmTag.PREUNPROG),
    POSTUN("%postun", RpmTag.POSTUN, RpmTag.POSTUNPROG),
    POSTUNTRANS("%postuntrans", RpmTag.POSTUNTRANS, RpmTag.POSTUNTRANSPROG),
    VERIFY("%verifyscript", RpmTag.VERIFYSCRIPT, RpmTag.VERIFYSCRIPTPROG),
    TRIGGER("%trigger", RpmTag.TRIGGERSCRIPTS, RpmTag.TRIGGERSCRIPTPROG),
    FILE_TRIGGER("%filetrigger", RpmTag.FILETRIGGERSCRIPTS, RpmTag.FILETRIGGERSCRIPTPROG),
    TRANS_FILE_TRIGGER(
        "%transfiletrigger", RpmTag.TRANSFILETRIGGERSCRIPTS, RpmTag.TRANSFILETRIGGERSCRIPTPROG);

    private final String title;
    private final RpmTag script;
    private final RpmTag program;

    Kind(String title, RpmTag script, RpmTag program) {
      this.title = title;
      this.script = script;
      this.program = program;
    }

    /** What the kind is called in a spec file, for instance {@code %post}. */
    public String title() {
      return title;
    }
  }

  /** The scriptlets of a package; one that has only an interpreter ({@code -p}) counts too. */
  static List<Scriptlet> of(RpmHeader header) {
    List<Scriptlet> scriptlets = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (header.has(kind.script) || header.has(kind.program)) {
        scriptlets.add(new Scriptlet(kind, header.text(kind.program)));
      }
    }
    return List.copyOf(scriptlets);
  }
}

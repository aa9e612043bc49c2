package org.nodecustomize.op.system;

import java.util.Map;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.tree.Bytes;

/** A script that runs in the image while it is made, as root and without a network. */
public record OfflineScript(Origin origin, ScriptCall call) {

  /** The drive is mounted so that programs on it can run; exec keeps the exit code. */
  private static final String SCRIPT =
      """
      chmod 0700 script || exit 97
      %sexec ./script%s </dev/null
      """;

  /** What is done, in a few words. */
  public String title() {
    return "run script " + call.name();
  }

  /**
   * The command.
   *
   * @throws org.nodecustomize.diag.OperationException if the text is no script
   */
  public ImageCommand command() {
    Bytes script = Bytes.of(call.checked(origin));
    return new ImageCommand(
        origin,
        title(),
        call.name(),
        SCRIPT.formatted(call.exports(), call.words()),
        Map.of("script", script),
        call.limit());
  }
}

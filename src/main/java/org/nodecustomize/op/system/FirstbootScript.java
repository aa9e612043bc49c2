package org.nodecustomize.op.system;

import java.util.Optional;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.Sha256;

/**
 * A script that runs once on each host, at the first boot of an image that has it. All scripts run
 * in the order of their numbers by one unit, whose messages are in the journal; one that fails does
 * not keep the others from running and runs again at the next boot.
 *
 * <p>What has run is kept in /var/lib/node-customize, which survives upgrades. A checksum belongs to
 * it: a script that a later image brings with other content or words runs again. systemd's own
 * ConditionFirstBoot is never true on a host that anaconda installed: it makes a machine-id.
 *
 * @param number 0 to 99, the order
 */
public record FirstbootScript(Origin origin, int number, ScriptCall call) implements TreeOperation {
  static final String CALLS = "/usr/libexec/node-customize/firstboot.d";
  static final String SCRIPTS = "/usr/libexec/node-customize/firstboot-scripts";
  static final String PROGRAM = "/usr/libexec/node-customize/firstboot";
  static final String UNIT = "node-customize-firstboot.service";

  private static final Pattern NUMBERED = Pattern.compile("[0-9]{2}-.+");

  private static final String UNIT_TEXT =
      """
      # written by node-customize
      [Unit]
      Description=Scripts of the image for the first boot of a host
      ConditionDirectoryNotEmpty=%s
      RequiresMountsFor=/var/lib/node-customize
      Wants=network-online.target
      After=local-fs.target network-online.target

      [Service]
      Type=oneshot
      RemainAfterExit=yes
      ExecStart=%s

      [Install]
      WantedBy=multi-user.target
      """
          .formatted(CALLS, PROGRAM);

  private static final String PROGRAM_TEXT =
      """
      #!/bin/sh
      # written by node-customize
      # Runs each script once on this host; exits with 1 if one failed.
      set -u
      scripts=${1:-/usr/libexec/node-customize/firstboot.d}
      state=${2:-/var/lib/node-customize/firstboot}
      mkdir -p "$state" || exit 1
      status=0
      for script in "$scripts"/[0-9][0-9]-*; do
        [ -x "$script" ] || continue
        name=${script##*/}
        sum=$(sha256sum < "$script") || exit 1
        sum=${sum%% *}
        if [ -f "$state/$name" ] && [ "$(cat "$state/$name")" = "$sum" ]; then
          continue
        fi
        echo "$name: started"
        if "$script" < /dev/null; then
          echo "$sum" > "$state/$name.new" && mv -f "$state/$name.new" "$state/$name"
          echo "$name: done"
        else
          echo "$name: failed with exit code $?, runs again at the next boot" >&2
          status=1
        fi
      done
      exit $status
      """;

  /** Its checksum stands for that of the script too. */
  private static final String CALL_TEXT =
      """
      #!/bin/sh
      # written by node-customize for the script with the sha256 %s
      %sexec timeout --kill-after=10 %d %s%s
      """;

  @Override
  public String title() {
    return "add first boot script " + call.name();
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    byte[] script = call.checked(origin);
    if (number < 0 || number > 99) {
      throw Wrong.wish(origin, "expected a number from 0 to 99 but was " + number);
    }
    Edits edits = new Edits(tree);
    String file = "%02d-%s".formatted(number, call.name());
    Optional<String> twin =
        edits.list(CALLS).stream()
            .filter(other -> NUMBERED.matcher(other).matches() && !other.equals(file))
            .filter(other -> other.substring(3).equals(call.name()))
            .findFirst();
    if (twin.isPresent()) {
      throw Wrong.wish(
          origin,
          "the image has the first boot script \"" + twin.get() + "\" already",
          "choose another name, or remove " + CALLS + "/" + twin.get());
    }
    edits.file(SCRIPTS + "/" + file, script, 0755);
    String text =
        CALL_TEXT.formatted(
            Sha256.of(script),
            call.exports(),
            call.limit().toSeconds(),
            SCRIPTS + "/" + file,
            call.words());
    edits.file(CALLS + "/" + file, text, 0755);
    edits.file(PROGRAM, PROGRAM_TEXT, 0755);
    edits.file(Units.USR + "/" + UNIT, UNIT_TEXT, 0644);
    new EnableUnit(origin, UNIT).apply(tree, events);
  }
}

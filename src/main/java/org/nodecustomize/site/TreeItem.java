package org.nodecustomize.site;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.nodecustomize.diag.Origin;

/**
 * A directory of this machine, copied with all that is in it.
 *
 * @param path the directory in the image that gets what {@code source} holds
 * @param fileMode of every file; where empty, 0755 for what its owner may run, else 0644
 * @param directoryMode of every directory that is new
 * @param exclude globs, relative to {@code source}, of what is left out
 * @param intent {@link Intent#OVERRIDE}: presets are files that somebody looked at one by one
 * @param replace whether files that are there already are replaced
 */
public record TreeItem(
    Origin origin,
    String path,
    Path source,
    OptionalInt fileMode,
    int directoryMode,
    AccountRef owner,
    AccountRef group,
    List<String> exclude,
    Intent intent,
    boolean replace)
    implements Item {

  public TreeItem {
    exclude = List.copyOf(exclude);
  }
}

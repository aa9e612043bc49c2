package org.nodecustomize.apply;

import java.util.Optional;
import java.util.stream.Collectors;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledDatabase;
import org.nodecustomize.image.ProgramArchitecture;
import org.nodecustomize.rpm.GpgPubkey;
import org.nodecustomize.rpm.database.DatabaseSearch;
import org.nodecustomize.tree.FileTree;

/**
 * What this program finds out about an image by itself, so that its rpm does not have to be asked.
 *
 * @param keys the OpenPGP keys in the rpm database, armored
 */
record KnownFacts(ImageFacts facts, String keys) {

  /** Reads a tree; empty where only the image's rpm can read its database. */
  static Optional<KnownFacts> of(FileTree tree) {
    try {
      if (InstalledDatabase.find(tree) instanceof DatabaseSearch.Found found) {
        String keys =
            found.database().keys().stream()
                .map(GpgPubkey::armored)
                .collect(Collectors.joining("\n"));
        return Optional.of(
            new KnownFacts(
                FactsReader.read(
                    tree,
                    ProgramArchitecture.of(tree),
                    InstalledDatabase.packages(found.database())),
                keys));
      }
    } catch (ImageException e) {
      // Whether a database is damaged beyond use is for the image's own rpm to say.
      return Optional.empty();
    }
    return Optional.empty();
  }
}

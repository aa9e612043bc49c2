package org.nodecustomize.apply;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.image.Container;
import org.nodecustomize.image.FactsReader;
import org.nodecustomize.image.InstalledDatabase;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.image.ProgramArchitecture;
import org.nodecustomize.rpm.database.DatabaseSearch;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.LabelPolicy;
import org.nodecustomize.rule.PackageContents;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.seal.label.FileContexts;
import org.nodecustomize.tree.FileTree;

/** Reads from a tree what rules want to know, without any program of the image. */
public final class RuleFacts {
  private static final int TEXT_LIMIT = 16 << 20;

  private RuleFacts() {}

  /**
   * What rules are given of a tree. An rpm database that is missing or cannot be read leaves the
   * packages out: rules that need them say so.
   */
  public static CheckedImage read(FileTree tree, Optional<Container> container) {
    Optional<PackageContents> contents = contents(tree);
    List<InstalledPackage> packages = contents.map(PackageContents::installed).orElse(List.of());
    return new CheckedImage(
        Snapshot.of(tree),
        FactsReader.read(tree, ProgramArchitecture.of(tree), packages),
        container,
        contents.map(known -> known),
        contents,
        labels(tree));
  }

  private static Optional<PackageContents> contents(FileTree tree) {
    try {
      return InstalledDatabase.find(tree) instanceof DatabaseSearch.Found found
          ? Optional.of(PackageContents.read(found.database()))
          : Optional.empty();
    } catch (ImageException e) {
      // A damaged database is what the rules about it tell.
      return Optional.empty();
    }
  }

  private static Optional<LabelPolicy> labels(FileTree tree) {
    return tree.list("/etc/selinux").stream()
        .map(name -> "/etc/selinux/" + name + "/contexts/files/file_contexts")
        .filter(tree::exists)
        .findFirst()
        .map(
            file ->
                FileContexts.parse(
                    new FileContexts.Texts(
                        text(tree, file),
                        text(tree, file + ".homedirs"),
                        text(tree, file + ".local"),
                        text(tree, file + ".subs_dist"),
                        text(tree, file + ".subs"))))
        .map(contexts -> contexts::context);
  }

  private static String text(FileTree tree, String path) {
    return tree.read(path, TEXT_LIMIT)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElse("");
  }
}

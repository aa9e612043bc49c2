package org.nodecustomize.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.op.Owner;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.op.file.CopyTree;
import org.nodecustomize.op.file.EditFile;
import org.nodecustomize.op.file.MakeDirectory;
import org.nodecustomize.op.file.MakeLink;
import org.nodecustomize.op.file.PlaceFile;
import org.nodecustomize.op.file.PlacePreset;
import org.nodecustomize.op.file.PlacementWish;
import org.nodecustomize.op.file.RemovePaths;
import org.nodecustomize.op.file.SetPlacement;
import org.nodecustomize.op.file.TextEdit;
import org.nodecustomize.site.AccountRef;
import org.nodecustomize.site.DirectoryItem;
import org.nodecustomize.site.EditAction;
import org.nodecustomize.site.FileItem;
import org.nodecustomize.site.Files;
import org.nodecustomize.site.Intent;
import org.nodecustomize.site.PermissionItem;
import org.nodecustomize.site.TreeItem;

/** The steps of the sections on files. */
final class FileSteps {
  private FileSteps() {}

  static List<Step> of(Files wish) {
    List<Step> steps = new ArrayList<>();
    wish.removals()
        .forEach(
            one ->
                steps.add(
                    new Step.Edit(Phase.REMOVALS, new RemovePaths(one.origin(), one.pattern()))));
    wish.directories().forEach(one -> steps.add(new Step.Edit(Phase.DIRECTORIES, directory(one))));
    wish.trees().forEach(one -> steps.add(new Step.Edit(Phase.TREES, tree(one))));
    wish.files().forEach(one -> steps.add(new Step.Edit(Phase.FILES, file(one))));
    wish.links()
        .forEach(
            one ->
                steps.add(
                    new Step.Edit(
                        Phase.LINKS,
                        new MakeLink(one.origin(), one.path(), one.target(), one.replace()))));
    wish.edits()
        .forEach(
            one ->
                steps.add(
                    new Step.Edit(
                        Phase.EDITS,
                        new EditFile(one.origin(), one.path(), edit(one.action()), one.create()))));
    wish.permissions()
        .forEach(one -> steps.add(new Step.Edit(Phase.PERMISSIONS, permissions(one))));
    return steps;
  }

  private static TreeOperation directory(DirectoryItem item) {
    return new MakeDirectory(
        item.origin(),
        item.path(),
        new PlacementWish(
            item.mode(),
            item.owner().map(FileSteps::owner),
            item.group().map(FileSteps::owner),
            item.xattrs(),
            Optional.empty()));
  }

  private static TreeOperation tree(TreeItem item) {
    if (item.intent() != Intent.OVERRIDE) {
      throw new OperationException(
          item.origin()
              .problem("a whole directory cannot be a preset or a snippet")
              .withHint("name its files under 'files', each with its intent"));
    }
    return new CopyTree(
        item.origin(),
        item.path(),
        item.source(),
        new CopyTree.Modes(item.fileMode(), OptionalInt.of(item.directoryMode())),
        Optional.of(owner(item.owner())),
        Optional.of(owner(item.group())),
        item.exclude(),
        item.replace());
  }

  private static TreeOperation file(FileItem item) {
    PlacementWish placement =
        new PlacementWish(
            OptionalInt.of(item.mode()),
            Optional.of(owner(item.owner())),
            Optional.of(owner(item.group())),
            item.xattrs(),
            item.capabilities());
    return item.intent() == Intent.PRESET
        ? new PlacePreset(
            item.origin(), item.path(), item.source().content(), placement, item.replace())
        : new PlaceFile(
            item.origin(), item.path(), item.source().content(), placement, item.replace());
  }

  private static TreeOperation permissions(PermissionItem item) {
    return new SetPlacement(
        item.origin(),
        item.path(),
        new PlacementWish(
            item.mode(),
            item.owner().map(FileSteps::owner),
            item.group().map(FileSteps::owner),
            Map.of(),
            Optional.empty()));
  }

  private static TextEdit edit(EditAction action) {
    if (action instanceof EditAction.LinePresent one) {
      return new TextEdit.LinePresent(one.line(), one.matching(), one.after());
    }
    if (action instanceof EditAction.LineAbsent one) {
      return new TextEdit.LineAbsent(one.line());
    }
    if (action instanceof EditAction.MatchAbsent one) {
      return new TextEdit.MatchAbsent(one.pattern());
    }
    if (action instanceof EditAction.Substitute one) {
      return new TextEdit.Substitute(one.pattern(), one.replacement(), one.required());
    }
    if (action instanceof EditAction.SetKey one) {
      return new TextEdit.SetKey(one.key(), one.value(), one.separator());
    }
    if (action instanceof EditAction.UnsetKey one) {
      return new TextEdit.UnsetKey(one.key(), one.separator());
    }
    if (action instanceof EditAction.SetIniKey one) {
      return new TextEdit.SetIniKey(one.section(), one.key(), one.value());
    }
    if (action instanceof EditAction.UnsetIniKey one) {
      return new TextEdit.UnsetIniKey(one.section(), one.key());
    }
    return new TextEdit.Empty();
  }

  /** An owner as operations have it. */
  static Owner owner(AccountRef account) {
    return account instanceof AccountRef.Named named
        ? new Owner.Named(named.name())
        : new Owner.Numbered(((AccountRef.Numbered) account).id());
  }
}

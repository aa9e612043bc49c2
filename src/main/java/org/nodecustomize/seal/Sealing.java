package org.nodecustomize.seal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeNames;

/** What the steps of one run share: the trees, edits that are made only where needed, the report. */
final class Sealing {
  /** Bytes of the largest text that is read: account files, policies. */
  static final int TEXT_LIMIT = 32 << 20;

  /** Files up to this many bytes are read at once when they are copied, so that nothing reads late. */
  private static final long READ_AT_ONCE = 32 << 20;

  private final SealInput input;
  private final List<SealReport.Deed> deeds = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final TreeMap<String, Finish> finishes = new TreeMap<>();

  Sealing(SealInput input) {
    this.input = input;
  }

  FileTree before() {
    return input.before();
  }

  EditableTree after() {
    return input.after();
  }

  LayoutProfile profile() {
    return input.profile();
  }

  SealInput input() {
    return input;
  }

  SealOptions options() {
    return input.options();
  }

  Instant time() {
    return input.options().time();
  }

  /** Where this image keeps what a host has in /etc. */
  String etc() {
    return profile() == LayoutProfile.OSTREE ? PristineTrees.VENDOR : "/etc";
  }

  /** Whether something is at the path itself in the base. */
  boolean wasThere(String path) {
    return before().type(path).isPresent();
  }

  /** Whether something is at the path itself now. */
  boolean isThere(String path) {
    return after().type(path).isPresent();
  }

  boolean isNew(String path) {
    return isThere(path) && !wasThere(path);
  }

  /** The text of a file now; empty where there is none. */
  String text(String path) {
    return text(after(), path);
  }

  static String text(FileTree tree, String path) {
    return tree.read(path, TEXT_LIMIT).map(TreeNames::decode).orElse("");
  }

  void did(String rule, String path, String text) {
    deeds.add(new SealReport.Deed(rule, path, text));
  }

  void notice(String text) {
    if (!notices.contains(text)) {
      notices.add(text);
    }
  }

  void problem(Problem problem) {
    problems.add(problem);
  }

  /** How many problems there are. */
  int problems() {
    return problems.size();
  }

  /** Makes a file of this text where there is another or none; returns whether it had to. */
  boolean file(String path, String text, int permissions) {
    byte[] content = TreeNames.encode(text);
    Optional<FileNode> node = after().node(path);
    boolean same =
        node.filter(n -> n.isRegular() && n.size() == content.length).isPresent()
            && text(path).equals(text)
            && node.get().permissions() == permissions
            && node.get().uid() == 0
            && node.get().gid() == 0;
    if (!same) {
      after().putFile(path, Content.of(content), Placement.ofRoot(permissions));
    }
    return !same;
  }

  void remove(String path, String rule, String text) {
    after().remove(path);
    finishes.keySet().removeIf(p -> p.equals(path) || p.startsWith(path + "/"));
    did(rule, path, text);
  }

  /**
   * Makes {@code to} hold what {@code from} of the given tree does, as a copy; directories without
   * what is in them.
   *
   * @return whether something had to be done
   */
  boolean copy(FileTree tree, String from, String to) {
    FileNode node = tree.node(from).orElseThrow();
    Optional<FileNode> there = after().node(to);
    if (there.isPresent()
        && NodeStates.same(new NodeStates.Name(tree, from), new NodeStates.Name(after(), to))) {
      return false;
    }
    if (there.isPresent() && there.get().isDirectory() != node.isDirectory()) {
      after().remove(to);
    }
    Placement placement = NodeStates.placement(node);
    switch (node.type()) {
      case DIRECTORY -> after().putDirectory(to, placement);
      case LINK -> after().putLink(to, node.target().orElseThrow(), placement);
      case REGULAR -> after().putFile(to, content(tree, from, node.size()), placement);
      default -> throw new IllegalArgumentException(node.type() + " at " + from);
    }
    return true;
  }

  private static Content content(FileTree tree, String path, long size) {
    Content content =
        new Content() {
          @Override
          public long size() {
            return size;
          }

          @Override
          public InputStream open() throws IOException {
            return tree.open(path)
                .orElseThrow(() -> new IOException(path + " is no longer a file"));
          }
        };
    if (size > READ_AT_ONCE) {
      return content;
    }
    try (InputStream in = content.open()) {
      return Content.of(in.readNBytes((int) size + 1));
    } catch (IOException e) {
      throw new OperationException(Problem.at(path, "cannot be read: " + e.getMessage()), e);
    }
  }

  /** Gives what is there the time of the run, where it has another. */
  boolean touch(String path) {
    if (modified(path).equals(Optional.of(time()))) {
      return false;
    }
    finishes.merge(
        path,
        new Finish(path, Optional.of(time()), Optional.empty()),
        (old, touched) -> new Finish(path, touched.modified(), old.label()));
    return true;
  }

  /** The time that something will have. */
  private Optional<Instant> modified(String path) {
    Finish finish = finishes.get(path);
    return finish != null && finish.modified().isPresent()
        ? finish.modified()
        : after().node(path).map(FileNode::modified);
  }

  /** Gives what is there an SELinux context; its time stays. */
  void label(String path, String context) {
    FileNode node = after().node(path).orElseThrow();
    if (node.modified().equals(time())) {
      after().setPlacement(path, Finish.labelled(node, context));
      return;
    }
    finishes.merge(
        path,
        new Finish(path, Optional.empty(), Optional.of(context)),
        (old, labelled) -> new Finish(path, old.modified(), labelled.label()));
  }

  SealReport report() {
    return new SealReport(deeds, List.copyOf(finishes.values()), notices, problems);
  }
}

package org.nodecustomize.ext4;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.function.Function;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.FileTree.Visitor;

/**
 * Walks a tree. It ends whatever the directories say: each may come once, all have no more blocks
 * than there are, and no path may be longer than Linux can use. Many inodes can share one block of
 * attributes or the text of a link, so that what is told of all has a bound too.
 */
final class TreeWalker {
  /** Bytes of a path of Linux without its end; characters are no more. */
  private static final int MOST_PATH = 4095;

  /** Bytes of all paths, texts of links and attributes; those who ask keep them in memory. */
  private static final long MOST_TOLD = 192L << 20;

  private final Damage damage;
  private final Directories directories;
  private final Function<Inode, FileNode> told;
  private final Visitor visitor;
  private final BitSet seen = new BitSet();
  private final DirectoryReader.Budget budget;
  private final Deque<Frame> stack = new ArrayDeque<>();
  private long toldBytes;

  /** A directory that the walk is in. */
  private static final class Frame {
    final String prefix;
    final Directory directory;
    int next;

    Frame(String prefix, Directory directory) {
      this.prefix = prefix;
      this.directory = directory;
    }
  }

  TreeWalker(
      Damage damage, Directories directories, Function<Inode, FileNode> told, Visitor visitor) {
    this.damage = damage;
    this.directories = directories;
    this.told = told;
    this.visitor = visitor;
    this.budget = directories.budget();
  }

  void walk(String top, Inode inode) {
    visit(top, inode);
    while (!stack.isEmpty()) {
      Frame frame = stack.peek();
      if (frame.next == frame.directory.size()) {
        stack.pop();
        continue;
      }
      int entry = frame.next++;
      visit(
          frame.prefix + frame.directory.name(entry),
          directories.inode(frame.directory.inode(entry)));
    }
  }

  private void visit(String path, Inode inode) {
    if (path.length() > MOST_PATH) {
      throw damage.of(inode, "a path of more than " + MOST_PATH + " bytes leads to it");
    }
    if (inode.isDirectory()) {
      if (seen.get((int) inode.number())) {
        throw damage.of(inode, "a directory is in two directories");
      }
      seen.set((int) inode.number());
    }
    FileNode node = told.apply(inode);
    count(path, inode, node);
    boolean deeper = visitor.visit(path, node);
    if (deeper && inode.isDirectory()) {
      String prefix = path.equals("/") ? path : path + "/";
      stack.push(new Frame(prefix, directories.read(inode, budget)));
    }
  }

  private void count(String path, Inode inode, FileNode node) {
    toldBytes += path.length() + node.target().map(String::length).orElse(0);
    for (Bytes value : node.attributes().values()) {
      toldBytes += value.size();
    }
    if (toldBytes > MOST_TOLD) {
      throw damage.of(
          inode, "paths, links and attributes have more than " + MOST_TOLD + " bytes in all");
    }
  }
}

package org.nodecustomize.tree;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells what each of many wishes changed in a tree, at a cost of what it changed and not of all that
 * was changed before. Not thread-safe.
 */
public final class EditNews {
  private final EditedTree tree;
  private final Map<String, TreeEdits.At> known = new HashMap<>();

  /** Begins with the tree as it is. */
  public EditNews(EditedTree tree) {
    this.tree = tree;
    take();
  }

  /**
   * What became another.
   *
   * @param news what is to be done now and was not, sorted by path; empty where wishes only took
   *     back what was to be done
   * @param isAny whether anything became another
   */
  public record News(List<TreeEdits.At> news, boolean isAny) {
    public News {
      news = List.copyOf(news);
    }
  }

  /** What became another since this was asked last. */
  public News take() {
    List<TreeEdits.At> news = new ArrayList<>();
    boolean any = false;
    for (TreeEdits.At now : tree.takeNews()) {
      TreeEdits.At before = known.getOrDefault(now.path(), TreeEdits.At.nothing(now.path()));
      if (now.equals(before)) {
        continue;
      }
      any = true;
      known.put(now.path(), now);
      TreeEdits.At since = now.since(before);
      if (!since.isNothing()) {
        news.add(since);
      }
    }
    return new News(news, any);
  }
}

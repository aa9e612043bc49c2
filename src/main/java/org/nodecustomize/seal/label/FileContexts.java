package org.nodecustomize.seal.label;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.TreeNames;
import org.nodecustomize.tree.TreeView;

/**
 * The labels that a policy wants files to have, as libselinux reads them from {@code
 * contexts/files} of the policy's directory; see selabel_file(5) and file_contexts(5).
 *
 * <p>Of the lines that describe a path and its type, the last one counts; lines with a plain path
 * stand after all those with an expression, and the files stand in the order base, homes, local.
 * Before that, {@code subs} and then {@code subs_dist} may replace the beginning of the path.
 */
public final class FileContexts {
  /** More lines than any policy has. */
  private static final int LARGEST = 200_000;

  /** Bytes; those of real policies have some 400,000. */
  private static final int LARGEST_FILE = 16 << 20;

  private final List<ContextSpec> specs;
  private final Substitutions local;
  private final Substitutions distributed;
  private final List<String> rejected;

  private FileContexts(
      List<ContextSpec> specs,
      Substitutions local,
      Substitutions distributed,
      List<String> rejected) {
    this.specs = List.copyOf(specs);
    this.local = local;
    this.distributed = distributed;
    this.rejected = List.copyOf(rejected);
  }

  /**
   * The files' texts; an absent file is an empty text.
   *
   * @param base file_contexts
   * @param homes file_contexts.homedirs
   * @param local file_contexts.local
   * @param distributedSubstitutions file_contexts.subs_dist
   * @param substitutions file_contexts.subs
   */
  public record Texts(
      String base,
      String homes,
      String local,
      String distributedSubstitutions,
      String substitutions) {}

  /**
   * Reads the policy's files of a tree.
   *
   * @param policy the policy's directory, for instance {@code /etc/selinux/targeted}
   * @return empty where there is no file_contexts
   */
  public static Optional<FileContexts> of(TreeView tree, String policy) {
    String file = policy + "/contexts/files/file_contexts";
    return tree.exists(file)
        ? Optional.of(
            parse(
                new Texts(
                    text(tree, file),
                    text(tree, file + ".homedirs"),
                    text(tree, file + ".local"),
                    text(tree, file + ".subs_dist"),
                    text(tree, file + ".subs"))))
        : Optional.empty();
  }

  private static String text(TreeView tree, String file) {
    return tree.read(file, LARGEST_FILE).map(TreeNames::decode).orElse("");
  }

  /** Reads the files. Lines that are not understood are left out and told by {@link #rejected}. */
  public static FileContexts parse(Texts texts) {
    List<ContextSpec> expressions = new ArrayList<>();
    List<ContextSpec> plain = new ArrayList<>();
    List<String> rejected = new ArrayList<>();
    for (String text : List.of(texts.base(), texts.homes(), texts.local())) {
      text.lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .limit(LARGEST)
          .forEach(
              line -> {
                try {
                  ContextSpec spec = spec(line);
                  (spec.isExact() ? plain : expressions).add(spec);
                } catch (UnsupportedPatternException e) {
                  rejected.add(line + ": " + e.getMessage());
                }
              });
    }
    expressions.addAll(plain);
    return new FileContexts(
        expressions,
        Substitutions.parse(texts.substitutions()),
        Substitutions.parse(texts.distributedSubstitutions()),
        rejected);
  }

  private static ContextSpec spec(String line) throws UnsupportedPatternException {
    String[] words = line.split("\\s+", -1);
    if (words.length < 2 || words.length > 3) {
      throw new UnsupportedPatternException("expected a path, perhaps a type, and a context");
    }
    Optional<NodeType> type = words.length == 3 ? Optional.of(type(words[1])) : Optional.empty();
    String context = words[words.length - 1];
    boolean none = context.equals("<<none>>");
    if (!none && context.split(":", -1).length < 3) {
      throw new UnsupportedPatternException("'" + context + "' is no context");
    }
    return new ContextSpec(words[0], type, none ? Optional.empty() : Optional.of(context));
  }

  private static NodeType type(String word) throws UnsupportedPatternException {
    return switch (word) {
      case "--" -> NodeType.REGULAR;
      case "-d" -> NodeType.DIRECTORY;
      case "-l" -> NodeType.LINK;
      case "-b" -> NodeType.BLOCK_DEVICE;
      case "-c" -> NodeType.CHARACTER_DEVICE;
      case "-p" -> NodeType.FIFO;
      case "-s" -> NodeType.SOCKET;
      default -> throw new UnsupportedPatternException("'" + word + "' is no type of file");
    };
  }

  /**
   * The context that what is at an absolute path has to have.
   *
   * @return empty where the policy says none, or nothing
   */
  public Optional<String> context(String path, NodeType type) {
    String first = local.substitute(path).orElse(path);
    String key = distributed.substitute(first).orElse(first);
    for (int i = specs.size() - 1; i >= 0; i--) {
      if (specs.get(i).matches(key, type)) {
        return specs.get(i).context();
      }
    }
    return Optional.empty();
  }

  /** Whether {@code from} is labelled as {@code to} is. */
  public boolean equates(String from, String to) {
    String first = local.substitute(from).orElse(from);
    return distributed.substitute(first).orElse(first).equals(to);
  }

  /** Lines that are not understood, each with the reason. */
  public List<String> rejected() {
    return rejected;
  }
}

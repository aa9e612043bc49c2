package org.nodecustomize.rpm;

import java.util.ArrayList;
import java.util.List;

/** The paths of a package: directory names, base names and the index of each one's directory. */
final class FileList {
  /** Ten times the paths of the largest packages; keeps small headers from making large lists. */
  private static final long MAX_CHARACTERS = 64L << 20;

  private FileList() {}

  static List<String> of(RpmHeader header) throws BadHeaderException {
    List<String> baseNames = header.texts(RpmTag.BASENAMES);
    if (baseNames.isEmpty()) {
      return header.texts(RpmTag.OLDFILENAMES);
    }
    List<String> directories = header.texts(RpmTag.DIRNAMES);
    List<Long> indexes = header.numbers(RpmTag.DIRINDEXES);
    if (indexes.size() != baseNames.size()) {
      throw new BadHeaderException(
          "bad header: expected "
              + baseNames.size()
              + " directory indexes but was "
              + indexes.size());
    }
    List<String> paths = new ArrayList<>(baseNames.size());
    long characters = 0;
    for (int i = 0; i < baseNames.size(); i++) {
      long index = indexes.get(i);
      if (index < 0 || index >= directories.size()) {
        throw new BadHeaderException(
            "bad header: expected a directory index below "
                + directories.size()
                + " but was "
                + index);
      }
      String directory = directories.get((int) index);
      characters += (long) directory.length() + baseNames.get(i).length();
      if (characters > MAX_CHARACTERS) {
        throw new BadHeaderException(
            "bad header: expected paths of at most 67,108,864 characters in all");
      }
      paths.add(directory + baseNames.get(i));
    }
    return List.copyOf(paths);
  }
}

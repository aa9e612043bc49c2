package org.nodecustomize.op.account;

import java.util.List;

/** Ranges of numbers that users may give to their containers, see subuid(5), as useradd(8) has them. */
final class SubordinateIds {
  private final Accounts accounts;

  SubordinateIds(Accounts accounts) {
    this.accounts = accounts;
  }

  /** Gives an ordinary user the next range, where the image has such ranges at all. */
  void add(String user, boolean system) {
    if (!system) {
      accounts.file("subuid").ifPresent(file -> add(file, user, "SUB_UID"));
      accounts.file("subgid").ifPresent(file -> add(file, user, "SUB_GID"));
    }
  }

  private void add(AccountFile file, String user, String key) {
    long count = accounts.defs().number(key + "_COUNT", 65536);
    long last = accounts.defs().number(key + "_MAX", 600_100_000);
    long start = accounts.defs().number(key + "_MIN", 100_000);
    for (List<String> fields : file.entries()) {
      if (fields.size() == 3) {
        long end =
            AccountFiles.number(fields.get(1)).orElse(0L)
                + AccountFiles.number(fields.get(2)).orElse(0L);
        start = Math.max(start, end);
      }
    }
    if (count > 0 && start + count - 1 <= last && file.entry(user).isEmpty()) {
      file.add(List.of(user, Long.toString(start), Long.toString(count)));
    }
  }
}

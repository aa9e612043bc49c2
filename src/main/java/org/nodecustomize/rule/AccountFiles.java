package org.nodecustomize.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The accounts and groups of a tree. Where /etc has none, those of /usr/etc are taken; accounts of
 * /usr/lib (nss-altfiles) count as well.
 */
public final class AccountFiles {
  /** Accounts; a hostile file has more. */
  private static final int MAXIMUM = 100_000;

  private final List<Account> accounts;
  private final List<Group> groups;

  private AccountFiles(List<Account> accounts, List<Group> groups) {
    this.accounts = accounts;
    this.groups = groups;
  }

  /** A line of passwd(5). */
  public record Account(
      String name, String password, long uid, long gid, String home, String shell) {

    /** Whether somebody can log in with it. */
    public boolean isHuman() {
      return !shell.isEmpty()
          && !shell.endsWith("/nologin")
          && !shell.endsWith("/false")
          && (home.startsWith("/home/") || home.startsWith("/var/home/"));
    }
  }

  /** A line of group(5). */
  public record Group(String name, long gid) {}

  /** The directory of a tree that has its accounts: /etc, or /usr/etc where that has none. */
  public static String directory(Snapshot files) {
    boolean inEtc = files.exists("/etc/passwd") || files.exists("/etc/group");
    return inEtc ? "/etc" : PristineTrees.USR_ETC;
  }

  private static String key(Account account) {
    return account.name() + ":" + account.uid();
  }

  /** The accounts of a tree. */
  public static AccountFiles of(Snapshot files) {
    AccountFiles main = in(directory(files), files);
    AccountFiles more = in("/usr/lib", files);
    // What rpm-ostree keeps in both, wheel for instance, is one group for nss as well.
    Set<Group> groups = Set.copyOf(main.groups);
    Set<String> accounts =
        main.accounts.stream().map(AccountFiles::key).collect(Collectors.toSet());
    return new AccountFiles(
        Stream.concat(
                main.accounts.stream(),
                more.accounts.stream().filter(account -> !accounts.contains(key(account))))
            .toList(),
        Stream.concat(
                main.groups.stream(), more.groups.stream().filter(group -> !groups.contains(group)))
            .toList());
  }

  /** The accounts of the files passwd and group in one directory. */
  public static AccountFiles in(String directory, Snapshot files) {
    List<Account> accounts = new ArrayList<>();
    for (List<String> f : fields(files, directory + "/passwd")) {
      if (f.size() == 7 && id(f.get(2)) >= 0 && id(f.get(3)) >= 0) {
        accounts.add(
            new Account(f.get(0), f.get(1), id(f.get(2)), id(f.get(3)), f.get(5), f.get(6)));
      }
    }
    List<Group> groups = new ArrayList<>();
    for (List<String> f : fields(files, directory + "/group")) {
      if (f.size() == 4 && id(f.get(2)) >= 0) {
        groups.add(new Group(f.get(0), id(f.get(2))));
      }
    }
    return new AccountFiles(List.copyOf(accounts), List.copyOf(groups));
  }

  /** The fields of each line of a file in the manner of passwd(5). */
  public static List<List<String>> fields(Snapshot files, String path) {
    return files.lines(path).stream()
        .filter(line -> !line.startsWith("#"))
        .limit(MAXIMUM)
        .map(line -> List.of(line.split(":", -1)))
        .toList();
  }

  private static long id(String text) {
    return text.matches("[0-9]{1,10}") ? Long.parseLong(text) : -1;
  }

  public List<Account> accounts() {
    return accounts;
  }

  public List<Group> groups() {
    return groups;
  }

  /** The names of the accounts. */
  public Set<String> accountNames() {
    return accounts.stream().map(Account::name).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of the groups. */
  public Set<String> groupNames() {
    return groups.stream().map(Group::name).collect(Collectors.toCollection(TreeSet::new));
  }

  public boolean hasUid(long uid) {
    return accounts.stream().anyMatch(account -> account.uid() == uid);
  }

  public boolean hasGid(long gid) {
    return groups.stream().anyMatch(group -> group.gid() == gid);
  }
}

package org.nodecustomize.plan;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.nodecustomize.op.account.AddMembers;
import org.nodecustomize.op.account.Expiry;
import org.nodecustomize.op.account.Password;
import org.nodecustomize.op.account.PutGroup;
import org.nodecustomize.op.account.PutUser;
import org.nodecustomize.op.account.SudoRule;
import org.nodecustomize.site.Accounts;
import org.nodecustomize.site.GroupItem;
import org.nodecustomize.site.SudoItem;
import org.nodecustomize.site.UserItem;

/** The steps of users, groups and sudo. */
final class AccountSteps {
  private AccountSteps() {}

  /**
   * The steps; members of a group come in once all users are made.
   *
   * @param today the day that new passwords count from
   */
  static List<Step> of(Accounts wish, LocalDate today) {
    List<Step> steps = new ArrayList<>();
    // A number that is given must not be the next free one of somebody else.
    List<GroupItem> groups = new ArrayList<>(wish.groups());
    groups.sort(Comparator.comparing(group -> group.gid().isEmpty()));
    List<UserItem> users = new ArrayList<>(wish.users());
    users.sort(Comparator.comparing(user -> user.uid().isEmpty()));
    for (GroupItem group : groups) {
      steps.add(
          new Step.Edit(
              Phase.GROUPS,
              new PutGroup(group.origin(), group.name(), group.gid(), group.system())));
    }
    for (UserItem user : users) {
      steps.add(new Step.Edit(Phase.USERS, user(user, today)));
    }
    for (GroupItem group : wish.groups()) {
      if (!group.members().isEmpty()) {
        steps.add(
            new Step.Edit(
                Phase.USERS, new AddMembers(group.origin(), group.name(), group.members())));
      }
    }
    for (SudoItem rule : wish.sudo()) {
      steps.add(
          new Step.Edit(
              Phase.SUDO,
              new SudoRule(
                  rule.origin(),
                  rule.name(),
                  rule.users(),
                  rule.groups(),
                  rule.commands(),
                  rule.runAs(),
                  rule.noPassword(),
                  rule.defaults())));
    }
    return steps;
  }

  private static PutUser user(UserItem user, LocalDate today) {
    return new PutUser(
        user.origin(),
        user.name(),
        user.uid(),
        user.group().map(FileSteps::owner),
        user.groups(),
        user.comment(),
        user.home(),
        user.shell(),
        user.password().map(AccountSteps::password),
        user.sshKeys(),
        user.system(),
        user.createHome(),
        user.expires().map(AccountSteps::expiry),
        today);
  }

  private static Expiry expiry(org.nodecustomize.site.Expiry expiry) {
    return expiry instanceof org.nodecustomize.site.Expiry.On on
        ? new Expiry.On(on.day())
        : new Expiry.Never();
  }

  private static Password password(org.nodecustomize.site.Password password) {
    return password instanceof org.nodecustomize.site.Password.Hashed hashed
        ? new Password.Hashed(hashed.hash())
        : new Password.Locked();
  }
}

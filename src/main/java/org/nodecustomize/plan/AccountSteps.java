package org.nodecustomize.plan;

import java.util.List;
import org.nodecustomize.site.Accounts;

/** The steps of users, groups and sudo. */
final class AccountSteps {
  private AccountSteps() {}

  static List<Step> of(Accounts wish) {
    return List.of();
  }
}

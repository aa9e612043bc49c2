package org.nodecustomize.apply;

/**
 * What the command line adds to a recipe.
 *
 * @param network repositories on servers may be asked, by this program alone
 * @param updateLock the packages are resolved anew, and the lock file is written again
 */
public record SiteOptions(boolean network, boolean updateLock) {
  /** A recipe as it is. */
  public static final SiteOptions NONE = new SiteOptions(false, false);
}

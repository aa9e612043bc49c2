package org.nodecustomize.apply;

/**
 * What the command line adds to a recipe.
 *
 * @param updateLock the packages are resolved anew, and the lock file is written again
 */
public record SiteOptions(boolean updateLock) {
  /** A recipe as it is. */
  public static final SiteOptions NONE = new SiteOptions(false);
}

package org.nodecustomize.guestfs;

/** What a file system check may change. There is deliberately no way to repair more. */
public enum FsckMode {
  /** Nothing ({@code e2fsck -n}). */
  READ_ONLY,
  /** What can be repaired without a decision of a human ({@code e2fsck -p}). */
  PREEN
}

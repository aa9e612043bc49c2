package org.nodecustomize.tree;

/** In what two things at one path can differ. */
public enum Aspect {
  /** One is a file, the other a directory, and the like; then nothing else is compared. */
  TYPE,
  CONTENT,
  /** Permissions, set-uid, set-gid and sticky bit; of all but links. */
  MODE,
  OWNER,
  /** The text of a link. */
  TARGET,
  /** Major or minor number of a device. */
  DEVICE,
  /** Extended attributes but the label: capabilities, access control lists, those of users. */
  ATTRIBUTES,
  /** The SELinux label. */
  LABEL,
  /** When the content was changed last. */
  TIME,
  /** Which other names the file has. */
  LINKS
}

package org.nodecustomize.squashfs;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One name in the tree and the inode that it stands for.
 *
 * @param path from the root, without a leading slash; empty for the root itself. Bytes that are no
 *     UTF-8 are replaced
 * @param type what it is
 * @param mode the permission bits, set-id and sticky bits included, without the type
 * @param uid owner
 * @param gid group
 * @param mtime seconds since 1970, unsigned 32 bits
 * @param size bytes of a file's content, characters of a link's target, bytes of a directory's
 *     listing plus 3; else 0
 * @param linkTarget where a symbolic link points
 * @param inodeNumber equal for names of the same file
 * @param nlink how many names the inode says that it has
 * @param device device number as Linux packs it in 32 bits; 0 for anything but devices
 * @param xattrId entry in the xattr table
 * @param inodeReference where the inode is
 */
public record SquashfsEntry(
    String path,
    EntryType type,
    int mode,
    long uid,
    long gid,
    long mtime,
    long size,
    Optional<String> linkTarget,
    long inodeNumber,
    long nlink,
    long device,
    OptionalInt xattrId,
    long inodeReference) {

  public boolean isFile() {
    return type == EntryType.FILE;
  }
}

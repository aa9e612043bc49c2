package org.nodecustomize.ext4;

/** Whether a file system can be read without an appliance. */
public sealed interface Support {

  /** It can. */
  @SuppressWarnings("JavaLangClash") // nobody means java.lang.Readable where a Support is
  record Readable(Ext4FileSystem tree) implements Support {}

  /**
   * It is sound as far as one can see, but the kernel of an appliance has to read it.
   *
   * @param because in words for people, to go on after "because"
   */
  record NeedsAppliance(String because) implements Support {}
}

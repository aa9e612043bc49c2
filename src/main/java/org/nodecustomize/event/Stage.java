package org.nodecustomize.event;

/** The stages of a run, in the order in which they happen. */
public enum Stage {
  /** Look at the input: container, layout. */
  PROBE("look at the image"),
  /** Read every block of the container. */
  VERIFY_BLOCKS("read every block"),
  /** Read the given packages; check digests and signatures. */
  VERIFY("verify the packages"),
  /** Make the inner file system available. */
  OPEN("open the image"),
  /** Start the appliance. */
  BOOT("start the appliance"),
  /** Read the facts. */
  READ("read the image"),
  /** Check the file system, mount it in the appliance, and read what is still to be known. */
  MOUNT("mount the image"),
  /** Change the image. */
  EXECUTE("change the image"),
  /** Write what was edited, and run the image's programs that work on it. */
  PROGRAMS("run the image's programs"),
  /** Make the changes survive. */
  SEAL("seal the changes"),
  /** Write into the image what was edited and sealed. */
  WRITE("write the changes"),
  /** Check the file system. */
  CHECK("check the file system"),
  /** Hold the result to the layout rules. */
  RULES("check the layout"),
  /** Write the new squashfs. */
  PACK("pack the image"),
  /** Make the output appear. */
  PUBLISH("publish");

  private final String title;

  Stage(String title) {
    this.title = title;
  }

  /** What the stage does, in words for the terminal. */
  public String title() {
    return title;
  }
}

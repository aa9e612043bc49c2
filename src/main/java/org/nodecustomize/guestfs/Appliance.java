package org.nodecustomize.guestfs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.event.Events;
import org.nodecustomize.proc.Cancellation;

/**
 * A small Linux in qemu that has the given drives and runs nothing but what it is told.
 *
 * <p>Thread-safe: calls of several threads follow one another. Paths are absolute and mean what is
 * mounted; a symbolic link never leads out of it. Where nothing else is said, a failure is an {@link
 * org.nodecustomize.diag.ApplianceException} with libguestfs' own words. If the run is cancelled,
 * qemu is killed, and the call under way and all later ones fail with {@link
 * RunInterruptedException}.
 */
public final class Appliance implements AutoCloseable {
  private final Handle handle;
  private final Orphans orphans;
  private final boolean emulated;
  private final boolean own;
  private final int drives;
  private final Cancellation.Registration registration;
  private final FileSystems fileSystems;
  private final ImageFiles files;
  private final TarStream tar;
  private final TreeScan scan;
  private final CommandRunner commands;
  private final OverlayMount overlay;

  Appliance(Launcher.Launched launched, int drives, Cancellation cancellation) {
    this.handle = launched.handle();
    this.orphans = launched.orphans();
    this.emulated = launched.emulated();
    this.own = launched.own();
    this.drives = drives;
    this.fileSystems = new FileSystems(handle);
    this.files = new ImageFiles(handle);
    this.tar = new TarStream(handle);
    this.scan = new TreeScan(handle);
    this.overlay = new OverlayMount(handle);
    this.commands = new CommandRunner(handle, files, CommandRunner.GRACE);
    this.registration = cancellation.onCancel(() -> handle.end(new RunInterruptedException()));
  }

  /**
   * Starts an appliance; some 3 s with KVM, 5 s by emulation, 10 s with the stock appliance. The
   * first launch by emulation makes {@link FastAppliance}, some 10 s. A KVM that does not answer is
   * given up after 20 s at most, and remembered.
   *
   * @param events told the console's lines, and a notice where KVM cannot be used
   * @throws org.nodecustomize.diag.HostException if this machine lacks something, or a drive is not
   *     usable
   * @throws RunInterruptedException if the run is cancelled meanwhile
   */
  public static Appliance launch(ApplianceConfig config, Events events, Cancellation cancellation) {
    Hypervisor hypervisor = Hypervisor.find();
    KvmProbe probe = new KvmProbe(hypervisor, new KvmMemory(config.cacheDirectory()), cancellation);
    Launcher launcher =
        new Launcher(config, hypervisor, events, cancellation, LaunchWatch.Limits.KVM);
    return new Appliance(launcher.launch(probe), config.drives().size(), cancellation);
  }

  /**
   * The version of libguestfs, for instance {@code 1.48.6}.
   *
   * @throws org.nodecustomize.diag.HostException if libguestfs is missing
   */
  public static String libraryVersion() {
    return Hypervisor.libraryVersion();
  }

  /** The name of a drive for the calls here, {@code /dev/sda} for the first. */
  public String device(int driveIndex) {
    return "/dev/sd" + (char) ('a' + checkedDrive(driveIndex));
  }

  /** The name of a drive for scripts that run in the image, where the order may be another. */
  public String deviceInCommands(int driveIndex) {
    return "/dev/disk/guestfs/" + Drives.label(checkedDrive(driveIndex));
  }

  private int checkedDrive(int driveIndex) {
    if (driveIndex < 0 || driveIndex >= drives) {
      throw new IllegalArgumentException("there is no drive " + driveIndex);
    }
    return driveIndex;
  }

  /** Whether software emulates the processor, which makes everything slower. */
  public boolean emulated() {
    return emulated;
  }

  /** Whether it is {@link FastAppliance} rather than the stock appliance. */
  public boolean own() {
    return own;
  }

  /**
   * Mounts a device.
   *
   * @param directory {@code /} first; others must exist in what is mounted
   * @param options as of mount(8), for instance {@code ro,noatime}; may be empty
   */
  public void mount(String device, String directory, String options) {
    fileSystems.mount(device, directory, options);
  }

  /** The same with the type of the file system. */
  public void mountAs(String type, String device, String directory, String options) {
    fileSystems.mountAs(type, device, directory, options);
  }

  /**
   * Mounts a squashfs on {@code /}, with a writable file system over it that takes all changes.
   * Unmounted by {@link #unmountAll} and then {@link #unmountOverlay}.
   *
   * @param lowerDrive a squashfs, which stays as it is
   * @param upperDrive an ext4 file system, empty or with an earlier mount's changes
   */
  public void mountOverlay(int lowerDrive, int upperDrive) {
    overlay.mount(deviceInCommands(lowerDrive), deviceInCommands(upperDrive));
  }

  /** Unmounts what is left of {@link #mountOverlay} after {@link #unmountAll}. */
  public void unmountOverlay() {
    overlay.unmountParts();
  }

  /** Unmounts everything; fails if something in the appliance still uses it. */
  public void unmountAll() {
    fileSystems.unmountAll();
  }

  /**
   * Makes what is done from now on independent of how fast that is: the clock is held at a second for
   * at most half an hour, on x86-64, and the kernel writes to drives when it has to only.
   *
   * @throws org.nodecustomize.diag.ApplianceException if this appliance cannot be told to
   */
  public void holdClock(Instant time) {
    ApplianceScript.run(handle, "hold the clock", HeldClock.script(time));
  }

  /** The same for what was mounted since: where files get blocks no longer depends on time. */
  public void holdAllocation() {
    ApplianceScript.run(handle, "read the bitmaps", HeldClock.READ_BITMAPS);
  }

  /** Forgets what the kernel keeps of a drive that is not mounted. */
  public void dropBuffers(int driveIndex) {
    fileSystems.dropBuffers(device(driveIndex));
  }

  /** Has all that was written reach the drives. */
  public void sync() {
    fileSystems.sync();
  }

  /** The type of a device's file system, {@code unknown} or empty where there is none. */
  public String fileSystemType(String device) {
    return fileSystems.type(device);
  }

  public String fileSystemLabel(String device) {
    return fileSystems.label(device);
  }

  public String fileSystemUuid(String device) {
    return fileSystems.uuid(device);
  }

  /** Bytes. */
  public long deviceSize(String device) {
    return fileSystems.deviceSize(device);
  }

  public FileSystemSpace space(String directory) {
    return fileSystems.space(directory);
  }

  /** Checks an unmounted ext2, ext3 or ext4 file system with {@code e2fsck -f}. */
  public FsckResult checkExt(int driveIndex, FsckMode mode) {
    return fileSystems.checkExt(device(driveIndex), deviceInCommands(driveIndex), mode);
  }

  /** Resizes an unmounted ext file system to its device's size; it must have been checked before. */
  public void resizeExt(String device) {
    fileSystems.resizeExt(device);
  }

  /** Tells the drive which blocks a mounted file system does not use. */
  public void trim(String directory) {
    fileSystems.trim(directory);
  }

  /**
   * Makes an ext4 file system with blocks of 4096 bytes and none reserved for root.
   *
   * @param features as of {@code mke2fs -O}; begin with {@code none} to have exactly these
   */
  public void makeExt4(String device, String label, String features) {
    fileSystems.makeExt4(device, label, features);
  }

  /** Whether the appliance has an optional group of functions, for instance {@code selinuxrelabel}. */
  public boolean hasFeature(String group) {
    return fileSystems.hasFeature(group);
  }

  /** Whether there is something at the end of all links. */
  public boolean exists(String path) {
    return files.exists(path);
  }

  /** What is at the path itself; empty where there is nothing. */
  public Optional<FileStatus> status(String path) {
    return files.status(path);
  }

  /** The names in a directory, sorted, without {@code .} and {@code ..}. */
  public List<String> list(String directory) {
    return files.list(directory);
  }

  /** The names in a directory and what they are, far cheaper than one by one. */
  public Map<String, FileStatus> statuses(String directory) {
    return files.statuses(directory);
  }

  /**
   * Reads a regular file, through links.
   *
   * @param limit bytes
   * @throws org.nodecustomize.diag.OperationException if it is missing, larger or of another type
   */
  public byte[] read(String path, int limit) {
    return files.read(path, limit);
  }

  public String readLink(String path) {
    return files.readLink(path);
  }

  /** Makes a file (0644, root) or replaces the content of one, through links. */
  public void write(String path, byte[] content) {
    files.write(path, content);
  }

  /** Makes a directory (0755) and those above it that are missing. */
  public void makeDirectories(String path) {
    files.makeDirectories(path);
  }

  /** Removes a file that is not a directory. */
  public void remove(String path) {
    files.remove(path);
  }

  /** Removes whatever is there, if anything. */
  public void removeRecursively(String path) {
    files.removeRecursively(path);
  }

  public void rename(String from, String to) {
    files.rename(from, to);
  }

  /** Makes a hard link. */
  public void link(String existing, String path) {
    files.link(existing, path);
  }

  public void symbolicLink(String target, String path) {
    files.symbolicLink(target, path);
  }

  /** Sets the permission bits, through links. */
  public void chmod(String path, int permissions) {
    files.chmod(path, permissions);
  }

  /** Sets the owner of the path itself; this clears set-uid and set-gid, so it comes before {@link #chmod}. */
  public void chown(String path, int uid, int gid) {
    files.chown(path, uid, gid);
  }

  /** Sets the time of the last change of a regular file, through links. */
  public void setModified(String path, Instant time) {
    files.setModified(path, time);
  }

  /** The extended attributes of the path itself, {@code security.selinux} among them. */
  public Map<String, byte[]> attributes(String path) {
    return files.attributes(path);
  }

  /** The same for several names in a directory, far cheaper than one by one; in their order. */
  public List<Map<String, byte[]>> attributesOf(String directory, List<String> names) {
    return files.attributesOf(directory, names);
  }

  /** The texts of links in a directory, in the order of their names; empty for what is no link. */
  public List<String> linkTexts(String directory, List<String> names) {
    return files.linkTexts(directory, names);
  }

  /**
   * A part of a regular file, through links.
   *
   * @param count bytes at most
   * @return fewer bytes than asked for where the file ends, none at its end; at most 2 MiB
   */
  public byte[] readPart(String path, long offset, int count) {
    return files.read(path, offset, count);
  }

  /**
   * Sets an extended attribute of the path itself. libguestfs takes the value as a text of C: what
   * follows a zero byte does not arrive. Access control lists and capabilities go by {@link #tarIn}.
   */
  public void setAttribute(String path, String name, byte[] value) {
    files.setAttribute(path, name, value);
  }

  public void removeAttribute(String path, String name) {
    files.removeAttribute(path, name);
  }

  public void upload(Path local, String remote) {
    files.upload(local, remote);
  }

  public void download(String remote, Path local) {
    files.download(remote, local);
  }

  /**
   * Unpacks an archive into a directory, with extended attributes, SELinux labels and ACLs. The
   * names of users and groups in it should be empty: they would be looked up in the appliance, not
   * in the image.
   *
   * @param tar not compressed, with nothing but padding to a record after its end; read to its end,
   *     not closed
   * @throws IOException what {@code tar} fails with
   */
  public void tarIn(InputStream tar, String directory) throws IOException {
    this.tar.in(tar, directory);
  }

  /**
   * Packs a directory, with numeric owners, extended attributes, SELinux labels and ACLs.
   *
   * @param out gets an archive that is not compressed; not closed
   * @throws IOException what {@code out} fails with
   */
  public void tarOut(String directory, OutputStream out) throws IOException {
    tar.out(directory, out, false);
  }

  /**
   * The same with labels and ACLs among the extended attributes, as programs other than tar expect
   * it.
   */
  public void tarOutPlain(String directory, OutputStream out) throws IOException {
    tar.out(directory, out, true);
  }

  /**
   * Tells every name of what is mounted at once; empty where this appliance cannot, so that {@link
   * #statuses} and its like have to be asked.
   */
  public Optional<TreeListing> listing() {
    return scan.list();
  }

  /** The SHA-256 of a regular file in lower-case hexadecimal digits. */
  public String sha256(String path) {
    return files.sha256(path);
  }

  /** The architecture of a program or library, for instance {@code x86_64}, {@code aarch64}. */
  public String architecture(String path) {
    return files.architecture(path);
  }

  /**
   * Runs a script in what is mounted, with {@code /dev}, {@code /proc} and {@code /sys}, no
   * network, standard input empty; about half a second beside the script's own time. What the script
   * leaves running is killed.
   *
   * @throws org.nodecustomize.diag.OperationException if it takes longer than its limit, or the
   *     image has no shell
   */
  public synchronized CommandResult run(GuestCommand command) {
    return commands.run(command);
  }

  /** Commands with another time beyond their limit, for tests. */
  CommandRunner commands(Duration grace) {
    return new CommandRunner(handle, files, grace);
  }

  /**
   * Ends the appliance in order: what was written is on the drives afterwards.
   *
   * @throws org.nodecustomize.diag.ApplianceException if it could not be written
   */
  public void shutdown() {
    handle.integer("shutdown", (library, g) -> library.guestfs_shutdown(g));
  }

  /** Ends the appliance if it still runs, and removes its files. Further calls do nothing. */
  @Override
  public void close() {
    registration.close();
    handle.close();
    orphans.forget(handle.temporary());
  }
}

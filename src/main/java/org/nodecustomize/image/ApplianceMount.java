package org.nodecustomize.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.nodecustomize.diag.ImageException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.guestfs.Appliance;
import org.nodecustomize.guestfs.CommandResult;
import org.nodecustomize.guestfs.GuestCommand;
import org.nodecustomize.tree.NodeType;
import org.nodecustomize.tree.Placement;
import org.nodecustomize.tree.TreeEdits;
import org.nodecustomize.tree.TreeNames;

/** An image's root tree, mounted in an appliance. */
public final class ApplianceMount implements MountedImage {
  /** Directories of the standard hierarchy that are there for mounting something, best first. */
  private static final List<String> MOUNT_POINTS = List.of("/mnt", "/media", "/srv");

  private static final Duration REMOVAL = Duration.ofMinutes(10);

  private final Appliance appliance;
  private final String scratch;

  private ApplianceMount(Appliance appliance, String scratch) {
    this.appliance = appliance;
    this.scratch = scratch;
  }

  /**
   * Finds a place in the mounted root tree for the run's own drive and mounts it there.
   *
   * @param scratchDevice an ext4 file system with an empty directory {@code packages}
   * @param packagesDevice a squashfs with the run's packages; empty where there are none
   * @throws ImageException if the tree has no directory to mount it on
   */
  public static ApplianceMount over(
      Appliance appliance, String scratchDevice, Optional<String> packagesDevice) {
    String place =
        MOUNT_POINTS.stream()
            .filter(path -> typeAt(appliance, path).equals(Optional.of(NodeType.DIRECTORY)))
            .findFirst()
            .orElseThrow(
                () ->
                    new ImageException(
                        Problem.at(
                            "image",
                            "expected one of the directories /mnt, /media, /srv but there is none")));
    appliance.mount(scratchDevice, place, "");
    packagesDevice.ifPresent(
        device -> appliance.mountAs("squashfs", device, place + "/packages", "ro"));
    return new ApplianceMount(appliance, place);
  }

  @Override
  public String scratch() {
    return scratch;
  }

  @Override
  public String packages() {
    return scratch + "/packages";
  }

  @Override
  public boolean exists(String path) {
    return appliance.exists(path);
  }

  @Override
  public Optional<NodeType> type(String path) {
    return typeAt(appliance, path);
  }

  private static Optional<NodeType> typeAt(Appliance appliance, String path) {
    return appliance.status(path).map(status -> NodeType.ofMode(status.mode()));
  }

  @Override
  public Optional<byte[]> read(String path, int limit) {
    return appliance.exists(path) ? Optional.of(appliance.read(path, limit)) : Optional.empty();
  }

  @Override
  public Optional<String> link(String path) {
    return type(path).equals(Optional.of(NodeType.LINK))
        ? Optional.of(appliance.readLink(path))
        : Optional.empty();
  }

  @Override
  public List<String> list(String path) {
    return appliance.exists(path) ? appliance.list(path) : List.of();
  }

  @Override
  public CommandResult run(String script, Duration limit, Consumer<String> lines) {
    return appliance.run(new GuestCommand(script, Map.of(), limit, scratch, lines));
  }

  @Override
  public void write(String path, byte[] content) {
    appliance.write(path, content);
  }

  @Override
  public void copyIn(Path local, String path) {
    appliance.upload(local, path);
  }

  @Override
  public void makeDirectories(String path) {
    appliance.makeDirectories(path);
  }

  @Override
  public void remove(String path) {
    appliance.removeRecursively(path);
  }

  @Override
  public void link(String target, String path) {
    appliance.symbolicLink(target, path);
  }

  @Override
  public long freeBytes() {
    return appliance.space("/").availableBytes();
  }

  @Override
  public void unpack(InputStream tar) throws IOException {
    appliance.tarIn(tar, "/");
  }

  @Override
  public void place(TreeEdits.Replacement replacement) {
    String path = replacement.path();
    Placement after = replacement.after();
    replacement.before().attributes().keySet().stream()
        .filter(name -> !after.attributes().containsKey(name))
        .forEach(name -> appliance.removeAttribute(path, name));
    if (replacement.changesOwner()) {
      appliance.chown(path, (int) after.uid(), (int) after.gid());
    }
    if (replacement.changesMode()) {
      appliance.chmod(path, after.permissions());
    }
    replacement
        .attributesToSet()
        .forEach((name, value) -> appliance.setAttribute(path, name, value.toArray()));
    if (replacement.type() == NodeType.REGULAR) {
      appliance.setModified(path, replacement.modified());
    }
  }

  @Override
  public void removeAttribute(String path, String name) {
    appliance.removeAttribute(path, name);
  }

  @Override
  public void removeAll(List<String> paths) {
    String list = scratch + "/removals";
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    for (String path : paths) {
      names.writeBytes(TreeNames.encode(path));
      names.write(0);
    }
    appliance.write(list, names.toByteArray());
    CommandResult result = run("xargs -0 rm -rf -- <" + list, REMOVAL, line -> {});
    appliance.remove(list);
    if (result.exitCode() != 0) {
      throw new OperationException(
          Problem.at("image", "files cannot be removed").withDetail(result.tail(5)));
    }
  }
}

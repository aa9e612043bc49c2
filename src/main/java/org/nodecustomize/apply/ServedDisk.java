package org.nodecustomize.apply;

import java.util.ArrayList;
import java.util.List;
import org.nodecustomize.disk.BlockSource;
import org.nodecustomize.disk.CowDisk;
import org.nodecustomize.disk.NbdServer;
import org.nodecustomize.ext4.Ext4Metadata;
import org.nodecustomize.ext4.Ext4Source;
import org.nodecustomize.ext4.Ext4Superblock;
import org.nodecustomize.guestfs.Drive;

/** A copy-on-write disk over an image that stays as it is, and how appliances see the two. */
final class ServedDisk implements AutoCloseable {
  private final BlockSource base;
  private final CowDisk disk;
  private final WorkDirectory work;
  private final List<NbdServer> servers = new ArrayList<>();
  private final List<CowDisk> inputs = new ArrayList<>();

  private ServedDisk(BlockSource base, CowDisk disk, WorkDirectory work) {
    this.base = base;
    this.disk = disk;
    this.work = work;
  }

  /** Makes the disk; closes the base with it. */
  static ServedDisk over(BlockSource base, WorkDirectory work) {
    return new ServedDisk(base, CowDisk.over(base, work.path()), work);
  }

  /** Reads which blocks the base's file system does not use, so that trimming them changes nothing. */
  void spareFreeBlocks(Ext4Superblock superblock) {
    if (superblock.blockSize() == CowDisk.GRANULE && superblock.size() <= base.size()) {
      disk.freeInBase(Ext4Metadata.of(superblock, base::read).freeBlocks());
    }
  }

  /** The base as ext4 readers take it. */
  Ext4Source before() {
    return new Ext4Source(base.size(), base::read);
  }

  /** What the disk holds now, for the same. */
  Ext4Source now() {
    return new Ext4Source(disk.size(), disk::read);
  }

  CowDisk disk() {
    return disk;
  }

  /** The disk, writable; the same each time. */
  Drive drive() {
    if (servers.isEmpty()) {
      servers.add(NbdServer.start(disk, work.socketDirectory()));
    }
    return new Drive.NbdSocket(servers.get(0).socket());
  }

  /** The base, for an appliance of its own; what is written to it is dropped. */
  Drive input() {
    drive();
    CowDisk own = CowDisk.over(base, work.path());
    inputs.add(own);
    NbdServer server = NbdServer.start(own, work.socketDirectory());
    servers.add(server);
    return new Drive.NbdSocket(server.socket());
  }

  /** Throws the first failure on this side, of which appliances see only an I/O error. */
  void requireHealthy() {
    for (NbdServer server : servers) {
      server
          .failure()
          .ifPresent(
              failure -> {
                throw failure;
              });
    }
  }

  /** Ends the serving; the disk can still be read. */
  void stop() {
    servers.forEach(NbdServer::close);
  }

  @Override
  public void close() {
    stop();
    inputs.forEach(CowDisk::close);
    disk.close();
    base.close();
  }
}

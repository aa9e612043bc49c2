package org.nodecustomize.disk;

/**
 * The numbers of the NBD protocol, all big-endian on the wire.
 *
 * <p>Source: {@code doc/proto.md} of the NetworkBlockDevice/nbd project.
 */
final class NbdProtocol {
  /** {@code NBDMAGIC}. */
  static final long INIT_MAGIC = 0x4e42444d41474943L;

  /** {@code IHAVEOPT}. */
  static final long OPTION_MAGIC = 0x49484156454f5054L;

  static final long OPTION_REPLY_MAGIC = 0x3e889045565a9L;
  static final int REQUEST_MAGIC = 0x25609513;
  static final int REPLY_MAGIC = 0x67446698;

  /** Handshake flags of both sides. */
  static final int FIXED_NEWSTYLE = 1;

  static final int NO_ZEROES = 2;

  static final int OPT_EXPORT_NAME = 1;
  static final int OPT_ABORT = 2;
  static final int OPT_LIST = 3;
  static final int OPT_INFO = 6;
  static final int OPT_GO = 7;

  static final int REP_ACK = 1;
  static final int REP_SERVER = 2;
  static final int REP_INFO = 3;
  static final int REP_ERR_UNSUP = 0x80000001;
  static final int REP_ERR_INVALID = 0x80000003;
  static final int REP_ERR_UNKNOWN = 0x80000006;
  static final int REP_ERR_TOO_BIG = 0x80000009;

  static final int INFO_EXPORT = 0;
  static final int INFO_BLOCK_SIZE = 3;

  /** Transmission flag of an export that cannot be changed. */
  static final int READ_ONLY = 0x2;

  /** HAS_FLAGS, FLUSH, FUA, TRIM, WRITE_ZEROES, CAN_MULTI_CONN. */
  static final int WRITABLE_FLAGS = 0x1 | 0x4 | 0x8 | 0x20 | 0x40 | 0x100;

  /** HAS_FLAGS, FLUSH, CAN_MULTI_CONN. */
  static final int READ_ONLY_FLAGS = 0x1 | READ_ONLY | 0x4 | 0x100;

  static final int CMD_READ = 0;
  static final int CMD_WRITE = 1;
  static final int CMD_DISC = 2;
  static final int CMD_FLUSH = 3;
  static final int CMD_TRIM = 4;
  static final int CMD_WRITE_ZEROES = 6;

  /** Command flags: FUA for any, NO_HOLE for zeroes. */
  static final int FLAG_FUA = 1;

  static final int FLAG_NO_HOLE = 2;

  static final int EPERM = 1;
  static final int EIO = 5;
  static final int EINVAL = 22;
  static final int ENOSPC = 28;

  static final int MINIMUM_BLOCK = 1;
  static final int PREFERRED_BLOCK = 65_536;

  /** The longest payload of a request or reply, as every client may assume it. */
  static final int LONGEST_PAYLOAD = 32 << 20;

  private NbdProtocol() {}
}

/**
 * What an import may claim at most. Everything beyond is refused with its reason before memory or disk is spent on it;
 * the numbers are far above what benches record and far below what hurts one.
 */
export const exchangeBounds = {
  episodes: 5000,
  /** Pictures of one camera in one episode. */
  pictures: 60_000,
  episodeS: 3600,
  rateHz: 240,
  pictureBytes: 12 << 20,
  pictureSidePx: 4096,
  /** All pictures of one episode: what a record is still read back with. */
  episodeBytes: 448 << 20,
  cameras: 8,
  jsonBytes: 16 << 20,
  signalBytes: 256 << 20,
  parquetBytes: 2 ** 31,
  parquetRows: 20_000_000,
  /** A column of one row group, unpacked. */
  parquetColumnBytes: 512 << 20,
  filmBytes: 32 * 2 ** 30,
  /** Names in one folder. */
  names: 20_000,
  /** A decoder that gives nothing for so long is ended. */
  silentMs: 30_000,
  /** Reasons that are told one by one; the rest is counted. */
  refusals: 500,
} as const;

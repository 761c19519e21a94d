/**
 * Parquet files that somebody brought: columns of a range of rows, within bounds that are checked on the file's own
 * claims before anything is unpacked. What the reader trips over is one `bad-input` that names the file.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { brotliDecompressSync, constants, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  type AsyncBuffer,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
} from 'hyparquet';
import { BenchError } from '../../base/model/errors.ts';
import { exchangeBounds } from './exchangeBounds.ts';
import type { SourceFile } from './sourceFolder.ts';

export interface ParquetFile extends Disposable {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Rows as objects, whole numbers as bigint where the file has 64 bits. */
  read(columns: readonly string[], from: number, to: number): Promise<Record<string, unknown>[]>;
}

const unpack =
  (run: (input: Uint8Array, options: { maxOutputLength: number }) => Buffer) =>
  (input: Uint8Array, outputBytes: number): Uint8Array => {
    if (outputBytes > exchangeBounds.parquetColumnBytes) throw new Error('a page is too large');
    return run(input, { maxOutputLength: Math.max(outputBytes, 1) });
  };
const compressors: Compressors = {
  GZIP: unpack((input, options) =>
    gunzipSync(input, { ...options, finishFlush: constants.Z_SYNC_FLUSH }),
  ),
  ZSTD: unpack((input, options) => zstdDecompressSync(input, options)),
  BROTLI: unpack((input, options) => brotliDecompressSync(input, options)),
};

function openBuffer({ path, bytes }: SourceFile): AsyncBuffer & Disposable {
  const fd = openSync(path, 'r');
  return {
    byteLength: bytes,
    slice(start, end = bytes) {
      const from = start < 0 ? bytes + start : start;
      const length = end - from;
      if (!(from >= 0 && length >= 0 && end <= bytes)) throw new Error('it points outside itself');
      if (length > exchangeBounds.parquetColumnBytes) throw new Error('a part is too large');
      const piece = new Uint8Array(length);
      for (let at = 0; at < length; ) {
        const got = readSync(fd, piece, at, length - at, from + at);
        if (got === 0) throw new Error('it is cut short');
        at += got;
      }
      return piece.buffer;
    },
    [Symbol.dispose]: () => closeSync(fd),
  };
}

function checkClaims(metadata: FileMetaData): void {
  const rows = Number(metadata.num_rows);
  if (!(rows >= 0 && rows <= exchangeBounds.parquetRows)) throw new Error(`${rows} rows`);
  for (const group of metadata.row_groups)
    for (const { meta_data: column } of group.columns) {
      const bytes = Number(column?.total_uncompressed_size ?? 0);
      if (!(bytes >= 0 && bytes <= exchangeBounds.parquetColumnBytes))
        throw new Error(`a column of ${bytes} bytes`);
    }
}

/** @throws BenchError `bad-input` */
export async function openParquet(file: SourceFile, name: string): Promise<ParquetFile> {
  const bad = (thrown: unknown): BenchError => {
    const what = thrown instanceof Error ? thrown.message : String(thrown);
    return new BenchError('bad-input', `${name} is no readable Parquet file: ${what}`);
  };
  const buffer = openBuffer(file);
  try {
    const metadata = await parquetMetadataAsync(buffer, { geoparquet: false });
    checkClaims(metadata);
    const root = metadata.schema[0]?.num_children ?? 0;
    const columns = metadata.row_groups[0]?.columns ?? [];
    const names = [...new Set(columns.map((column) => column.meta_data?.path_in_schema[0] ?? ''))];
    if (root === 0) throw new Error('it has no columns');
    return {
      rows: Number(metadata.num_rows),
      columns: names,
      async read(wanted, from, to) {
        try {
          return await parquetReadObjects({
            file: buffer,
            metadata,
            columns: [...wanted],
            rowStart: from,
            rowEnd: to,
            compressors,
            utf8: false,
            geoparquet: false,
          });
        } catch (thrown) {
          throw bad(thrown);
        }
      },
      [Symbol.dispose]: () => buffer[Symbol.dispose](),
    };
  } catch (thrown) {
    buffer[Symbol.dispose]();
    throw bad(thrown);
  }
}

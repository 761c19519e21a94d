/**
 * The data files of a LeRobot dataset: the rows of one episode at a time. Where each episode lies in a file is read once
 * per file from its `episode_index` column; one file is open at a time, since episodes come in order.
 */
import { BenchError } from '../../base/model/errors.ts';
import { exchangeBounds } from './exchangeBounds.ts';
import type { LerobotInfo } from './lerobotInfo.ts';
import { openParquet, type ParquetFile } from './parquetFile.ts';
import type { SourceFolder } from './sourceFolder.ts';

export type Row = Readonly<Record<string, unknown>>;

export interface DataFiles extends Disposable {
  /** All columns but pictures. @throws BenchError `bad-input` */
  rowsOf(file: string, episode: number): Promise<readonly Row[]>;
  /** One column of a part of its rows. @throws BenchError `bad-input` */
  columnOf(
    file: string,
    episode: number,
    column: string,
    from: number,
    to: number,
  ): Promise<readonly unknown[]>;
}

interface OpenFile {
  readonly name: string;
  readonly parquet: ParquetFile;
  readonly spans: ReadonlyMap<number, { readonly from: number; readonly to: number }>;
}

const rowsAtOnce = 200_000;

async function spansOf(parquet: ParquetFile, name: string): Promise<OpenFile['spans']> {
  const spans = new Map<number, { from: number; to: number }>();
  let last = -1;
  for (let at = 0; at < parquet.rows; at += rowsAtOnce) {
    const end = Math.min(parquet.rows, at + rowsAtOnce);
    const rows = await parquet.read(['episode_index'], at, end);
    for (const [n, { episode_index: value }] of rows.entries()) {
      const episode = Number(value);
      const known = spans.get(episode);
      if (known === undefined) spans.set(episode, { from: at + n, to: at + n + 1 });
      else if (episode !== last)
        throw new BenchError('bad-input', `${name}: episode ${episode} lies there in pieces`);
      else known.to = at + n + 1;
      last = episode;
    }
  }
  return spans;
}

export function openDataFiles(folder: SourceFolder, info: LerobotInfo): DataFiles {
  let open: OpenFile | null = null;
  const openFile = async (name: string): Promise<OpenFile> => {
    if (open?.name === name) return open;
    open?.parquet[Symbol.dispose]();
    open = null;
    const parquet = await openParquet(folder.file(name, exchangeBounds.parquetBytes), name);
    open = { name, parquet, spans: new Map() };
    open = { name, parquet, spans: await spansOf(parquet, name) };
    return open;
  };
  const spanOf = ({ spans, name }: OpenFile, episode: number) => {
    const span = spans.get(episode);
    if (span === undefined) throw new BenchError('bad-input', `${name} has no row of it`);
    return span;
  };
  return {
    async rowsOf(name, episode) {
      const file = await openFile(name);
      const { from, to } = spanOf(file, episode);
      if (to - from > exchangeBounds.pictures)
        throw new BenchError('bad-input', `${to - from} frames are too many`);
      const columns = file.parquet.columns.filter((column) => !info.imageKeys.includes(column));
      return await file.parquet.read(columns, from, to);
    },
    async columnOf(name, episode, column, from, to) {
      const file = await openFile(name);
      const span = spanOf(file, episode);
      const rows = await file.parquet.read([column], span.from + from, span.from + to);
      return rows.map((row) => row[column]);
    },
    [Symbol.dispose]: () => open?.parquet[Symbol.dispose](),
  };
}

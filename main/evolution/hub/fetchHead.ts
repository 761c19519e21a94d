/**
 * Reads HEAD of an agent's clone into a quarantine. A clone is hostile ground (gitfiles, alternates, links, filters,
 * hooks, configuration), so git's serving side runs as the agent, inside the agent's own jail: what it could be made to
 * read, the agent could read anyway. Of its answers every byte is bounded. We speak the client's side of git's protocol
 * version 0 (gitprotocol-pack(5)) ourselves: one want, some haves, one pack; no helper programs, nobody's configuration.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BenchError } from '../../base/model/errors.ts';
import { type Git, printable } from './git.ts';
import { oidPattern } from './gitObjects.ts';
import { type Refused, takeBounds } from './treeRules.ts';

export interface FetchSource {
  readonly git: Git;
  /** Command and arguments of the serving side. */
  readonly command: readonly string[];
  /** The quarantine. */
  readonly into: string;
  /** Commits that both sides may have. */
  readonly haves: readonly string[];
  /** Whether the hub accepted this commit already: then nothing is read. */
  readonly isKnown: (commit: string) => boolean;
  readonly signal: AbortSignal;
}

/** Names of refs that a clone may list: a few thousand takes of peers. */
const maxAdvertBytes = 4 << 20;
const maxLine = 65_520;
/** One delta may not unfold beyond this in our memory, a file's bound is far below. */
const allocLimit = 16 << 20;

interface PktSource {
  /** One line without its newline, null for a flush; undefined at the end or for nonsense. */
  line(): Promise<Buffer | null | undefined>;
  /** So many bytes, or undefined at the end. */
  take(bytes: number): Promise<Buffer | undefined>;
  /** As `take`, and they stay. */
  peek(bytes: number): Promise<Buffer | undefined>;
  rest(): AsyncIterable<Buffer>;
}

/** Packet lines: four hex digits of length (themselves included), then the bytes: `0006a\n`; `0000` is a flush. */
function readPkts(stream: AsyncIterable<Buffer>): PktSource {
  const chunks = stream[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const next = async (): Promise<Buffer | undefined> => {
    const { value, done } = await chunks.next().catch(() => ({ value: undefined, done: true }));
    return done === true ? undefined : (value as Buffer);
  };
  const peek = async (bytes: number): Promise<Buffer | undefined> => {
    while (held.length < bytes) {
      const more = await next();
      if (more === undefined) return undefined;
      held = held.length === 0 ? more : Buffer.concat([held, more]);
    }
    return held.subarray(0, bytes);
  };
  const take = async (bytes: number): Promise<Buffer | undefined> => {
    const taken = await peek(bytes);
    held = held.subarray(bytes);
    return taken;
  };
  return {
    take,
    peek,
    line: async () => {
      const digits = (await take(4))?.toString('latin1');
      if (digits === undefined || !/^[0-9a-f]{4}$/.test(digits)) return undefined;
      const length = Number.parseInt(digits, 16);
      if (length === 0) return null;
      if (length < 4 || length > maxLine) return undefined;
      const text = await take(length - 4);
      return text?.at(-1) === 10 ? text.subarray(0, -1) : text;
    },
    rest: async function* () {
      if (held.length > 0) yield held;
      for (let more = await next(); more !== undefined; more = await next()) yield more;
    },
  };
}

const pkt = (text: string): string => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
const flush = '0000';

const advertLine = /^(?:[0-9a-f]{40} \S|shallow [0-9a-f]{40}$)/;

/** HEAD as the serving side advertises it: its first line, when there is a commit. */
async function readAdvert(source: PktSource): Promise<{ head: string | null } | Refused> {
  let head: string | null = null;
  let first = true;
  for (let bytes = 0; bytes < maxAdvertBytes; ) {
    const line = await source.line();
    if (line === null) return { head };
    if (line === undefined) return { refused: '' };
    bytes += line.length + 4;
    const text = line.toString('latin1');
    if (text.startsWith('ERR ')) return { refused: printable(text.slice(4)) };
    // Lines of nothing are many to a byte, and no git writes them.
    if (!advertLine.test(text)) return { refused: '' };
    const [oid = '', name = ''] = (text.split('\0')[0] as string).split(' ');
    if (first && name === 'HEAD' && oidPattern.test(oid)) head = oid;
    first = false;
  }
  return { refused: 'it has too many refs: delete branches that you do not need' };
}

function request(head: string, haves: readonly string[]): string {
  const want = pkt(`want ${head} thin-pack ofs-delta no-progress agent=nightbench\n`);
  return `${want}${flush}${haves.map((have) => pkt(`have ${have}\n`)).join('')}${pkt('done\n')}`;
}

/** Reads the answers to our haves, one or more, up to the pack. Null: it follows. */
async function readAnswers(from: PktSource, haves: number): Promise<string | null> {
  for (let answers = 0; answers <= haves + 1; answers++) {
    if ((await from.peek(4))?.toString('latin1') === 'PACK') return null;
    const line = await from.line();
    const text = line?.toString('latin1') ?? '';
    if (!/^(?:NAK|ACK [0-9a-f]{40})$/.test(text)) return printable(text.replace(/^ERR /, ''));
  }
  return 'its answers have no end';
}

/** What git said of a pack it would not index, for the agent; our own trouble is thrown. */
function indexRefusal(words: string): Refused {
  if (/no space left|read-only file system|disk quota/i.test(words)) {
    throw new BenchError('storage', `a take could not be written: ${words}`);
  }
  return { refused: `git found fault with your objects: ${words}` };
}

const tooMuch = (bytes: number): Refused => ({
  refused: `your commits bring over ${bytes >> 20} MiB: leave large files out of the history`,
});

/** Reads one pack into the quarantine. The first twelve bytes tell how many objects there are. */
async function indexPack(from: PktSource, source: FetchSource): Promise<Refused | null> {
  const { git, into, signal } = source;
  const head = await from.take(12);
  if (head === undefined) return { refused: 'your clone sent no whole pack: git fsck may say why' };
  const count = head.readUInt32BE(8);
  if (count > takeBounds.objects) {
    return { refused: `your commits bring ${count} objects, at most ${takeBounds.objects}` };
  }
  let bytes = head.length;
  const bounded = async function* (): AsyncGenerator<Buffer> {
    yield head;
    for await (const chunk of from.rest()) {
      bytes += chunk.length;
      if (bytes > takeBounds.packBytes) return;
      yield chunk;
    }
  };
  await using indexer = git.start(
    [
      ...['-c', 'core.bigFileThreshold=2m', '-c', 'pack.indexVersion=2'],
      ...['index-pack', '--stdin', '--fix-thin', '--strict', '--threads=1'],
      `--max-input-size=${takeBounds.packBytes}`,
    ],
    { gitDir: into, allocLimit },
  );
  indexer.child.stdout.resume();
  const sent = pipeline(Readable.from(bounded()), indexer.child.stdin, { signal });
  // A refusal closes the pipe early; the exit code says so.
  await sent.catch(() => indexer.child.stdin.destroy());
  if (signal.aborted) return { refused: '' };
  const code = await indexer.ended;
  if (bytes > takeBounds.packBytes) return tooMuch(takeBounds.packBytes);
  return code === 0 ? null : indexRefusal(indexer.lastWords());
}

/** The commit that HEAD of the clone is, its objects in the quarantine unless the hub knows it. */
export async function fetchHead(source: FetchSource): Promise<{ commit: string } | Refused> {
  const { git, command, signal } = source;
  if (signal.aborted) return { refused: '' };
  await using server = git.startProgram(command);
  const end = server.kill;
  signal.addEventListener('abort', end, { once: true });
  try {
    const from = readPkts(server.child.stdout as AsyncIterable<Buffer>);
    const advert = await readAdvert(from);
    if ('refused' in advert) {
      end();
      const code = await server.ended;
      if (server.child.pid === undefined) {
        throw new BenchError('unavailable', `${command[0]} cannot be run to read a clone`);
      }
      const why = advert.refused || server.lastWords() || `git ended with ${code}`;
      return { refused: `your clone cannot be read: ${why}` };
    }
    const { head } = advert;
    if (head === null) return { refused: 'HEAD is no commit: commit something first' };
    if (source.isKnown(head)) return { commit: head };
    server.child.stdin.end(request(head, source.haves));
    const trouble = await readAnswers(from, source.haves.length);
    if (trouble !== null) {
      return { refused: `your clone cannot be read: ${trouble || server.lastWords()}` };
    }
    const problem = await indexPack(from, source);
    return problem ?? { commit: head };
  } finally {
    signal.removeEventListener('abort', end);
  }
}

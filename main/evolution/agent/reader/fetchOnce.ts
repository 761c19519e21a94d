/**
 * One GET over TLS to one address that was checked before: the name is resolved once, every address of it must be public,
 * and that very address is connected to, so that a second answer of the name server cannot lead elsewhere. Bounded in
 * size; follows nothing.
 */
import { lookup } from 'node:dns/promises';
import { request } from 'node:http';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { orAborted } from '../../../base/lib/orAborted.ts';
import { BenchError } from '../../../base/model/errors.ts';
import { isPublicAddress } from './publicAddress.ts';

export const maxPageBytes = 2 * 1024 * 1024;

/** The network as the reader uses it; tests hand in their own. What is public is decided here all the same. */
export interface ReaderNetwork {
  readonly resolve: (host: string) => Promise<readonly string[]>;
  /** A connection to port 443 of `address` on which `host` has proved who it is. */
  readonly connect: (address: string, host: string) => Duplex;
}

export const publicNetwork: ReaderNetwork = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  connect: (host, servername) =>
    connectTls({ host, port: 443, servername, ALPNProtocols: ['http/1.1'], minVersion: 'TLSv1.2' }),
};

export interface Fetched {
  readonly status: number;
  /** Of a redirect; null: none. */
  readonly location: string | null;
  readonly contentType: string;
  readonly bytes: Buffer;
}

async function addressOf(host: string, network: ReaderNetwork): Promise<string> {
  const addresses = await network.resolve(host).catch((cause: unknown) => {
    throw new BenchError('unavailable', `the name ${host} cannot be resolved`, { cause });
  });
  if (!addresses.every(isPublicAddress)) {
    throw new BenchError('refused', `${host} is not a host of the public internet`);
  }
  const chosen = addresses.find((address) => isIP(address) === 4) ?? addresses[0];
  if (chosen === undefined) throw new BenchError('unavailable', `${host} has no address`);
  return chosen;
}

const unpackers = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
} as const;

const tooLong = (): BenchError =>
  new BenchError('refused', 'the page is longer than two megabytes', {
    hint: 'ask for a shorter page: an abstract, or one chapter',
  });

async function unpacked(bytes: Buffer, encoding: string): Promise<Buffer> {
  if (encoding === '' || encoding === 'identity') return bytes;
  if (!Object.hasOwn(unpackers, encoding)) {
    throw new BenchError('protocol', 'the page comes in an encoding that nobody asked for');
  }
  const unpack = unpackers[encoding as keyof typeof unpackers];
  return unpack(bytes, { maxOutputLength: maxPageBytes }).catch((cause: unknown) => {
    const long = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
    if (long) throw tooLong();
    throw new BenchError('protocol', 'the page is packed wrongly', { cause });
  });
}

const headers = {
  'user-agent': 'Nightbench/1 (reader of literature)',
  accept: 'text/html, text/markdown, text/plain;q=0.9',
  'accept-encoding': 'identity',
  'accept-language': 'en',
};

function get(url: URL, socket: Duplex, signal: AbortSignal): Promise<Fetched> {
  const { promise, resolve, reject } = Promise.withResolvers<Fetched>();
  const { hostname: host, pathname, search } = url;
  const asked = request({
    // The connection is there already: no agent, no other address.
    createConnection: () => socket,
    method: 'GET',
    path: `${pathname}${search}`,
    headers: { ...headers, host, connection: 'close' },
    signal,
  });
  asked.once('error', reject);
  asked.once('response', async (message) => {
    try {
      const { statusCode = 0, headers: said } = message;
      const pieces: Buffer[] = [];
      let held = 0;
      for await (const piece of message as AsyncIterable<Buffer>) {
        held += piece.length;
        if (held > maxPageBytes) throw tooLong();
        pieces.push(piece);
      }
      const encoding = (said['content-encoding'] ?? '').trim().toLowerCase();
      resolve({
        status: statusCode,
        location: said.location ?? null,
        contentType: said['content-type'] ?? '',
        bytes: await unpacked(Buffer.concat(pieces), encoding),
      });
    } catch (thrown) {
      reject(thrown);
    }
  });
  asked.end();
  return promise;
}

/** @throws BenchError `refused`, `unavailable`, `protocol`; or the signal's reason. */
export async function fetchOnce(
  url: URL,
  network: ReaderNetwork,
  signal: AbortSignal,
): Promise<Fetched> {
  const address = await orAborted(addressOf(url.hostname, network), signal);
  const socket = network.connect(address, url.hostname);
  // Told by the request; this only keeps a late one from ending the process.
  socket.on('error', () => undefined);
  try {
    return await get(url, socket, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof BenchError) throw thrown;
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'no answer';
    const what = `${url.hostname} cannot be read: ${code}`;
    throw new BenchError('unavailable', what, { cause: thrown });
  } finally {
    socket.destroy();
  }
}

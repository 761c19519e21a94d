/**
 * Plays the serving side of a fetch as a rogue agent would: started in git's place with a way to misbehave. What it prints
 * is the wire of gitprotocol-pack(5): four hex digits of length, then the line; `0000` is a flush.
 */
import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';

const [, , way, commit] = process.argv;
const pkt = (text) => `${(text.length + 4).toString(16).padStart(4, '0')}${text}`;
const advert = `${pkt(`${commit} HEAD\0thin-pack ofs-delta\n`)}0000`;
const packHead = (count) => {
  const head = Buffer.from('PACK\0\0\0\u00020000', 'latin1');
  head.writeUInt32BE(count, 8);
  return head;
};
const wholePack = (...parts) => {
  const pack = Buffer.concat(parts);
  return Buffer.concat([pack, createHash('sha1').update(pack).digest()]);
};
/** The head of an object in a pack: three bits of type, a size of seven bits a byte. */
const objectHead = (type, size) => {
  const bytes = [(type << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1] |= 128;
    bytes.push(rest & 127);
  }
  return Buffer.from(bytes);
};

/** Until nobody reads any more. */
function pour(chunk) {
  process.stdout.on('error', () => undefined);
  const more = () => {
    while (process.stdout.write(chunk));
    process.stdout.once('drain', more);
  };
  more();
}

/** A blob of 8 MiB, and deltas that copy it a thousand times each: 8 GiB from a few kilobytes. */
function deltaBomb() {
  const size = 8 << 20;
  const base = Buffer.concat([objectHead(3, size), deflateSync(Buffer.alloc(size))]);
  const varint = (value) => {
    const bytes = [];
    for (let rest = value; ; rest = Math.floor(rest / 128)) {
      if (rest < 128) return Buffer.from([...bytes, rest]);
      bytes.push((rest & 127) | 128);
    }
  };
  const copyAll = Buffer.from([0b1111_0000, 0xff, 0xff, 0x7f]);
  const copies = Array.from({ length: 1000 }, () => copyAll);
  const delta = Buffer.concat([varint(size), varint(0x7fffff * 1000), ...copies]);
  const offset = base.length;
  const back = [offset & 127];
  for (let rest = (offset >> 7) - 1; rest >= 0; rest = (rest >> 7) - 1)
    back.unshift((rest & 127) | 128);
  const second = Buffer.concat([
    objectHead(6, delta.length),
    Buffer.from(back),
    deflateSync(delta),
  ]);
  return wholePack(packHead(2), base, second);
}

const ways = {
  'says nothing': () => process.stdin.resume(),
  'ends at once': () => {
    process.exitCode = 1;
  },
  'talks nonsense': () => pour(Buffer.from('GET / HTTP/1.1\r\n')),
  'has refs without end': () => pour(Buffer.from(pkt(`${commit} refs/heads/x\n`).repeat(500))),
  'has lines of nothing without end': () => pour(Buffer.from('0004'.repeat(10_000))),
  'has a HEAD, then lines of nothing': () => {
    process.stdout.write(pkt(`${commit} HEAD\0thin-pack ofs-delta\n`));
    pour(Buffer.from('0004'.repeat(10_000)));
  },
  'answers without end': () => {
    process.stdout.write(advert);
    pour(Buffer.from(pkt(`ACK ${commit}\n`).repeat(500)));
  },
  'says an error': () => process.stdout.write(pkt('ERR \u001b[2Jno way\n')),
  'promises many objects': () => {
    process.stdout.write(advert + pkt('NAK\n'));
    process.stdout.write(packHead(0x7fffffff));
    pour(Buffer.alloc(65_536));
  },
  'sends a pack without end': () => {
    process.stdout.write(advert + pkt('NAK\n'));
    process.stdout.write(packHead(1000));
    // One blob, stored and not compressed, that goes on and on.
    process.stdout.write(Buffer.concat([objectHead(3, 2 ** 40), Buffer.from([0x78, 0x01])]));
    const block = Buffer.alloc(5 + 65_535);
    block.set([0, 0xff, 0xff, 0, 0]);
    pour(block);
  },
  'sends a delta that unfolds': () => {
    process.stdout.write(advert + pkt('NAK\n'));
    process.stdout.end(deltaBomb());
  },
  'sends a torn pack': () => {
    process.stdout.write(advert + pkt('NAK\n'));
    process.stdout.end(deltaBomb().subarray(0, 5000));
  },
  'sends something else': () => {
    process.stdout.write(advert + pkt('NAK\n'));
    const blob = Buffer.concat([objectHead(3, 1), deflateSync(Buffer.from('x'))]);
    process.stdout.end(wholePack(packHead(1), blob));
  },
};
ways[way]();

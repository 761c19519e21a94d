/**
 * The robot's state as a small picture for tray and taskbar, drawn here: the window's own marks (diamond, two bars,
 * square) on a dark plate, so that they differ in shape and read on light and dark panels alike. PNG by RFC 2083.
 */
import { crc32, deflateSync } from 'node:zlib';
import type { RobotLine } from '../main/base/wire/shellLink.ts';

export type IconState = RobotLine['mode'];

type Rgb = readonly [number, number, number];

/** Edge length, of a picture meant for twice the density of an ordinary screen. */
export const iconPixels = 48;

const samples = 4;
const plate: Rgb = [0x0e, 0x11, 0x15];
const light: Rgb = [0xe7, 0xeb, 0xf0];
const amber: Rgb = [0xf5, 0xb8, 0x3d];
const red: Rgb = [0xd3, 0x20, 0x2f];

interface Look {
  readonly plate: Rgb;
  readonly ink: Rgb;
  /** Is the point inked? In a square of 12 × 12 units, from its middle. */
  readonly inside: (x: number, y: number) => boolean;
}

const looks: Readonly<Record<IconState, Look>> = {
  moving: { plate, ink: amber, inside: (x, y) => Math.abs(x) + Math.abs(y) <= 4.6 },
  holding: {
    plate,
    ink: light,
    inside: (x, y) => Math.abs(y) <= 3.8 && Math.abs(x) >= 0.9 && Math.abs(x) <= 3.4,
  },
  stopped: { plate: red, ink: light, inside: (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 3.4 },
  limp: {
    plate,
    ink: light,
    inside: (x, y) => Math.abs(x) <= 4.2 && Math.abs(y - 2 * Math.sin(x * 0.9)) <= 0.9,
  },
  offline: {
    plate,
    ink: light,
    inside: (x, y) => {
      const edge = Math.max(Math.abs(x), Math.abs(y));
      return (edge <= 3.9 && edge >= 2.9) || (edge < 3 && Math.abs(x + y) <= 0.7);
    },
  },
};

/** A square with round corners, as wide as the picture. */
function onPlate(x: number, y: number): boolean {
  const corner = 1.8;
  const dx = Math.max(Math.abs(x) - (6 - corner), 0);
  const dy = Math.max(Math.abs(y) - (6 - corner), 0);
  return Math.hypot(dx, dy) <= corner;
}

function rgba(look: Look): Buffer {
  const row = 1 + iconPixels * 4; // each row begins with its filter: none
  const out = Buffer.alloc(row * iconPixels);
  const unit = 12 / iconPixels / samples;
  for (let i = 0; i < iconPixels * iconPixels; i++) {
    const [column, line] = [i % iconPixels, Math.floor(i / iconPixels)];
    let covered = 0;
    let inked = 0;
    for (let s = 0; s < samples * samples; s++) {
      const x = (column * samples + (s % samples) + 0.5) * unit - 6;
      const y = (line * samples + Math.floor(s / samples) + 0.5) * unit - 6;
      if (!onPlate(x, y)) continue;
      covered++;
      if (look.inside(x, y)) inked++;
    }
    const share = covered === 0 ? 0 : inked / covered;
    const at = line * row + 1 + column * 4;
    look.plate.forEach((ground, c) => {
      out[at + c] = Math.round(ground + ((look.ink[c] ?? 0) - ground) * share);
    });
    out[at + 3] = Math.round((255 * covered) / (samples * samples));
  }
  return out;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}

/** A PNG of `iconPixels` squared, RGBA. */
export function stateIcon(state: IconState): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(iconPixels, 0);
  head.writeUInt32BE(iconPixels, 4);
  head.set([8, 6, 0, 0, 0], 8); // eight bits, RGBA, the only compression, filter set and order there are
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rgba(looks[state]))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

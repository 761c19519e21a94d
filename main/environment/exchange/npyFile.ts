/**
 * NumPy's .npy files, read: one array of numbers or words with its shape. Format: `\x93NUMPY`, version, header length,
 * a Python literal with descr, fortran_order and shape, then the raw values (NumPy's NEP 1). Arrays of objects are
 * pickles, which run code: they are refused.
 */
import { readFileSync } from 'node:fs';
import { BenchError } from '../../base/model/errors.ts';
import { exchangeBounds } from './exchangeBounds.ts';
import type { SourceFile } from './sourceFolder.ts';

export interface NpyArray {
  readonly shape: readonly number[];
  /** Row by row. */
  readonly values: readonly (number | string)[];
}

const magic = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]);
const maxValues = 32_000_000;

type Read = (bytes: Buffer, at: number) => number | string;
interface ValueType {
  readonly bytes: number;
  readonly read: Read;
}

function wordType(descr: string): ValueType | null {
  const match = /^([<|=])([US])(\d{1,4})$/.exec(descr);
  if (match === null) return null;
  const letters = Number(match[3]);
  if (match[2] === 'S')
    return {
      bytes: letters,
      read: (bytes, at) => bytes.toString('latin1', at, at + letters).replace(/\0+$/, ''),
    };
  return {
    bytes: letters * 4,
    read(bytes, at) {
      let word = '';
      for (let k = 0; k < letters; k++) {
        const point = bytes.readUInt32LE(at + 4 * k);
        if (point > 0 && point <= 0x10ffff) word += String.fromCodePoint(point);
      }
      return word;
    },
  };
}

const numberTypes: Readonly<Record<string, ValueType>> = {
  '<f2': { bytes: 2, read: (bytes, at) => halfFloat(bytes.readUInt16LE(at)) },
  '<f4': { bytes: 4, read: (bytes, at) => bytes.readFloatLE(at) },
  '<f8': { bytes: 8, read: (bytes, at) => bytes.readDoubleLE(at) },
  '|b1': { bytes: 1, read: (bytes, at) => (bytes[at] === 0 ? 0 : 1) },
  '|u1': { bytes: 1, read: (bytes, at) => bytes.readUInt8(at) },
  '|i1': { bytes: 1, read: (bytes, at) => bytes.readInt8(at) },
  '<i4': { bytes: 4, read: (bytes, at) => bytes.readInt32LE(at) },
  '<u4': { bytes: 4, read: (bytes, at) => bytes.readUInt32LE(at) },
  '<i8': { bytes: 8, read: (bytes, at) => Number(bytes.readBigInt64LE(at)) },
  '<u8': { bytes: 8, read: (bytes, at) => Number(bytes.readBigUInt64LE(at)) },
};

function halfFloat(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  const size =
    exponent === 0
      ? fraction * 2 ** -24
      : exponent === 31
        ? fraction === 0
          ? Number.POSITIVE_INFINITY
          : Number.NaN
        : (1 + fraction / 1024) * 2 ** (exponent - 15);
  return (bits & 0x8000) === 0 ? size : -size;
}

/** @throws BenchError `bad-input` that names the file. */
export function readNpy(file: SourceFile, name: string): NpyArray {
  const bad = (what: string): BenchError => new BenchError('bad-input', `${name}: ${what}`);
  if (file.bytes > exchangeBounds.signalBytes) throw bad(`${file.bytes} bytes are too many`);
  const bytes = readFileSync(file.path);
  if (bytes.byteLength < 10 || !bytes.subarray(0, 6).equals(magic)) throw bad('it is no .npy file');
  const wide = (bytes[6] ?? 0) >= 2;
  if (wide && bytes.byteLength < 12) throw bad('it is cut short');
  const headerBytes = wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  const start = (wide ? 12 : 10) + headerBytes;
  if (start > bytes.byteLength || headerBytes > 65_536) throw bad('its header is cut short');
  const header = bytes.toString('latin1', wide ? 12 : 10, start);
  const descr = /'descr':\s*'([^']{1,12})'/.exec(header)?.[1];
  const fortran = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const dims = /'shape':\s*\(([\d\s,]{0,80})\)/.exec(header)?.[1];
  if (descr === undefined || fortran === undefined || dims === undefined)
    throw bad('its header says neither type nor shape');
  if (descr.includes('O')) throw bad('it holds Python objects, which are not opened');
  const type = numberTypes[descr.replace(/^=/, '<')] ?? wordType(descr);
  if (type === null || type.bytes === 0) throw bad(`values of type ${descr} are not known`);
  const shape = dims.split(',').flatMap((dim) => (dim.trim() === '' ? [] : [Number(dim)]));
  const count = shape.reduce((product, dim) => product * dim, 1);
  if (fortran === 'True' && shape.length > 1) throw bad('it lies column by column');
  if (!Number.isSafeInteger(count) || count > maxValues) throw bad(`${count} values are too many`);
  if (bytes.byteLength - start !== count * type.bytes)
    throw bad(`it holds ${bytes.byteLength - start} bytes for ${count} values of ${type.bytes}`);
  const values = Array.from({ length: count }, (_, at) =>
    type.read(bytes, start + at * type.bytes),
  );
  return { shape, values };
}

/** Rows of a two-dimensional array; a one-dimensional one has rows of one. */
export function npyRows({ shape, values }: NpyArray): readonly (readonly (number | string)[])[] {
  const [rows = 0] = shape;
  const wide = rows === 0 ? 0 : values.length / rows;
  return Array.from({ length: rows }, (_, row) => values.slice(row * wide, (row + 1) * wide));
}

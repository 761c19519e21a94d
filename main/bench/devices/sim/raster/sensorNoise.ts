/**
 * Noise of a simulated sensor: normal, independent per pixel and colour, from a fixed table that every row reads from a
 * place of its own. The stream decides all of it, so the same stream gives the same bytes.
 */
import type { Rng } from '../../../../base/lib/rng.ts';
import { createRng } from '../../../../base/lib/rng.ts';

const tableSize = 1 << 16;
const scale = 64;

/** Normal numbers times `scale`, as integers: adding them needs no rounding of floats. */
function drawTable(): Int16Array {
  const rng = createRng(0x5e_05).fork('sensor-table');
  return Int16Array.from({ length: tableSize }, () => Math.round(rng.normal() * scale));
}

let table: Int16Array | null = null;

/** Adds noise of `sigma` (8-bit levels) to `values` in place, a row of `rowLength` at a time. */
export function addSensorNoise(
  values: Uint8Array,
  rowLength: number,
  sigma: number,
  rng: Rng,
): void {
  if (sigma <= 0) return;
  table ??= drawTable();
  const normals = table;
  const factor = Math.round((sigma / scale) * 65536);
  for (let start = 0; start < values.length; start += rowLength) {
    let at = rng.below(tableSize);
    const end = Math.min(values.length, start + rowLength);
    for (let i = start; i < end; i++) {
      const noise = ((normals[at] as number) * factor + 32768) >> 16;
      at = (at + 1) & (tableSize - 1);
      const value = (values[i] as number) + noise;
      values[i] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

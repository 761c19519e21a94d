/** Does a net load from a path as from bytes, refuse what is none, and keep its runtime from reporting to anybody? */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { must } from '../../base/lib/assert.ts';
import { createRng } from '../../base/lib/rng.ts';
import { dense, relu } from '../nn/layers.ts';
import { writeNet } from '../nn/trainer.ts';
import { createWeightBook } from '../nn/weights.ts';
import { loadNet } from './net.ts';

const bytes = writeNet(
  createWeightBook(createRng(2)),
  { x: [1, 3], z: [1, 3] },
  (graph, { x, z }, weight) => {
    const out = (name: string): typeof x & object =>
      dense(graph, must(x), weight(name, [3, 2], 'he'), weight('bias', [2], 'zero'));
    return { y: relu(graph, out('dense')), same: relu(graph, must(z)) };
  },
);
const feeds = {
  x: { data: Float32Array.of(1, -2, 3), shape: [1, 3] },
  z: { data: Float32Array.of(-1, 0, 2), shape: [1, 3] },
};

it('gives every output with its shape, from a path as from bytes', async () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'nb-net-'));
  try {
    writeFileSync(path.join(dir, 'net.onnx'), bytes);
    await using fromBytes = await loadNet(bytes);
    await using fromPath = await loadNet(path.join(dir, 'net.onnx'));
    expect([...fromBytes.inputs].sort()).toEqual(['x', 'z']);
    const given = await fromBytes.run(feeds);
    expect(given.same).toEqual({ data: Float32Array.of(0, 0, 2), shape: [1, 3] });
    expect(given.y?.shape).toEqual([1, 2]);
    expect(await fromPath.run(feeds)).toEqual(given);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

it('refuses what is no net, and feeds that do not fit', async () => {
  await expect(loadNet(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: 'bad-input' });
  await using net = await loadNet(bytes);
  const short = { data: Float32Array.of(1, 2), shape: [1, 2] };
  await expect(net.run({ x: feeds.x })).rejects.toMatchObject({ code: 'bad-input' });
  await expect(net.run({ ...feeds, x: short })).rejects.toMatchObject({ code: 'bad-input' });
});

it('has told its runtime to report to nobody', async () => {
  await using _net = await loadNet(bytes);
  expect(process.env.ORT_DISABLE_TELEMETRY).toBe('1');
});

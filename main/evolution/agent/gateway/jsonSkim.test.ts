/** The skim says the same as a parser, however the bytes are cut, and keeps nothing that was not asked for. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from '../../../../test/lib/fuzzRuns.ts';
import { createJsonSkim, type JsonPath, type Picked } from './jsonSkim.ts';

function skim(paths: readonly JsonPath[], chunks: readonly Buffer[], keep = 1000) {
  const picked: Picked[] = [];
  const reader = createJsonSkim(paths, keep, (value) => picked.push(value));
  for (const chunk of chunks) reader.feed(chunk);
  return { picked, complete: reader.complete, opened: reader.opened };
}

const cutAt = (bytes: Buffer, size: number): readonly Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );

describe('jsonSkim', () => {
  const paths = [['usage'], ['message', 'usage'], ['choices', '*', 'delta', 'content'], ['model']];
  const text = JSON.stringify({
    usage2: { usage: 1 },
    'mo"del': 'no',
    choices: [{ delta: { content: 'a"}\\' } }, { delta: {} }, { delta: { content: 'é' } }],
    deep: [[[{ usage: 3 }]], '"usage":{}'],
    message: { x: [1, 2], usage: { in: 4, list: [{}, '}'] } },
    model: 'm',
    usage: null,
  });

  it.each([1, 2, 3, 7, 64, 10_000])('picks by path, cut every %i bytes', (size) => {
    const { picked, complete } = skim(paths, cutAt(Buffer.from(text), size));
    expect(picked.map(({ path, value }) => [path, value])).toEqual([
      [2, 'a"}\\'],
      [2, 'é'],
      [1, { in: 4, list: [{}, '}'] }],
      [3, 'm'],
      [0, null],
    ]);
    expect(complete).toBe(true);
    for (const { start, end, value } of picked) {
      const source = Buffer.from(text).subarray(start, end).toString();
      expect(JSON.parse(source)).toEqual(value);
    }
  });

  it('agrees with JSON.parse on any document', () => {
    const document = fc.dictionary(fc.constantFrom('usage', 'model', 'x', 'é"\\'), fc.jsonValue());
    const run = (value: Record<string, unknown>, size: number, indent: number): void => {
      const bytes = Buffer.from(JSON.stringify(value, null, indent));
      const { picked, complete } = skim([['usage'], ['model']], cutAt(bytes, size), 1e6);
      expect(complete).toBe(true);
      const again: unknown = JSON.parse(bytes.toString());
      const found = Object.fromEntries(
        picked.map(({ path, value: got }) => [path === 0 ? 'usage' : 'model', got]),
      );
      const { usage, model } = again as Record<string, unknown>;
      expect(found).toEqual({
        ...(usage === undefined ? {} : { usage }),
        ...(model === undefined ? {} : { model }),
      });
    };
    const property = fc.property(
      document,
      fc.integer({ min: 1, max: 40 }),
      fc.nat({ max: 2 }),
      run,
    );
    fc.assert(property, fuzzRuns(200));
  });

  it('a key written with escapes is the same key', () => {
    const { picked } = skim([['model']], [Buffer.from('{"m\\u006fdel":"x"}')]);
    expect(picked[0]?.value).toBe('x');
  });

  it('says how long a value was that is too long to keep', () => {
    const long = JSON.stringify({ usage: 'x'.repeat(5000), model: 'm' });
    const { picked } = skim([['usage'], ['model']], cutAt(Buffer.from(long), 100));
    expect(picked.map(({ value, bytes }) => [value, bytes])).toEqual([
      [undefined, 5002],
      ['m', 3],
    ]);
  });

  it('any bytes at all end in no error', () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    const like = fc.string({ unit: fc.constantFrom(...'{}[]",:\\ ausge1') });
    const run = (some: Uint8Array | string, size: number): void => {
      skim([['usage'], ['a', '*', 'e']], cutAt(Buffer.from(some as string), size));
    };
    const property = fc.property(fc.oneof(bytes, like), fc.integer({ min: 1, max: 50 }), run);
    fc.assert(property, fuzzRuns(500));
  });

  it.each(['[1,2', 'usage', '{"usage" 1}', '', '{"usage":1]x', '[DONE]'])(
    'what is no JSON has no value: %s',
    (broken) => {
      const found = skim([['usage', 'x']], [Buffer.from(broken)]);
      expect(found.picked).toEqual([]);
    },
  );

  it('a million brackets keep nothing', () => {
    const reader = createJsonSkim([['usage']], 100, () => undefined);
    const deep = Buffer.from(`{"x":${'['.repeat(1_000_000)}`);
    reader.feed(deep);
    reader.feed(Buffer.from(']'.repeat(1_000_000)));
    expect(reader.complete).toBe(false);
    reader.feed(Buffer.from('}'));
    expect(reader.complete).toBe(true);
  });

  it('looks for the same byte once, not again for each string or escape', () => {
    let passed = 0;
    const watched = (text: string): Buffer => {
      const bytes = Buffer.from(text);
      const indexOf = (byte: number, at: number): number => {
        const found = Buffer.prototype.indexOf.call(bytes, byte, at);
        passed += (found === -1 ? bytes.length : found) - at;
        return found;
      };
      return Object.assign(bytes, { indexOf });
    };
    for (const piece of ['\\a', '","x":"']) {
      const chunk = watched(`{"x":"${piece.repeat(10_000)}`);
      passed = 0;
      createJsonSkim([['usage']], 100, () => undefined).feed(chunk);
      expect(passed).toBeLessThanOrEqual(2 * chunk.length);
    }
  });
});

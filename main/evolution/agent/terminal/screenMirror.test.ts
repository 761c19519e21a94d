/**
 * A snapshot stands for all that came before it: whoever gets it at any byte, in the middle of a sequence too, and then
 * the rest, stands where a terminal stands that was given everything.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzRuns } from '../../../../test/lib/fuzzRuns.ts';
import { createScreenMirror, maxSnapshotBytes, type ScreenMirror } from './screenMirror.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const size = { cols: 40, rows: 10 };

function openMirror(replies: string[] = []): ScreenMirror {
  return createScreenMirror({ ...size, from: 0, onReply: (text) => replies.push(text) });
}

/** Text and state: a snapshot's own words tell all of it. */
async function stateAfter(...parts: readonly Uint8Array[]): Promise<string> {
  using mirror = openMirror();
  for (const part of parts) await mirror.write(part);
  return `${mirror.text(10_000)}\n${Buffer.from(mirror.snapshot()).toString()}`;
}

async function attachedAt(bytes: Uint8Array, at: number): Promise<string> {
  using mirror = openMirror();
  await mirror.write(bytes.subarray(0, at));
  expect(mirror.end).toBe(at);
  return stateAfter(mirror.snapshot(), bytes.subarray(at));
}

describe('a snapshot and the rest', () => {
  it.each([
    ['text that scrolls', '1\r\n'.repeat(20)],
    ['a line that wraps', `${'x'.repeat(85)}\r\ny`],
    ['colours and the pen that is left', '\x1b[1;38;5;208mwarm\x1b[0m \x1b[44mcold'],
    ['wide and composed characters', 'a界b\u0065\u0301c🤖\r\nd'],
    ['the alternate screen', 'shell$ vi\r\n\x1b[?1049h\x1b[2J\x1b[3;5Hfile\x1b[10;1H-- INSERT --'],
    ['back from it', 'before\r\n\x1b[?1049h\x1b[Hinside\x1b[?1049lafter'],
    ['margins and origin', '\x1b[3;6r\x1b[?6h\x1b[2;4Hx\r\n\n\n\n\ny'],
    ['a saved cursor', 'ab\x1b7\x1b[5;5Hcd\x1b8ef'],
    ['line drawing', '\x1b(0lqqk\x1b(B plain \x1b(0x'],
    ['another set by shift', '\x1b)0\x0eqqx'],
    ['modes', '\x1b[?1h\x1b=\x1b[?2004h\x1b[?1002h\x1b[?1006h\x1b[?1004h\x1b[?25l\x1b[5 q'],
    ['insertion', 'abcdef\x1b[4h\x1b[1;3HXY'],
    ['no wrap', '\x1b[?7l'.concat('z'.repeat(60))],
    ['a title and a clipboard', 'a\x1b]0;title\x07b\x1b]52;c;aGk=\x1b\\c'],
    ['device strings and controls within sequences', 'a\x1bP1$qm\x1b\\b\x1b[3\n1mc\x1b[3\x18Dd'],
    ['C1 controls', 'a\u009b31mb\u009d0;t\u009cc'],
  ])('%s', async (_name, text) => {
    const bytes = utf8(text);
    const want = await stateAfter(bytes);
    for (let at = 0; at <= bytes.length; at++) {
      expect(await attachedAt(bytes, at), `at byte ${at}`).toBe(want);
    }
  });

  it('holds for sequences nobody would write', async () => {
    const piece = fc.oneof(
      fc.constantFrom('\x1b[?1049h', '\x1b[?1049l', '\x1b[2J', '\x1b[H', '\r\n', '\x1b[31;1m'),
      fc.constantFrom(
        '\x1b[0m',
        '\x1b[3;7r',
        '\x1b[r',
        '\x1bM',
        '\x1b[?25l',
        '\x1b]0;t\x07',
        'é界',
      ),
      fc.tuple(fc.nat(12), fc.nat(45)).map(([row, col]) => `\x1b[${row};${col}H`),
      fc
        .tuple(fc.nat(5), fc.constantFrom('A', 'B', 'K', 'P', 'X', 'L', 'M'))
        .map(([n, to]) => `\x1b[${n}${to}`),
      fc.string({ minLength: 1, maxLength: 12 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), fc.nat(1000), async (pieces, place) => {
        const bytes = utf8(pieces.join(''));
        const at = place % (bytes.length + 1);
        using plain = openMirror();
        await plain.write(bytes);
        using first = openMirror();
        await first.write(bytes.subarray(0, at));
        using second = openMirror();
        await second.write(first.snapshot());
        await second.write(bytes.subarray(at));
        expect(second.text(10_000)).toBe(plain.text(10_000));
      }),
      fuzzRuns(150),
    );
  });
});

describe('a mirror', () => {
  it('answers what a program asks of its terminal, and nothing that carries words', async () => {
    const replies: string[] = [];
    using mirror = openMirror(replies);
    await mirror.write(utf8('ab\x1b[6n\x1b[c\x1b[>c\x1b[5n\x1b[?2004$p\x1bP$qm\x1b\\\x1b[21t\x05'));
    expect(replies).toEqual([
      '\x1b[1;3R',
      '\x1b[?1;2c',
      '\x1b[>0;276;0c',
      '\x1b[0n',
      '\x1b[?2004;2$y',
    ]);
  });

  it('puts only a few marks on one sign, however many came', async () => {
    using mirror = openMirror();
    await mirror.write(utf8(`e${'\u0301'.repeat(100_000)}\r\nnext`));
    expect(mirror.text(10)).toBe(`\u00e9${'\u0301'.repeat(7)}\nnext`.normalize('NFD'));
  });

  it('keeps a snapshot within its bound by leaving out the oldest lines', async () => {
    using mirror = openMirror();
    const sign = (at: number): string => `\x1b[38;2;${at % 256};${at % 199};${at % 101}mx`;
    const line = Array.from({ length: 39 }, (_, at) => sign(at)).join('');
    for (let at = 0; at < 1600; at++) await mirror.write(utf8(`${line}\r\n`));
    await mirror.write(utf8('the last'));
    const snapshot = mirror.snapshot();
    expect(snapshot.length).toBeLessThan(maxSnapshotBytes);
    expect(await stateAfter(snapshot)).toContain('the last');
  });

  it('tells text: wrapped lines whole, the full screen last, only as many as asked for', async () => {
    using mirror = openMirror();
    await mirror.write(utf8(`first\r\n${'w'.repeat(50)}\r\n\x1b[31mred\x1b[0m\r\n`));
    expect(mirror.text(100)).toBe(`first\n${'w'.repeat(50)}\nred`);
    await mirror.write(utf8('\x1b[?1049h\x1b[Hinside'));
    expect(mirror.text(2)).toBe('red\ninside');
  });

  it('says what came too fast, where it counts on', async () => {
    using mirror = openMirror();
    await mirror.write(utf8('\x1b]0;never ended'));
    await mirror.skipTo(3_000_000);
    expect(mirror.end).toBe(3_000_000);
    expect(mirror.text(10)).toContain('[3.0 MB of output came too fast]');
  });

  it('a snapshot says its size and is of the new one after a resize', async () => {
    using mirror = openMirror();
    await mirror.write(utf8(`${'y'.repeat(40)}\r\n`));
    mirror.resize(20, 10);
    expect(Buffer.from(mirror.snapshot()).toString().slice(0, 12)).toBe('\x1bc\x1b[8;10;20t');
    expect(mirror.text(10)).toBe('y'.repeat(40));
  });
});

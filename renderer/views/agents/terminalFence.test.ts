/** The fence against a real xterm: no output makes it answer, set a title or work for long; marks do not pile up. */
import { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { createTextFence } from '../../../main/base/lib/guardTerminal.ts';
import { createRng } from '../../../main/base/lib/rng.ts';
import { fenceTerminal, isFocusReport } from './terminalFence.ts';

function createRig() {
  const terminal = new Terminal({ cols: 80, rows: 24, allowProposedApi: true, scrollback: 1_000 });
  fenceTerminal(terminal);
  const answers: string[] = [];
  const titles: string[] = [];
  terminal.onData((text) => answers.push(text));
  terminal.onTitleChange((title) => titles.push(title));
  return {
    terminal,
    answers,
    titles,
    write: (text: string) => new Promise<void>((done) => terminal.write(text, done)),
    line: (row: number) => terminal.buffer.active.getLine(row)?.translateToString(true),
  };
}

const prefixes = ['', '?', '>', '=', '<'];
const intermediates = [
  '',
  ' ',
  '!',
  '"',
  '#',
  '$',
  '%',
  '&',
  "'",
  '(',
  ')',
  '*',
  '+',
  ',',
  '-',
  '.',
  '/',
];
const finals = Array.from({ length: 63 }, (_, i) => String.fromCharCode(0x40 + i));
const params = [
  '',
  '0',
  '1',
  '5',
  '6',
  '14',
  '18',
  '21',
  '22;0',
  '25',
  '1;2',
  '996',
  '2026',
  '1004',
];

describe('the terminal answers nothing', () => {
  it('without the fence it would: this test can fail', async () => {
    const bare = new Terminal({ allowProposedApi: true });
    const answers: string[] = [];
    bare.onData((text) => answers.push(text));
    await new Promise<void>((done) => bare.write('\x1b[c\x1b[6n\x1bP$qm\x1b\\', done));
    expect(answers).toHaveLength(3);
  });

  it('to any control sequence with a few parameters', async () => {
    const rig = createRig();
    for (const prefix of prefixes) {
      const all = intermediates.flatMap((mid) =>
        finals.flatMap((final) => params.map((param) => `\x1b[${prefix}${param}${mid}${final}`)),
      );
      await rig.write(`x${all.join('')}`);
    }
    expect(rig.answers.filter((text) => !isFocusReport(text))).toEqual([]);
  });

  it('to any escape, device or operating system sequence', async () => {
    const rig = createRig();
    const mids = intermediates.join('').split('');
    for (const mid of ['', ...mids])
      for (let code = 0x30; code < 0x7f; code++) {
        const final = String.fromCharCode(code);
        if (mid === '' && 'P]X^_['.includes(final)) continue;
        await rig.write(`\x1b${mid}${final}`);
      }
    for (const mid of ['', '$', '+', '>', '>|', '='])
      for (const final of ['q', 'p', 'r', '|', '{'])
        for (const body of ['m', 'r', ' q', '"p', '544e', '?'])
          await rig.write(`\x1bP${mid}${final}${body}\x1b\\`);
    for (let id = 0; id < 2_000; id++) await rig.write(`\x1b]${id};?\x07\x1b]${id};c;Zm9v\x1b\\`);
    await rig.write('\x05\x1bZ\x9a\x9bc\x9b6n');
    expect(rig.answers).toEqual([]);
    expect(rig.titles).toEqual([]);
  });

  it('to noise', async () => {
    const rng = createRng(11);
    const rig = createRig();
    const signs = [
      '\x1b',
      '[',
      ']',
      'P',
      '\\',
      '\x07',
      '?',
      '>',
      '$',
      ';',
      '0',
      '6',
      '1',
      'n',
      'c',
      'q',
      't',
      'p',
      'h',
      'm',
      'x',
    ];
    for (let i = 0; i < 300; i++) {
      const text = Array.from({ length: 200 }, () => signs[rng.below(signs.length)]).join('');
      await rig.write(text);
    }
    expect(rig.answers.filter((text) => !isFocusReport(text))).toEqual([]);
  });
});

describe('the terminal does not fail', () => {
  it.each(['', '\x1b[?1049h'])('where all before its very end is erased', async (screen) => {
    const rig = createRig();
    await rig.write(`${screen}\x1b[999;999H\x1b[1J\x1b[999;999Hx\x1b[?1J\x1b[Hstill`);
    expect(rig.line(0)).toBe('still');
  });
});

describe('the terminal is not kept busy', () => {
  it.each([...'@ILMPSTXZb', ' @', ' A', "'}", "'~"])(
    'by two thousand million times %s',
    async (final) => {
      const rig = createRig();
      await rig.write(`start\r\x1b[2147483647${final}end`);
      expect(rig.line(0)).toMatch(/^end/);
    },
  );

  it('and does what a program may ask for', async () => {
    const rig = createRig();
    await rig.write('a\x1b[4bb\x1b[2;1Hx\x1b[1Ly');
    expect(rig.line(0)).toBe('aaaaab');
    expect(rig.line(1)).toBe('y');
    expect(rig.line(2)).toBe('x');
  });

  it('keeps no address longer than a browser takes', async () => {
    const rig = createRig();
    await rig.write(`\x1b]8;;https://example.org/${'a'.repeat(1e6)}\x07text\x1b]8;;\x07`);
    expect(rig.line(0)).toBe('text');
  });
});

describe('marks', () => {
  const through = (pieces: readonly string[]): string => {
    const fence = createTextFence();
    return pieces.map((piece) => fence(new TextEncoder().encode(piece))).join('');
  };
  const acute = '\u0301';

  it('are kept as people write them, joined signs and right-to-left too', () => {
    const text = `e${acute}${acute} 👩‍👩‍👧‍👦 ภาษาไทย עִבְרִית 한국어`;
    expect(through([text])).toBe(text);
    expect(through([...text])).toBe(text);
  });

  it('do not pile up, in one piece or over many', () => {
    const most = `x${acute.repeat(8)}y`;
    expect(through([`x${acute.repeat(100_000)}y`])).toBe(most);
    expect(through(['x', ...Array.from({ length: 500 }, () => acute), 'y'])).toBe(most);
    expect(through(['x', acute.repeat(5), acute.repeat(5), 'y', acute])).toBe(`${most}${acute}`);
  });

  it('survive being cut within a sign, and bytes that are no text', () => {
    const fence = createTextFence();
    const bytes = new TextEncoder().encode(`e${acute}ü😀`);
    const parts = [...bytes].map((byte) => fence(new Uint8Array([byte])));
    expect(parts.join('')).toBe(`e${acute}ü😀`);
    expect(fence(new Uint8Array([0xff, 0xfe, 0x41]))).toBe('\ufffd\ufffdA');
  });
});

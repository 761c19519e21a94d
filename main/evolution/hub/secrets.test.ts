/** Shapes of keys: what is found, on which line, and ordinary code that is not. Keys are put together here, never whole. */
import { describe, expect, it } from 'vitest';
import { countTurns } from '../../../test/lib/countTurns.ts';
import { turnBytes } from '../../base/lib/turns.ts';
import { findSecret, windowBytes } from './secrets.ts';

const { turns } = countTurns();
const find = (text: string) => findSecret(Buffer.from(text), turns);

const join = (...parts: readonly string[]): string => parts.join('');
const long = 'abcdefghij0123456789ABCDEFGHIJ0123456789';

const keys: readonly (readonly [string, string])[] = [
  ['a private key', join('-----BEGIN ', 'PRIVATE KEY-----')],
  ['a private key', join('-----BEGIN OPENSSH ', 'PRIVATE KEY-----')],
  ['a private key', join('-----BEGIN PGP ', 'PRIVATE KEY BLOCK-----')],
  ['a PuTTY private key', join('PuTTY-User-', 'Key-File-3: ssh-ed25519')],
  ['an Anthropic key', join('sk-', 'ant-api03-', long)],
  ['an API key', join('sk-', 'proj-', long)],
  ['an API key', join('sk-', long)],
  ['an AWS key', join('AKIA', 'ABCDEFGH12345678')],
  ['a GitHub token', join('ghp', '_', long)],
  ['a GitHub token', join('github', '_pat_', long)],
  ['a GitLab token', join('glpat', '-', long)],
  ['a Google key', join('AIza', long)],
  ['a Hugging Face token', join('hf', '_', long)],
  ['a Slack token', join('xoxb', '-', long)],
  ['an npm token', join('npm', '_', long.slice(0, 36))],
  ['a Stripe key', join('sk', '_live_', long)],
];

describe('keys', () => {
  it.each(keys)('%s is found with its line', async (kind, key) => {
    expect(await find(`first\nkey = "${key}"\n`)).toEqual({ kind, line: 2 });
  });

  it.each(keys)('%s is found wherever a window ends within it', async (kind, key) => {
    for (const border of [windowBytes, windowBytes - 256]) {
      for (let before = border - key.length - 2; before <= border + 2; before++) {
        const text = `${'\n'.repeat(before)}${key}\n`;
        expect(await find(text), `after ${before}`).toEqual({ kind, line: before + 1 });
      }
    }
  });

  it.each([
    'const task = "task-sk-1";',
    'import x from "sk-learn-and-other-libraries-we-like";',
    '-----BEGIN PUBLIC KEY-----',
    'AKIA is a prefix',
    `${long}${long}`,
  ])('%s is none', async (text) => expect(await find(text)).toBeNull());

  it('within a word is none, wherever a window begins', async () => {
    const word = join('ta', 'sk-', long);
    for (let back = 0; back < 8; back++) {
      const before = 'a\n'.repeat(windowBytes).slice(0, windowBytes - 256 - back);
      expect(await find(`${before}\n${word}`), `${back} before`).toBeNull();
    }
  });

  const mega = 1 << 20;
  it.each([
    ['sk-'],
    ['sk-a '],
    [`${join('sk-', 'ant-')} `],
    ['-----BEGIN A '],
    ['-----BEGIN A1B2C3D4E5F6 A1B2C3D4E5F6 A1B2C3D4E5F6 '],
    ['AKIA'],
    ['ghp_'],
    ['AIza '],
    ['xoxb- '],
    ['hf_abcdefghijklmnopqrstuvwxyz '],
    ['npm_abcdefghijklmnopqrstuvwxyz '],
    ['PuTTY-User-Key-File-'],
    ['\n'],
  ])('a megabyte of %j is gone through in bounded turns', async (piece) => {
    const text = piece.repeat(mega / piece.length);
    const { turns: counted, seen } = countTurns();
    expect(await findSecret(Buffer.from(text), counted)).toBeNull();
    expect(seen.most).toBeLessThanOrEqual(windowBytes);
    expect(seen.slept).toBeGreaterThanOrEqual(Math.floor(text.length / turnBytes) - 1);
    expect(await find(`${text}\n${join('AKIA', 'ABCDEFGH12345678')}`)).toMatchObject({
      kind: 'an AWS key',
    });
  });

  it('small files wait for no turn each', async () => {
    const { turns: counted, seen } = countTurns();
    for (let i = 0; i < 16; i++) await findSecret(Buffer.alloc(turnBytes / 16, 'a '), counted);
    expect(seen.slept).toBe(0);
  });
});

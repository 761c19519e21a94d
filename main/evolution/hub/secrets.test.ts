/** Shapes of keys: what is found, on which line, and ordinary code that is not. Keys are put together here, never whole. */
import { describe, expect, it } from 'vitest';
import { findSecret } from './secrets.ts';

const join = (...parts: readonly string[]): string => parts.join('');
const long = 'abcdefghij0123456789ABCDEFGHIJ0123456789';

describe('keys', () => {
  it.each([
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
  ])('%s is found with its line', (kind, key) => {
    expect(findSecret(Buffer.from(`first\nkey = "${key}"\n`))).toEqual({ kind, line: 2 });
  });

  it.each([
    'const task = "task-sk-1";',
    'import x from "sk-learn-and-other-libraries-we-like";',
    '-----BEGIN PUBLIC KEY-----',
    'AKIA is a prefix',
    `${long}${long}`,
  ])('%s is none', (text) => expect(findSecret(Buffer.from(text))).toBeNull());

  it('reads any bytes in a time that grows with their number alone', () => {
    const dashes = Buffer.from(`${'-----BEGIN A '.repeat(40_000)}${'sk-'.repeat(160_000)}`);
    expect(findSecret(dashes)).toBeNull();
  });
});

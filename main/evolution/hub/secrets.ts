/**
 * Shapes of keys that must not get into a hub, which every agent reads. What is found is named by its kind, file and
 * line, never repeated. Only well-known shapes in plain text are found: this stops accidents, not smuggling.
 */

export interface FoundSecret {
  readonly kind: string;
  /** From 1. */
  readonly line: number;
}

const shapes: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/],
  ['a PuTTY private key', /PuTTY-User-Key-File-\d/],
  ['an Anthropic key', /\bsk-ant-[\w-]{16,}/],
  ['an API key', /\bsk-(?=[\w-]{0,200}\d)[\w-]{20,}/],
  ['an AWS key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{22,})/],
  ['a GitLab token', /\bglpat-[\w-]{20,}/],
  ['a Google key', /\bAIza[\w-]{35}/],
  ['a Hugging Face token', /\bhf_[A-Za-z0-9]{30,}/],
  ['a Slack token', /\bxox[abeprs]-[\w-]{10,}/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}/],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{20,}/],
];

/** The first of its kinds in a file's bytes, or null. */
export function findSecret(bytes: Buffer): FoundSecret | null {
  const text = bytes.toString('latin1');
  for (const [kind, pattern] of shapes) {
    const at = text.search(pattern);
    if (at === -1) continue;
    return { kind, line: text.slice(0, at).split('\n').length };
  }
  return null;
}

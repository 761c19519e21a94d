/** Trailers of commits as claims: which count, how long they are, and what they may not hold. */
import { describe, expect, it } from 'vitest';
import { parseClaims } from './claims.ts';

const none = { idea: null, parentIdea: null, expect: null };

describe('claims', () => {
  it('are the trailers of the last paragraph', () => {
    const message =
      'Push\n\nIdea: not this one\n\nIdea: idea-0002\nParent-idea: idea-0001\nExpect: 推得更准\n';
    expect(parseClaims(message)).toEqual({
      idea: 'idea-0002',
      parentIdea: 'idea-0001',
      expect: '推得更准',
    });
  });

  it('go on over lines that begin with white space; the last of equal keys counts', () => {
    expect(parseClaims('a\n\nExpect: more\n  and better\nIdea: 1\nIdea: 2').expect).toBe(
      'more and better',
    );
    expect(parseClaims('a\n\nIdea: 1\nIdea: 2').idea).toBe('2');
  });

  it('are none in a subject, and hold nothing that steers a terminal', () => {
    expect(parseClaims('Idea: idea-0001')).toEqual(none);
    expect(parseClaims('')).toEqual(none);
    expect(parseClaims('a\n\nIdea: x\u001b[2Jy\u202e').idea).toBe('x [2Jy');
    expect(parseClaims(`a\n\nExpect: ${'x'.repeat(10_000)}`).expect).toHaveLength(401);
  });
});

/** What the researcher reads from others, and what it may write: hostile texts, and the edge of the surface. */
import { describe, expect, it } from 'vitest';
import { start, surface } from '../../../test/lib/researcherWorld.ts';
import {
  attemptsIn,
  evidenceIn,
  ideaIn,
  lastWordsIn,
  openIdeaIn,
  parseWaited,
  requestIn,
  trialsLeftIn,
} from './deskWords.ts';
import { failuresOf } from './failures.ts';
import { headOf, heard, type IdeaNote, type Notes, parseNotes, valuesAt } from './notes.ts';
import { applyChange, parseSurface, parseValues, valuesText } from './surface.ts';

describe('answers of the desk', () => {
  it('are read as they are written', () => {
    expect(requestIn('req-0007 (commit 0123456789): waits, 1 before it. Next: …')).toBe('req-0007');
    expect(ideaIn('idea-0003 is open. Change the policy')).toBe('idea-0003');
    expect(parseWaited('req-0001: success. Over. log says what happened.')).toEqual({
      kind: 'success',
    });
    expect(parseWaited('req-0001: failure (policy-crash). Over.')).toEqual({
      kind: 'failure',
      reason: 'policy-crash',
    });
    expect(parseWaited('req-0001: not run: the core ended. It has no record.')).toMatchObject({
      kind: 'not-run',
    });
    expect(parseWaited('req-0001: runs now. Not over yet: call trial_wait again.')).toEqual({
      kind: 'waits',
    });
    expect(trialsLeftIn('trials   3 asked, 0 waiting or running; 17 trials left of 20')).toBe(17);
    expect(trialsLeftIn('trials   3 asked; no bound')).toBeNull();
  });

  it('give the open idea, not what the bench adds to it', () => {
    const line =
      'idea: idea-0002 agent-0001 open, 3 success, 1 failure, 0 invalid: push less: far less';
    expect(openIdeaIn(`you are agent-0001\n${line}\n  note: x`)).toEqual({
      id: 'idea-0002',
      hypothesis: 'push less: far less',
    });
    expect(openIdeaIn('idea: none open; begin one with idea_start')).toBeNull();
  });

  it('tell a decision only where the bench says one in its own form', () => {
    const text = [
      'idea-0001 agent-0001 finished, 8 success: evidence idea-0001: kept, 8 of 8',
      '  evidence idea-0002: carried, 6 of 8',
      'evidence idea-0003: perfect, 6 of 8',
      'evidence idea-0004: kept, 9 of 8',
    ].join('\n');
    expect([...evidenceIn(text)]).toEqual([['idea-0002', { decision: 'carried', k: 6, n: 8 }]]);
  });

  it('may be anything at all', () => {
    const hostile = [
      '',
      '\u0000\u202e'.repeat(5000),
      'req-',
      'a'.repeat(200_000),
      '{"__proto__":1}',
      'attempt 99999: x',
    ];
    for (const text of hostile) {
      for (const read of [requestIn, ideaIn, openIdeaIn, trialsLeftIn])
        expect(read(text)).toBeNull();
      expect(parseWaited(text)).toEqual({ kind: 'waits' });
      expect(evidenceIn(text).size + attemptsIn(text).length + lastWordsIn(text).size).toBe(0);
    }
  });
});

describe('failures', () => {
  const heads = [
    'attempt 1: 3.20 s, ended by done, judged failure',
    'attempt 2: 45.00 s, ended by timeout, judged failure',
    'attempt 3: 2.00 s, ended by done, judged failure',
  ];

  it('are the task’s kinds by the policy’s own words, else the bench’s', () => {
    const said = lastWordsIn('attempt 1: left 9 mm\nattempt 1: done: too short\nattempt 3: hm');
    expect(failuresOf(surface, attemptsIn(heads.join('\n')), said, 'not-reached')).toEqual({
      short: 1,
      timeout: 1,
      'not-reached': 1,
    });
    expect(failuresOf(surface, [], new Map(), 'policy-crash')).toEqual({ 'policy-crash': 1 });
  });
});

describe('settings', () => {
  it('are changed one at a time and inside the surface', () => {
    expect(applyChange(start, { name: 'reach', to: 6 }, surface)).toEqual({ ...start, reach: 6 });
    for (const change of [
      { name: 'reach', to: 11 },
      { name: 'reach', to: Number.NaN },
      { name: 'reach', to: true },
      { name: 'eyes', to: 1 },
      { name: 'unknown', to: 1 },
      { name: '__proto__', to: 1 },
    ])
      expect(() => applyChange(start, change, surface), JSON.stringify(change)).toThrow(
        /cannot become/,
      );
  });

  it('are written in the order of the surface, and read back', () => {
    const text = valuesText({ noise: false, eyes: true, idle: 5, gain: 5, reach: 2 }, surface);
    expect(Object.keys(JSON.parse(text))).toEqual(Object.keys(surface.settings));
    expect(parseValues(text, surface)).toEqual({ ...start, eyes: true });
  });

  it('that do not fit their surface are refused', () => {
    for (const text of [
      '',
      '[]',
      '{"reach":2}',
      JSON.stringify({ ...start, more: 1 }),
      `{${' '.repeat(70_000)}}`,
    ])
      expect(() => parseValues(text, surface)).toThrow(/settings\.json/);
    for (const text of [
      'x',
      '{}',
      JSON.stringify({ ...surface, extra: 1 }),
      JSON.stringify({ ...surface, settings: { a: { ...surface.settings.reach, min: 99 } } }),
    ])
      expect(() => parseSurface(text)).toThrow(/settings\.schema\.json/);
  });
});

describe('notes', () => {
  const idea = {
    hypothesis: 'h',
    expect: 'e',
    k: 6,
    n: 8,
    attempts: 9,
    spread: null,
    ...{ failures: {}, lost: {} },
    conclusion: null,
  } as const;
  const notes: Notes = {
    version: 1,
    start,
    ideas: [
      { ...idea, change: null, base: null, ideaId: 'idea-0001', decision: 'inconclusive' },
      {
        ...idea,
        change: { name: 'eyes', to: true },
        base: 0,
        ideaId: 'idea-0002',
        decision: 'carried',
      },
      {
        ...idea,
        change: { name: 'reach', to: 6 },
        base: 1,
        ideaId: 'idea-0003',
        decision: 'carried',
      },
    ],
  };

  it('lead back to the champion when the bench takes a stack away', () => {
    expect(valuesAt(notes, headOf(notes), surface)).toEqual({ ...start, eyes: true, reach: 6 });
    const lost = heard(notes, evidenceIn('evidence idea-0002: discarded, 6 of 8'));
    expect(headOf(lost)).toBe(0);
    expect(valuesAt(lost, headOf(lost), surface)).toEqual(start);
  });

  it('are refused when they are not what the researcher wrote', () => {
    for (const text of [
      '',
      '{}',
      JSON.stringify({ ...notes, version: 2 }),
      JSON.stringify({ ...notes, ideas: [{ ...notes.ideas[1], base: 5 }] }),
    ])
      expect(() => parseNotes(text)).toThrow(/researcher\.json/);
    expect(parseNotes(JSON.stringify(notes))).toEqual(notes);
  });

  it('of before the spread was noted are read', () => {
    const older = notes.ideas.map(({ spread: _, ...others }) => others);
    expect(parseNotes(JSON.stringify({ ...notes, ideas: older }))).toEqual(notes);
  });

  it('pass over what was carried and is clearly slower, not what the bench kept', () => {
    const [first, second, third] = notes.ideas as [IdeaNote, IdeaNote, IdeaNote];
    const withLast = (last: Partial<IdeaNote>): Notes => {
      const quick = { ...second, k: 8, n: 8, attempts: 9 };
      return { ...notes, ideas: [first, quick, { ...third, k: 7, n: 8, ...last }] };
    };
    expect(headOf(withLast({ attempts: 30 }))).toBe(1);
    expect(headOf(withLast({ k: 8, attempts: 10 }))).toBe(2);
    expect(headOf(withLast({ attempts: 30, decision: 'kept' }))).toBe(2);
  });
});

/** The agents' room without a screen: words, command lines, what is pasted, what is asked of the core. */
import { describe, expect, it } from 'vitest';
import { agentStartSchema } from '../../../main/base/api/contract.ts';
import type { AgentPurpose } from '../../../main/base/model/agent.ts';
import {
  claude,
  codex,
  ended,
  galleryAsked,
  galleryProbe,
  limited,
  spent,
} from '../../gallery/galleryAgents.ts';
import {
  countWords,
  durationWords,
  gaugesOf,
  signOf,
  stateWords,
  tallyWords,
  trialWords,
  versionWords,
} from './agentWords.ts';
import { readCommand } from './commandWords.ts';
import { lineCount, needsAsking, plainPaste, webLink } from './pasteText.ts';
import {
  firstChoice,
  planStart,
  probeFor,
  type StartChoice,
  type StartSetting,
} from './startChoice.ts';

const now = '2026-01-14T13:46:05.000Z';

describe('words', () => {
  it('say what an agent does, and what it waits for before what it works on', () => {
    expect(stateWords(claude)).toBe('waits for trial req-0024');
    expect(stateWords(codex)).toBe('working');
    expect(stateWords(limited)).toMatch(/^waiting: rate limit since \d\d:\d\d$/);
    expect(stateWords(spent)).toContain('budget of tokens spent');
    expect(stateWords(ended)).toMatch(/^ended \d\d:\d\d: it finished by itself$/);
    expect([claude, codex, limited, ended].map(signOf)).toEqual([
      'waits',
      'works',
      'waits',
      'ended',
    ]);
    expect(signOf({ ...claude, state: 'ending' })).toBe('between');
  });

  it('say plainly that a version was not tried, and that there is no price', () => {
    expect(versionWords(claude)).toBe('2.1.328');
    expect(versionWords(codex)).toBe('0.171.2, untested version');
    expect(versionWords({ version: null, tested: false })).toBe(
      'version unknown, untested version',
    );
    expect(gaugesOf(codex, now)[1]).toMatchObject({ used: 'no price', share: null });
  });

  it('count with as many digits as one reads', () => {
    expect([0, 999, 1_000, 12_345, 999_499, 999_500, 8_914_200, 2e9].map(countWords)).toEqual([
      '0',
      '999',
      '1.00 k',
      '12.3 k',
      '999 k',
      '1.00 M',
      '8.91 M',
      '2.00 G',
    ]);
    expect([0, 59.9, 60, 395, 480].map(durationWords)).toEqual([
      '0 min',
      '59 min',
      '1 h',
      '6 h 35 min',
      '8 h',
    ]);
  });

  it('hold what is used against its bound; reading from the cache is not counted', () => {
    const [tokens, money, trials, time] = gaugesOf(claude, now);
    expect(tokens).toMatchObject({ used: '827 k', of: 'of 5 M' });
    expect(tokens?.share).toBeCloseTo(827_460 / 5e6);
    expect(money).toMatchObject({ used: '7.93 USD', of: 'of 20.00' });
    expect(trials).toMatchObject({ used: '24', of: 'of 50', share: 0.48 });
    expect(time).toMatchObject({ name: 'time left', used: '6 h 35 min' });
    expect(gaugesOf(ended, '2027-01-01T00:00:00.000Z')[3]).toMatchObject({ used: '1 h 23 min' });
    expect(gaugesOf({ ...claude, budget: { ...claude.budget, tokens: 1 } }, now)[0]?.share).toBe(1);
  });

  it('say of a trial what the referee said', () => {
    expect(galleryAsked.slice(0, 4).map(trialWords)).toEqual([
      'running',
      'success',
      'success',
      'failure: out of time',
    ]);
    expect(galleryAsked.map(trialWords)).toContain('refused: the commit is not on its branch');
    expect(tallyWords({ success: 2, failure: 0, invalid: 1 })).toBe('2 success, 1 invalid');
    expect(tallyWords({ success: 0, failure: 0, invalid: 0 })).toBe('no trial yet');
  });
});

describe('a line of words', () => {
  it('is taken apart as a shell would', () => {
    const words = (line: string) => readCommand(line);
    expect(words(`my-agent --say 'two words' "it's" a\\ b ''`)).toEqual({
      ok: true,
      words: ['my-agent', '--say', 'two words', "it's", 'a b', ''],
    });
    expect(words(`sh -c 'echo "$HOME" | wc'`)).toEqual({
      ok: true,
      words: ['sh', '-c', 'echo "$HOME" | wc'],
    });
    expect(words('"a \\"b\\" \\n"')).toEqual({ ok: true, words: ['a "b" \\n'] });
  });

  it.each([
    ['', 'Which command'],
    ["'' x", 'The command is empty'],
    ["a 'b", "A ' is not closed"],
    ['a "b\\"', 'A " is not closed'],
    ['a \\', 'A \\ stands at the end'],
    ['a | b', '| means nothing without a shell'],
    ['echo $HOME', '$ means nothing without a shell'],
    ['a '.repeat(65), 'At most 64 words'],
  ])('%j is refused: %s', (line, why) => {
    const read = readCommand(line);
    expect(read.ok ? null : read.why).toContain(why);
  });
});

describe('what is pasted', () => {
  it('presses no keys and cannot end its own bracket', () => {
    expect(plainPaste('a\x1b[201~b\x03\x7f\u009b2Jc\td')).toBe('a[201~b2Jc\td');
    expect(plainPaste('one\r\ntwo\rthree')).toBe('one\ntwo\nthree');
  });

  it('is asked about when a line ends in it', () => {
    expect([needsAsking('ls'), needsAsking('ls\n'), needsAsking('a\nb')]).toEqual([
      false,
      true,
      true,
    ]);
    expect([lineCount('ls\n'), lineCount('a\nb'), lineCount('a\nb\n\n')]).toEqual([1, 2, 3]);
  });
});

describe('an address', () => {
  it('is shown as the browser will read it, with the host apart', () => {
    expect(webLink('https://good.example@evil.example/x')).toEqual({
      href: 'https://good.example@evil.example/x',
      host: 'evil.example',
    });
    expect(webLink('https://аpple.com')?.host).toMatch(/^xn--/);
    expect(webLink('https://x.example/\u202etxt.exe')?.href).toBe(
      'https://x.example/%E2%80%AEtxt.exe',
    );
  });

  it.each(['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x', 'example.org', ''])(
    '%j is none',
    (text) => expect(webLink(text)).toBeNull(),
  );

  it('is none when nobody could read it', () => {
    expect(webLink(`https://x.example/${'a'.repeat(3_000)}`)).toBeNull();
    expect(webLink(`https://x.example/${'ü'.repeat(1_000)}`)).toBeNull();
  });
});

describe('what is asked of the core to start an agent', () => {
  const setting = {
    probe: galleryProbe,
    resuming: null,
    simulated: true,
    purpose: 'policy',
    blocked: null,
  } as const;
  const plan = (change: Partial<StartChoice>, more: Partial<StartSetting> = {}) =>
    planStart({ ...firstChoice(galleryProbe, null, 'push-t'), ...change }, { ...setting, ...more });
  const why = (...args: Parameters<typeof plan>): string | null => {
    const planned = plan(...args);
    return planned.ok ? null : planned.why;
  };

  it('fits the contract, bounded by default', () => {
    const planned = plan({ prompt: ' try the stem ', model: 'sonnet', clock: 'lockstep' });
    expect(planned).toEqual({
      ok: true,
      args: {
        recipe: 'claude',
        task: 'push-t',
        mode: 'terminal',
        prompt: 'try the stem',
        model: 'sonnet',
        lockstep: true,
        budget: { tokens: 5_000_000, usd: null, trials: 50, wallMinutes: 480 },
      },
    });
    if (planned.ok)
      expect(agentStartSchema.parse(planned.args)).toMatchObject({ recipe: 'claude' });
  });

  it('has no bound where a person took it away, and no lockstep on a real bench', () => {
    const planned = plan({ usd: '', tokensM: ' 0.25 ', clock: 'lockstep' }, { simulated: false });
    expect(planned).toMatchObject({
      ok: true,
      args: { lockstep: false, budget: { usd: null, tokens: 250_000 } },
    });
  });

  it('says what the session is for where it writes, on which clock its resets run, and no bound of trials', () => {
    const planned = plan({ clock: 'lockstep' }, { purpose: 'reset' });
    expect(planned).toMatchObject({
      ok: true,
      args: { purpose: 'reset', lockstep: true, budget: { trials: null } },
    });
    if (planned.ok)
      expect(agentStartSchema.parse(planned.args)).toMatchObject({ purpose: 'reset' });
    expect(plan({}, { purpose: 'judge' })).toMatchObject({ args: { purpose: 'judge' } });
  });

  it('offers a program only for what it can be started for', () => {
    const offered = (purpose: AgentPurpose): readonly string[] =>
      probeFor(galleryProbe, purpose)?.agents.map(({ recipe }) => recipe) ?? [];
    expect(offered('policy')).toContain('resident');
    for (const purpose of ['judge', 'reset'] as const) {
      expect(offered(purpose)).not.toContain('resident');
      expect(offered(purpose)).toContain('claude');
    }
    expect(probeFor(null, 'policy')).toBeNull();
  });

  it('goes on with an agent that ended, as the program it was', () => {
    const choice = firstChoice(galleryProbe, ended, 'touch');
    const planned = planStart(choice, { ...setting, resuming: ended });
    expect(planned).toMatchObject({
      ok: true,
      args: { resume: ended.id, recipe: 'claude', task: 'push-t' },
    });
  });

  it('says why it cannot be asked for, one thing at a time', () => {
    expect(why({}, { blocked: 'The core is not connected.' })).toBe('The core is not connected.');
    expect(planStart(firstChoice(null, null, 'push-t'), { ...setting, probe: null })).toMatchObject(
      {
        why: 'Looking what is installed.',
      },
    );
    expect(why({ recipe: 'kimi' })).toBe('Kimi Code is not installed.');
    expect(why({ recipe: null })).toBe('Choose an agent.');
    expect(why({ task: null })).toBe('Choose a task.');
    expect(why({ trials: '2.5' })).toBe('Budget of trials: Not a whole number: digits only.');
    expect(why({ tokensM: '1e6' })).toContain('Budget of tokens: Not a number');
    expect(why({ recipe: 'command' })).toBe('Which command.');
    expect(plan({ recipe: 'command', command: "my-agent 'a b'" })).toMatchObject({
      ok: true,
      args: { command: ['my-agent', 'a b'] },
    });
  });

  it('wants a name where nothing confines it, and sends none where something does', () => {
    const probe = { ...galleryProbe, jail: 'none' as const };
    expect(why({ acceptedBy: '  ' }, { probe })).toContain('who accepts that?');
    expect(plan({ acceptedBy: ' R. Example ' }, { probe })).toMatchObject({
      args: { acceptedBy: 'R. Example' },
    });
    const confined = plan({ acceptedBy: 'R. Example' });
    expect(confined.ok && 'acceptedBy' in confined.args).toBe(false);
  });
});

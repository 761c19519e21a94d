/** Which agent may run a night: as the contract's rule and this computer allow, said in words. */
import { describe, expect, it } from 'vitest';
import type { CommandName } from '../../main/base/api/contract.ts';
import { must } from '../../main/base/lib/assert.ts';
import type { Deck } from '../actions/deck.ts';
import { chooseAgent, startNight, typeThinking } from '../actions/goMoves.ts';
import { known } from '../gallery/galleryAgents.ts';
import { nightStates } from '../gallery/nightStates.ts';
import { agentBlocked, agentNote, agentOptions, agentsBarred, goKey } from './goFacts.ts';
import { firstGo } from './sealDesk.ts';
import { countdownBlocked, linesOf } from './sealFacts.ts';
import { useWindow } from './windowStore.ts';

const open = nightStates['dialog-go-agent'];
const barred = nightStates['dialog-go-agent-barred'];
const go = (agent: string, change = {}) => ({ ...firstGo, agent, ...change });

describe('which agents may be chosen', () => {
  it('are those that work on a policy by themselves, the installed ones first', () => {
    const options = agentOptions(open);
    expect(options.map(({ label }) => label)).toEqual([
      'None, the champion alone',
      'Claude Code 2.1.328',
      'Codex CLI 0.171.2',
      'Researcher 0.1.0',
      'Kimi Code, not installed',
      'opencode, not installed',
      'Gemini CLI, not installed',
    ]);
    expect(options.filter(({ disabled }) => disabled)).toHaveLength(3);
  });

  it('is none where the contract keeps the champion, and the form says why', () => {
    expect(agentOptions(barred)).toHaveLength(1);
    expect(agentsBarred(barred)).toContain('the champion stays');
    expect(agentNote(barred, go('none'))).toBe(agentsBarred(barred));
    expect(agentBlocked(barred, go('resident'))).toBe(agentsBarred(barred));
    expect(agentBlocked(barred, go('none'))).toBeNull();
  });

  it('is none but the champion while nothing is known of this computer', () => {
    const probe = { asking: true, known: null, problem: null };
    expect(agentOptions({ ...open, probe })).toHaveLength(1);
    expect(agentNote({ ...open, probe }, go('none'))).toContain('a few seconds');
    const failed = { ...probe, problem: 'no answer' };
    expect(agentNote({ ...open, probe: failed }, go('none'))).toContain('no answer');
  });
});

describe('what hinders the night', () => {
  it('is an agent that is not installed or not one of these', () => {
    expect(agentBlocked(open, go('kimi'))).toBe('Kimi Code is not installed.');
    expect(agentBlocked(open, go('command'))).toBe('Choose an agent.');
    expect(agentBlocked(open, go('resident'))).toBeNull();
    const judges = must(known.known).agents.map((each) => ({ ...each, purposes: [] }));
    const probe = { ...known, known: { ...must(known.known), agents: judges } };
    expect(agentBlocked({ ...open, probe }, go('resident'))).toBe('Choose an agent.');
  });

  it('is a thinking time that is no number, where it is asked for', () => {
    const lockstep = { lockstep: true, think: '90000' };
    expect(agentBlocked(open, go('resident', lockstep))).toContain('Thinking: Too large');
    expect(agentBlocked(open, go('none', lockstep))).toBeNull();
    expect(agentBlocked(open, go('resident', { ...lockstep, lockstep: false }))).toBeNull();
  });

  it('are checks that were made for another agent or clock', () => {
    expect(countdownBlocked(open)).toBeNull();
    const { go: asked } = open.sealDesk;
    expect(linesOf(asked)).not.toBeNull();
    expect(linesOf({ ...asked, agent: 'claude' })).toBeNull();
    expect(linesOf({ ...asked, lockstep: false })).toBeNull();
    expect(goKey(firstGo)).toBe('real');
  });
});

describe('what is asked of the core', () => {
  const asked: string[] = [];
  const deck = {
    call: async (name: CommandName, args: unknown) => {
      asked.push(`${name} ${JSON.stringify(args)}`);
      return [];
    },
  } as unknown as Deck;

  it('are checks for that agent, and its thinking where bench time does not wait for it', async () => {
    useWindow.setState(open, true);
    chooseAgent(deck, 'claude');
    typeThinking('90.5');
    await startNight(deck, 'Maria');
    useWindow.setState(open, true);
    chooseAgent(deck, 'none');
    await startNight(deck, 'Maria');
    expect(asked).toEqual([
      'night.preflight {"task":"push-t","agent":"claude","lockstep":true}',
      'night.start {"task":"push-t","agent":"claude","lockstep":true,"by":"Maria","thinkSeconds":90.5}',
      'night.preflight {"task":"push-t","agent":"none","lockstep":true}',
      'night.start {"task":"push-t","agent":"none","lockstep":true,"by":"Maria"}',
    ]);
  });
});

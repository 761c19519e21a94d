/** What the seal view says and asks: the card in words, the budget, stale answers, and a countdown that is never forced. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandName } from '../../../main/base/api/contract.ts';
import {
  budgetWords,
  cardSections,
  shortHash,
  treeWords,
} from '../../../main/base/model/contractCard.ts';
import { decisionWords, metricWords } from '../../../main/base/model/decisionRule.ts';
import { BenchError } from '../../../main/base/model/errors.ts';
import type { PreflightLine } from '../../../main/base/model/night.ts';
import type { DecisionRule } from '../../../main/base/model/seal.ts';
import { createStillClock } from '../../../test/lib/createStillClock.ts';
import type { Deck } from '../../actions/deck.ts';
import {
  askPreflight,
  type CountdownPorts,
  cancelCountdown,
  goAutonomous,
  openGo,
} from '../../actions/goMoves.ts';
import {
  beginSeal,
  chooseDecision,
  planSeal,
  signSeal,
  typeBudget,
} from '../../actions/sealMoves.ts';
import {
  galleryContract,
  galleryFailingPreflight,
  galleryLines,
  galleryOpenLines,
  galleryPlan,
  galleryPreflight,
  gallerySeal,
  gallerySealHash,
  gallerySigned,
} from '../../gallery/gallerySeal.ts';
import { sealStates } from '../../gallery/sealStates.ts';
import { budgetText, readBudget } from '../../store/budgetText.ts';
import {
  countdownBlocked,
  goBlocked,
  openLines,
  sealProblem,
  shownContract,
  signBlocked,
} from '../../store/sealFacts.ts';
import { useWindow } from '../../store/windowStore.ts';

beforeEach(() => useWindow.setState(sealStates.seal, true));

type Answer = (name: CommandName, args: never) => unknown;

/** Answers by a function, and remembers what it was asked. */
function deckOf(answer: Answer) {
  const asked: string[] = [];
  const call = async (name: CommandName, args: unknown) => {
    asked.push(`${name} ${JSON.stringify(args)}`);
    return answer(name, args as never);
  };
  const ask = async (_what: string, name: CommandName, args: unknown) => ({
    answer: await call(name, args),
  });
  return { asked, deck: { ask, call } as unknown as Deck };
}

describe('the card', () => {
  it('says what is judged, by what, within which limits, for what, and on what', () => {
    const sections = cardSections(galleryContract);
    expect(sections.map(({ id }) => id)).toEqual(['judged', 'by', 'limits', 'target', 'where']);
    const words = new Map(
      sections.flatMap(({ id, rows }) => rows.map((row) => [`${id} ${row.name}`, row.words])),
    );
    expect(words.get('judged Bounds')).toBe(
      '5 mm and 10°; within 2 mm and 3° of a bound is unclear',
    );
    expect(words.get('judged Trial')).toBe('up to 8 attempts of 45 s, at 25 Hz');
    expect(words.get('by Verdict')).toBe('12 of the last 15 judged frames, and again 500 ms later');
    expect(words.get('by Cameras')).toBe('overhead (70 % × 80 % from 15 %, 10 %), front');
    expect(words.get('by Reset')).toBe('2 files, 9 kB; up to 2 retries, 60 s each');
    expect(words.get('limits Episode')).toContain('gripper −3° to 1°, tool within 21° of upright');
    expect(words.get('target Budget')).toBe('200 trials, 12 h on the wall clock');
    // As `planNext` has it: the cap is reached, not exceeded.
    expect(words.get('target Invalid trials')).toContain('at 5 in a row, or 10 of the last fifty');
    const hashes = sections.flatMap(({ rows }) => rows.flatMap(({ hash }) => hash ?? []));
    expect(new Set(hashes).size).toBe(7);
    expect(treeWords(galleryContract.judge)).toBe('3 files, 294 kB');
    expect(shortHash(gallerySealHash)).toHaveLength(12);
  });

  const ruleRows = (decision: DecisionRule) =>
    cardSections({ ...galleryContract, decision })
      .flatMap(({ rows }) => rows)
      .filter(({ name }) => ['Champion', 'Counted', 'Error budget'].includes(name))
      .map(({ words }) => words);

  it('says in a sentence each what rule and metric mean, and what the error budget is', () => {
    const [stack, any, budget] = ruleRows({ rule: 'stack', metric: 'pass-k' });
    expect(stack).toBe(
      'loses its place only to a policy that wins a duel against it on fresh paired starts; ' +
        'up to 5 ideas duel together',
    );
    expect(any).toContain('when any of its 8 attempts is (pass@k');
    expect(budget).toMatch(/^0\.05 in all: a chance of at most 5 % that any promotion/);
    const [strict, first] = ruleRows({ rule: 'strict', metric: 'pass-1' });
    expect(strict).toMatch(/; each idea duels by itself$/);
    expect(first).toContain('when its first attempt is (pass@1)');
    expect(ruleRows({ rule: 'none' })).toEqual(['stays: nothing takes its place']);
    expect(metricWords('pass-k', 1)).toBe(metricWords('pass-1', 1));
    expect(decisionWords({ rule: 'none' })).toBe('the champion stays');
  });

  it('shows the signed contract, unless a new one is looked at', () => {
    expect(shownContract(sealStates['seal-signed'])?.hash).toBe(gallerySealHash);
    expect(shownContract(sealStates['seal-asking'])).toBeNull();
    expect(openLines(sealStates['seal-open-lines'])).toHaveLength(3);
    expect(sealProblem(sealStates['seal-unreadable'])).toContain('contract.json');
    expect(sealProblem(sealStates['seal-broken'])).toContain('net.onnx');
    expect(sealProblem(sealStates['seal-anew'])).toBeNull();
  });
});

describe('the budget', () => {
  it('takes nothing for no bound and repairs no wrong number', () => {
    const nothing = { trials: '', robotHours: ' ', wallHours: '', tokens: '', usd: '' };
    expect(readBudget(nothing)).toEqual({
      ok: true,
      budget: { trials: null, robotHours: null, wallHours: null, tokens: null, usd: null },
    });
    expect(readBudget({ ...nothing, trials: '1.5' })).toMatchObject({ ok: false });
    expect(readBudget({ ...nothing, wallHours: '0' })).toEqual({
      ok: false,
      why: 'Wall clock: Too small: at least 0.01.',
    });
    const { budget } = galleryContract;
    expect(readBudget(budgetText(budget))).toEqual({ ok: true, budget });
    expect(budgetWords({ ...budget, trials: null, wallHours: null })).toBe('no bound');
    expect(budgetWords({ ...budget, trials: 1, wallHours: null, usd: 1200 })).toBe(
      '1 trial, 1,200 $',
    );
  });

  it('once typed, what was worked out before is not signed', async () => {
    expect(signBlocked(useWindow.getState())).toBeNull();
    typeBudget('trials', '300');
    expect(signBlocked(useWindow.getState())).toBe('The contract is being worked out.');
    const { asked, deck } = deckOf(() => galleryPlan(galleryLines));
    await planSeal(deck);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('"trials":300');
    expect(signBlocked(useWindow.getState())).toBeNull();
    await planSeal(deck);
    expect(asked).toHaveLength(1);
    typeBudget('trials', 'many');
    expect(signBlocked(useWindow.getState())).toContain('Trials: Not a whole number');
  });

  it('an answer about an older budget is dropped', async () => {
    typeBudget('trials', '300');
    const older = Promise.withResolvers<unknown>();
    const slow = deckOf(() => older.promise);
    const first = planSeal(slow.deck);
    typeBudget('trials', '400');
    await planSeal(deckOf(() => galleryPlan(galleryOpenLines)).deck);
    older.resolve(galleryPlan(galleryLines));
    await first;
    expect(openLines(useWindow.getState())).toHaveLength(3);
  });
});

describe('the rule', () => {
  it('once chosen differently, what was worked out before is not signed', async () => {
    chooseDecision({ rule: 'strict' });
    chooseDecision({ metric: 'pass-1' });
    expect(signBlocked(useWindow.getState())).toBe('The contract is being worked out.');
    const { asked, deck } = deckOf(() => galleryPlan(galleryLines));
    await planSeal(deck);
    expect(asked[0]).toContain('"decision":"strict","metric":"pass-1"');
    expect(signBlocked(useWindow.getState())).toBeNull();
    await signSeal(deck, 'Maria', null);
    expect(asked[1]).toContain('"decision":"strict","metric":"pass-1"');
    expect(useWindow.getState().sealDesk.choice).toEqual({ rule: 'strict', metric: 'pass-1' });
  });

  it('none makes one contract, whichever metric stays chosen beside it', async () => {
    chooseDecision({ rule: 'none' });
    await planSeal(deckOf(() => galleryPlan(galleryLines, { rule: 'none' })).deck);
    chooseDecision({ metric: 'pass-1' });
    expect(signBlocked(useWindow.getState())).toBeNull();
    chooseDecision({ rule: 'stack' });
    expect(useWindow.getState().sealDesk.choice).toEqual({ rule: 'stack', metric: 'pass-1' });
    expect(signBlocked(useWindow.getState())).not.toBeNull();
  });

  it('that was signed is where the next contract begins', () => {
    const signed = sealStates['seal-signed'];
    const decisions = [{ rule: 'strict', metric: 'pass-1' }, { rule: 'none' }] as const;
    for (const decision of decisions) {
      const card = { ...gallerySigned, contract: { ...galleryContract, decision } };
      const sealDesk = { ...signed.sealDesk, task: null };
      useWindow.setState({ ...signed, seal: { ...gallerySeal, seal: card }, sealDesk });
      beginSeal('push-t');
      expect(useWindow.getState().sealDesk.choice).toMatchObject(decision);
    }
  });
});

describe('signing', () => {
  it('sends name, budget, rule and why a line may not hold', async () => {
    const { asked, deck } = deckOf(() => null);
    await signSeal(deck, 'Maria', 'A rehearsal.');
    const budget = '{"trials":200,"robotHours":null,"wallHours":12,"tokens":null,"usd":null}';
    expect(asked).toEqual([
      `seal.create {"task":"push-t","operator":"Maria","budget":${budget},` +
        '"decision":"stack","metric":"pass-k","override":"A rehearsal."}',
    ]);
    expect(useWindow.getState().sealDesk).toMatchObject({ signing: false, said: 'It is signed.' });
  });

  it('of another task nothing stays', () => {
    typeBudget('trials', '7');
    beginSeal('touch');
    expect(useWindow.getState().sealDesk).toMatchObject({ task: 'touch', plan: { kind: 'none' } });
    expect(useWindow.getState().sealDesk.budget.trials).toBe('200');
  });
});

describe('going autonomous', () => {
  const clock = createStillClock();
  let input: (() => void) | null = null;
  const ports: CountdownPorts = {
    clock,
    onInput: (on) => {
      input = on;
      return {
        [Symbol.dispose]: () => {
          input = null;
        },
      };
    },
  };
  const left = (): number | null => useWindow.getState().sealDesk.go.leftS;
  const flush = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  };
  /** A core with these checks, and the dialog open over a signed contract. */
  async function opened(lines: readonly PreflightLine[], start: () => unknown = () => null) {
    useWindow.setState({ ...sealStates['seal-signed'], dialog: null }, true);
    const made = deckOf((name) => (name === 'night.preflight' ? lines : start()));
    openGo(made.deck);
    await flush();
    return made;
  }
  beforeEach(() => cancelCountdown(null));

  it('is blocked without a contract, with a broken one, while stopped or while a night stands', () => {
    expect(goBlocked(sealStates.seal)).toBe('Sign the contract first.');
    expect(goBlocked(sealStates['seal-broken'])).toContain('The seal is broken');
    const signed = sealStates['seal-signed'];
    expect(goBlocked(signed)).toBeNull();
    const stopped = { reason: 'stop button', wallTime: '', count: 1 };
    expect(goBlocked({ ...signed, bench: { ...signed.bench, stopped } as never })).toContain(
      'resume first',
    );
    expect(goBlocked({ ...signed, night: { state: 'paused' } as never })).toContain('stands still');
  });

  it('counts five seconds down and then begins, under the name that was given', async () => {
    const { asked, deck } = await opened(galleryPreflight);
    expect(countdownBlocked(useWindow.getState())).toBeNull();
    await goAutonomous(deck, ports, 'Maria');
    expect(asked.filter((each) => each.startsWith('night.preflight'))).toHaveLength(2);
    expect(left()).toBe(5);
    for (const wanted of [4, 3, 2, 1]) {
      clock.advance(1000);
      expect(left()).toBe(wanted);
    }
    expect(asked.some((each) => each.startsWith('night.start'))).toBe(false);
    clock.advance(1000);
    await flush();
    expect(asked.at(-1)).toBe(
      'night.start {"task":"push-t","agent":"none","lockstep":true,"by":"Maria"}',
    );
    expect(useWindow.getState()).toMatchObject({ screen: 'night', dialog: null });
    expect(input).toBeNull();
  });

  it('any key or click ends the countdown, and nothing begins later', async () => {
    const { asked, deck } = await opened(galleryPreflight);
    await goAutonomous(deck, ports, 'Maria');
    clock.advance(2000);
    input?.();
    expect(left()).toBeNull();
    expect(useWindow.getState().sealDesk.go.why).toContain('Cancelled');
    clock.advance(20_000);
    await flush();
    expect(asked.some((each) => each.startsWith('night.start'))).toBe(false);
    expect(input).toBeNull();
  });

  it('never starts with a failing line, also one that came since it was looked at', async () => {
    const { deck } = await opened(galleryFailingPreflight);
    expect(countdownBlocked(useWindow.getState())).toBe('Stop: Not tested today.');
    await goAutonomous(deck, ports, 'Maria');
    expect(left()).toBeNull();
    let lines = galleryPreflight;
    const later = deckOf(() => lines);
    await askPreflight(later.deck);
    expect(countdownBlocked(useWindow.getState())).toBeNull();
    lines = galleryFailingPreflight;
    await goAutonomous(later.deck, ports, 'Maria');
    expect(left()).toBeNull();
    expect(input).toBeNull();
  });

  it('a stop, or a core that is lost, ends the countdown', async () => {
    const { asked, deck } = await opened(galleryPreflight);
    await goAutonomous(deck, ports, 'Maria');
    useWindow.setState({ link: { kind: 'lost', attempt: 1, retryMs: 500 } });
    clock.advance(1000);
    expect(left()).toBeNull();
    clock.advance(10_000);
    expect(asked.some((each) => each.startsWith('night.start'))).toBe(false);
  });

  it('what the core refuses at the last moment is said in the dialog', async () => {
    const { deck } = await opened(galleryPreflight, () => {
      throw new BenchError('refused', 'the stop was not tested today');
    });
    await goAutonomous(deck, ports, 'Maria');
    clock.advance(5000);
    await flush();
    expect(useWindow.getState()).toMatchObject({
      dialog: 'goAutonomous',
      sealDesk: { go: { starting: false, why: 'The stop was not tested today.' } },
    });
  });
});

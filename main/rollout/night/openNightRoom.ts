/**
 * The night: the checks before it, trials under a sealed contract until target or budget, pauses, going on again. All state
 * is the ledger's. A night that its core left open goes on by itself where nothing moved, else when somebody says so.
 */
import type { Answers } from '../../base/api/answers.ts';
import { canonicalJson, type Json, sha256 } from '../../base/host/canonical.ts';
import { must } from '../../base/lib/assert.ts';
import { createStateTopic, type StateTopic } from '../../base/lib/topic.ts';
import { BenchError, toBenchError } from '../../base/model/errors.ts';
import type { NightView } from '../../base/model/night.ts';
import type { SealCard } from '../../base/model/seal.ts';
import type { SealRoom } from '../../environment/seal/openSealRoom.ts';
import { runAlertKey } from '../openRunner.ts';
import type { ResetRoom } from '../resetting/openResetRoom.ts';
import { createArmNow } from './armNow.ts';
import { coolDown } from './coolDown.ts';
import { keepRow } from './keepRow.ts';
import { lookBefore, narrowBudget } from './lookBefore.ts';
import { whyNotOn } from './mayGoOn.ts';
import { movedSince } from './movedSince.ts';
import { noNight, openNightBook, type PastNight } from './nightBook.ts';
import type { NightFacts, NightParts, NightPorts } from './nightParts.ts';
import { nightView, stateNow } from './nightView.ts';
import { planPreflight } from './preflight.ts';
import { createNightRunner } from './runNight.ts';
import { createPastWatch } from './watchPast.ts';
import { createSealWatch, sealAlertKey } from './watchSeal.ts';

type Names =
  | 'night.preflight'
  | 'night.start'
  | 'night.show'
  | 'night.list'
  | 'night.pause'
  | 'night.resume'
  | 'night.end';

export interface NightRoom extends AsyncDisposable {
  /** Null before the first night, and until the ledger was read. */
  readonly topic: StateTopic<NightView | null>;
  readonly answers: Answers<Names>;
}

const needsYouKey = 'night/needs-you';

type Told = NightParts & { readonly seals: SealRoom; readonly resets: ResetRoom };

export function openNightRoom(ports: NightPorts, facts: NightFacts, parts: Told): NightRoom {
  const { clock, ledger, benches, log } = ports;
  const { station, alerts, runner, planner, events, judges, seals, refusal, onTrouble } = parts;
  const topic = createStateTopic<NightView | null>(null);
  const looking = { ports, facts, parts };
  const book = openNightBook(ledger, () => clock.sleep(0));
  const checkPast = createPastWatch({ clock, dataDir: facts.dataDir });
  const checkSeal = createSealWatch({ station, events, alerts, book, seals, checkPast, onTrouble });
  /** Nights that ran in this core's life, and contracts that were read in it. */
  const ranHere = new Set<string>();
  const cards = new Map<string, SealCard>();
  const arm = createArmNow(station);
  let ended = false;
  /** Of the night that this core found in the middle. */
  let stoodWhy = 'its core ended in the middle';

  const trouble = (thrown: unknown): void => {
    if (!ended) onTrouble(toBenchError(thrown));
  };
  const needsYou = (nightId: string, why: string): void =>
    alerts.raise(
      needsYouKey,
      'danger',
      `${nightId} stands still and needs a person: ${why}.`,
      'Look at the bench, then let it go on, or end it.',
    );
  const check = async (hash: string): Promise<SealCard> => {
    const card = await checkSeal(hash);
    cards.set(hash, card);
    return card;
  };
  const night = createNightRunner({
    ...{ clock, book, planner, runner, events, checkSeal, onTrouble, agents: parts.agents },
    callPerson: needsYou,
    keepRow: async ({ nightId, target }, rowFrom, signal) =>
      await keepRow(
        {
          ...{ dataDir: facts.dataDir, ledger, ffmpeg: ports.ffmpeg },
          ...{ pause: () => clock.sleep(0), signal },
        },
        { nightId, rowFrom, fromSeq: must(book.night(nightId)).seq, inARow: target.inARow },
      ),
    coolDown: async (nightId, { contract }, signal) => {
      const hottest = () => {
        arm.follow();
        return arm.hottest();
      };
      const { temperatureRestC } = contract.envelopes.bench;
      const cooling = { clock, alerts, ledger, hottest };
      return await coolDown(cooling, nightId, temperatureRestC, signal);
    },
    isParked: ({ contract }) => arm.isIn(contract.clearViewRad),
    changed() {
      arm.follow();
      void tell();
    },
  });
  const movedOf = async (past: PastNight): Promise<readonly string[]> => {
    const card = cards.get(past.sealHash);
    if (card === undefined) return [];
    const { last } = await book.tally(past.nightId);
    return movedSince({
      sealed: card.contract.bench,
      now: {
        benchId: station.view.value.benchId,
        calibrationHash: benches.calibrationHash(),
        cameraCalibrationHash: benches.cameraCalibrationHash(),
      },
      clock: past.clock,
      sinceRestart: !ranHere.has(past.nightId),
      settingsBefore: last?.settingsHash ?? null,
      settingsNow: sha256(canonicalJson(station.settings as Json)),
      drift: judges.topic.value?.task === past.task ? judges.topic.value.drift : null,
    });
  };
  const viewOf = async (past: PastNight): Promise<NightView> => {
    const running = night.running?.order.nightId === past.nightId ? night.running : null;
    const now = { running: running !== null, wish: running?.wish ?? null, stoodWhy };
    const state = stateNow(past, now);
    const stands = state === 'paused' || state === 'interrupted';
    const tally = await book.tally(past.nightId);
    return nightView(past, tally, now, stands ? await movedOf(past) : []);
  };
  let telling: Promise<void> = Promise.resolve();
  /** One after the other; on return the topic is as new as what was done before. */
  const tell = (): Promise<void> => {
    telling = telling.then(async () => {
      const past = book.open() ?? book.nights().at(-1) ?? null;
      const view = past === null ? null : await viewOf(past);
      if (!ended) topic.set(view);
    });
    telling = telling.catch(trouble);
    return telling;
  };
  /** From that entry on its trials run. */
  const begin = async (
    order: Parameters<typeof night.run>[0],
    card: SealCard,
    entry: Parameters<typeof book.append>[0],
  ): Promise<void> => {
    await night.run(order, card, () => {
      book.append(entry);
      ranHere.add(order.nightId);
    });
    alerts.clear(needsYouKey);
    alerts.clear(runAlertKey);
  };
  /** One that its core left in the middle, with nothing moved: asked of nobody. What is refused meanwhile calls. */
  const goOnAlone = async (past: PastNight): Promise<string | null> => {
    const { nightId } = past;
    const card = cards.get(past.sealHash);
    const moved = await movedOf(past);
    const why = whyNotOn({
      ...{ past, sealHolds: card !== undefined, moved },
      ...{ refused: refusal()?.message ?? null, allowed: facts.nights === 'go-on' },
      wallTime: clock.wallTime(),
    });
    if (why !== null || card === undefined) return why;
    log.log('info', 'the open night goes on by itself', { nightId });
    return await begin(past, card, { kind: 'night-resumed', nightId, by: null, moved }).then(
      () => null,
      (thrown: unknown) => `it could not go on by itself: ${toBenchError(thrown).message}`,
    );
  };
  /** At the start of a core: what was sealed is hashed again, and the night goes on or a person hears of it. */
  const wake = async (): Promise<void> => {
    const left = book.open();
    if (left !== null && left.state === 'running' && left.wish !== null) {
      const { wish, by, why } = left.wish;
      const { nightId } = left;
      book.append({ kind: wish === 'end' ? 'night-ended' : 'night-paused', nightId, by, why });
    }
    const past = book.open();
    if (past !== null) {
      await check(past.sealHash).catch((thrown: unknown) =>
        log.log('warn', 'the contract of the open night does not hold', {
          error: toBenchError(thrown).message,
        }),
      );
      const why = await goOnAlone(past);
      // Whoever paused it knows.
      if (past.state === 'paused') {
        if (past.pausedBy === null) needsYou(past.nightId, past.why);
      } else if (why !== null) {
        stoodWhy = why;
        needsYou(past.nightId, why);
      }
    }
    await tell();
  };
  const awake = wake().catch(trouble);
  const following = [
    benches.onChange(() => void tell()),
    judges.topic.watch(() => void (topic.value === null ? null : tell())),
  ];
  let last: Promise<unknown> = awake;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  const needOpen = (): PastNight => {
    const past = book.open();
    if (past !== null) return past;
    throw new BenchError('not-found', 'no night is open', { hint: 'Start one first.' });
  };
  const start: Answers<Names>['night.start'] = async ({
    task,
    agent,
    thinkSeconds,
    command,
    model,
    seed,
    lockstep,
    ...wanted
  }) => {
    const open = book.open();
    if (open !== null)
      throw new BenchError('busy', `${open.nightId} has not ended`, {
        hint: 'let it go on, or end it first',
      });
    const refused = refusal();
    if (refused !== null) throw refused;
    const { trials, by } = wanted;
    const looked = await lookBefore(looking, { task, agent, lockstep, trials });
    const failing = planPreflight(looked).find(({ state }) => state === 'fail');
    if (failing !== undefined)
      throw new BenchError('refused', `${failing.name}: ${failing.words.replace(/\.$/, '')}`, {
        hint: `${failing.remedy} The checks before a night show every line.`.trim(),
      });
    const card = must(looked.seal);
    cards.set(card.hash, card);
    const { contract, hash: sealHash } = card;
    const nightId = book.nextId();
    const budget = narrowBudget(contract.budget, trials);
    const { target } = contract;
    const pace: 'lockstep' | 'real' = lockstep ? 'lockstep' : 'real';
    const thinks = agent === 'none' || !lockstep ? {} : { thinkSeconds };
    const order = {
      ...{ nightId, task, sealHash, agent, clock: pace, seed, budget, target },
      ...thinks,
      ...(command === undefined ? {} : { command }),
      ...(model === undefined ? {} : { model }),
    } as const;
    await begin(order, card, { kind: 'night-started', ...order, by });
    await tell();
    return { nightId };
  };
  const resume: Answers<Names>['night.resume'] = async ({ by, well }) => {
    const past = needOpen();
    if (night.running !== null) throw new BenchError('busy', `${past.nightId} is running`);
    const refused = refusal();
    if (refused !== null) throw refused;
    const card = await check(past.sealHash);
    const moved = await movedOf(past);
    if (moved.length > 0 && !well)
      throw new BenchError('refused', moved.join(' ').replace(/\.$/, ''), {
        hint: 'Look at the bench. If all is well, say so: --well.',
      });
    await begin(past, card, { kind: 'night-resumed', nightId: past.nightId, by, moved });
    await tell();
    return null;
  };
  const answers: Answers<Names> = {
    'night.preflight': async ({ task, agent, lockstep, trials }) => {
      await awake;
      return planPreflight(await lookBefore(looking, { task, agent, lockstep, trials }));
    },
    'night.start': (args, signal) => inTurn(async () => await start(args, signal)),
    'night.show': async ({ nightId }) => {
      await awake;
      const past =
        nightId === undefined ? (book.open() ?? book.nights().at(-1)) : book.night(nightId);
      if (past != null) return await viewOf(past);
      throw noNight(nightId);
    },
    'night.list': async ({ task }) => {
      await awake;
      const views: NightView[] = [];
      for (const past of book.nights()) if (past.task === task) views.push(await viewOf(past));
      return views;
    },
    'night.pause': async ({ by, why }) => {
      await awake;
      night.wish({ kind: 'pause', by, why });
      return null;
    },
    'night.resume': (args, signal) => inTurn(async () => await resume(args, signal)),
    'night.end': async ({ by, why }) => {
      await last;
      const { nightId } = needOpen();
      if (night.running !== null) night.wish({ kind: 'end', by, why });
      else {
        book.append({ kind: 'night-ended', nightId, by, why });
        alerts.clear(needsYouKey);
        alerts.clear(sealAlertKey);
        await tell();
      }
      return null;
    },
  };
  return {
    topic,
    answers,
    async [Symbol.asyncDispose]() {
      for (const each of [...following, arm]) each[Symbol.dispose]();
      await night[Symbol.asyncDispose]();
      ended = true;
      await last.catch(() => undefined);
    },
  };
}

/**
 * Contracts: what one would say, signing it, and whether everything it names is still what was signed. All state is the
 * ledger's and the folders'.
 */
import type { Answers } from '../../base/api/answers.ts';
import type { StateTopic } from '../../base/lib/topic.ts';
import {
  decisionOf,
  firstChoice,
  type MetricName,
  type RuleName,
} from '../../base/model/decisionRule.ts';
import { BenchError } from '../../base/model/errors.ts';
import type {
  CampaignBudget,
  SealCard,
  SealContract,
  SealPlan,
  SealView,
} from '../../base/model/seal.ts';
import type { BenchBook } from '../../bench/choice/benchBook.ts';
import { sealDir } from '../../store/dataLayout.ts';
import type { Ledger } from '../../store/ledger/ledger.ts';
import type { JudgeRoom } from '../judge/openJudgeRoom.ts';
import type { TaskBook } from '../task/taskBook.ts';
import type { TaskChanges } from '../task/taskChanges.ts';
import { broken, factProblem, readCard, sealedSoftware } from './checkSeal.ts';
import { contractChanges } from './contractChanges.ts';
import { contractOf, hashOfContract, noBudget, sealableText } from './contractOf.ts';
import { openSealBook, type SealedEntry } from './sealBook.ts';
import { placeSeal, sweepSeals } from './sealFolders.ts';
import { createSealTopic } from './sealTopic.ts';
import { changedSoftware, createSoftwareReader } from './softwareTree.ts';
import { benchFacts, factsOf, linesOf, placesOf, type TaskNowPorts } from './taskNow.ts';

export interface SealRoomPorts extends TaskNowPorts {
  readonly ledger: Pick<Ledger, 'notes' | 'append' | 'entries'>;
  readonly benches: TaskNowPorts['benches'] & Pick<BenchBook, 'onChange'>;
  readonly appDir: string;
  readonly version: string;
  readonly wallTime: () => string;
  readonly judges: TaskNowPorts['judges'] & Pick<JudgeRoom, 'onChange'>;
  readonly tasks: { readonly book: TaskBook; readonly changes: Pick<TaskChanges, 'inTurn'> };
}

type Names = 'seal.plan' | 'seal.create' | 'seal.show' | 'seal.check' | 'seal.list';

/** What a person chooses when signing; everything else is as it is. */
type Chosen = Pick<SealContract, 'budget' | 'decision'>;

export interface SealRoom extends Disposable {
  readonly topic: StateTopic<SealView | null>;
  readonly answers: Answers<Names>;
  /** Hashes all that the contract names again. @throws `refused` naming the first file that is not what was sealed. */
  check(hash: string, signal?: AbortSignal): Promise<SealCard>;
  /** What differs by now between the working copy and that contract, in words; empty: nothing. @throws as `check`. */
  changed(hash: string): Promise<readonly string[]>;
}

/** Where nothing is said: no bound, and `firstChoice`. */
const chosenOf = (asked: {
  readonly budget?: CampaignBudget | undefined;
  readonly decision?: RuleName | undefined;
  readonly metric?: MetricName | undefined;
}): Chosen => ({
  budget: asked.budget ?? noBudget,
  decision: decisionOf({
    rule: asked.decision ?? firstChoice.rule,
    metric: asked.metric ?? firstChoice.metric,
  }),
});

export function openSealRoom(ports: SealRoomPorts): SealRoom {
  const { dataDir, version, tasks } = ports;
  const book = openSealBook(ports.ledger);
  const software = createSoftwareReader(ports.appDir);
  const swept = sweepSeals(dataDir, (hash) => book.find(hash) !== null);
  swept.catch(() => undefined);

  const contractNow = async (task: string, asked: Chosen, signal?: AbortSignal) => {
    const places = await placesOf(ports, task);
    const code = await software.read(signal);
    const facts = await factsOf(ports, places, task, {
      ...{ ...asked, software: { version, tree: code.tree } },
    });
    return { places, facts, code, contract: await contractOf(places, facts) };
  };
  const planNow = async (task: string, asked: Chosen, signal: AbortSignal) => {
    const now = await contractNow(task, asked, signal);
    const lines = await linesOf(ports, now.places, task, signal);
    return { ...now, hash: hashOfContract(now.contract), lines };
  };

  const need = (hash: string): SealedEntry => {
    const entry = book.find(hash);
    if (entry !== null) return entry;
    throw new BenchError('not-found', `no contract ${hash.slice(0, 12)} was sealed here`, {
      hint: 'bench seal list says which there are',
    });
  };
  /** The one named, or the task's newest. @throws BenchError `not-found`. */
  const chosen = (task: string, hash: string | undefined): SealedEntry => {
    const entry = hash === undefined ? book.newest(task) : need(hash);
    if (entry !== null && entry.task === task) return entry;
    throw new BenchError('not-found', `no such contract of ${task} was sealed yet`, {
      hint: 'bench seal create seals one; bench seal list says which there are',
    });
  };
  const check = async (hash: string, signal?: AbortSignal): Promise<SealCard> => {
    const card = await readCard(dataDir, need(hash), signal);
    if (card.problem !== null) throw broken(card.problem);
    const now = { bench: benchFacts(ports), software: await software.read(signal), version };
    const problem = await factProblem(card, now);
    if (problem !== null) throw broken(`seal ${hash.slice(0, 12)}: ${problem}`);
    return card;
  };
  const changesSince = async (task: string, card: SealCard): Promise<readonly string[]> => {
    const { contract: before } = card;
    const { budget, decision } = before;
    const now = await contractNow(task, { budget, decision });
    const same = before.software.tree === now.code.tree;
    const files = same ? [] : changedSoftware(await sealedSoftware(card), now.code.text);
    return contractChanges(before, now.contract, files);
  };

  const seal = async (
    { task, operator, override }: { task: string; operator: string; override: string | null },
    asked: Chosen,
    signal: AbortSignal,
  ): Promise<SealCard> => {
    await swept;
    const { hash, contract, lines, places, facts, code } = await planNow(task, asked, signal);
    const lacking = lines.filter(({ ok }) => !ok);
    if (lacking.length > 0 && override === null)
      throw new BenchError(
        'refused',
        `it cannot be sealed yet: ${lacking
          .map(({ words }) => words)
          .join(' ')
          .replace(/\.$/, '')}`,
        {
          hint: 'Somebody may seal it all the same and say why; the name and the reason are kept.',
        },
      );
    const signed = { by: operator, overrode: lacking.length > 0 ? override : null };
    const known = book.find(hash);
    if (known !== null) {
      // The very same contract lies there: it is signed again, and what lies there is never touched.
      const card = await readCard(dataDir, known, signal);
      if (card.problem !== null) throw broken(card.problem);
      const { by, overrode } = known;
      const again = book.newest(task) !== known || by !== operator || overrode !== signed.overrode;
      if (again) book.append({ ...known, ...signed });
      return await readCard(dataDir, need(hash), signal);
    }
    const said = lines.map(({ id, ok, words }) => ({ id, ok, words }));
    const signature = {
      ...({ version: 1, hash, ...signed } as const),
      ...{ wallTime: ports.wallTime(), lines: said },
    };
    const content = {
      ...{ hash, places, software: code.text, contract: sealableText(contract) },
      signature,
    };
    const entry = await placeSeal(
      dataDir,
      content,
      async (copies) => hashOfContract(await contractOf(copies, facts)),
      (signatureHash) => book.append({ task, hash, signatureHash, ...signed }),
    );
    return await readCard(dataDir, entry);
  };

  const { topic, look, ...telling } = createSealTopic(ports, {
    newest: book.newest,
    read: (entry) => readCard(dataDir, entry),
    changesSince,
  });
  const answers: Answers<Names> = {
    'seal.plan': async ({ task, ...asked }, signal): Promise<SealPlan> => {
      const { contract, hash, lines } = await planNow(task, chosenOf(asked), signal);
      return { contract, hash, lines };
    },
    'seal.create': async (asked, signal) => {
      const card = await tasks.changes.inTurn(() => seal(asked, chosenOf(asked), signal));
      look();
      return card;
    },
    'seal.show': ({ task, hash }, signal) => readCard(dataDir, chosen(task, hash), signal),
    'seal.check': ({ task, hash }, signal) => check(chosen(task, hash).hash, signal),
    'seal.list': ({ task }) =>
      book.list(task).map(({ hash, by, wallTime, overrode }) => ({
        ...{ hash, signedBy: by, wallTime, overrode, problem: null },
        dir: sealDir(dataDir, hash),
      })),
  };
  return {
    topic,
    answers,
    check,
    changed: async (hash) => {
      const entry = need(hash);
      return await changesSince(entry.task, await readCard(dataDir, entry));
    },
    [Symbol.dispose]: () => telling[Symbol.dispose](),
  };
}

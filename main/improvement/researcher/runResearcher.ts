/**
 * The resident researcher: an agent without a language model. Measures the policy, reads how it fails, changes one thing
 * that answers the commonest failure, says what it expects, asks for trials, learns, and goes on from what stood the test.
 * Between any two steps it may be killed: notes and git in its clone, and the bench's own book, say where it was.
 */
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { Clone } from './clone.ts';
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
import type { Decision, Evidence } from './evidence.ts';
import { commonest, failuresOf, failureWords } from './failures.ts';
import {
  changed,
  headOf,
  heard,
  type IdeaNote,
  isStanding,
  type Notes,
  notesPath,
  notesText,
  openAt,
  parseNotes,
  valuesAt,
  withIdea,
} from './notes.ts';
import {
  conclusionOf,
  decide,
  nextIdea,
  sumTrials,
  type TrialSeen,
  trialsWanted,
} from './planIdea.ts';
import {
  parseSurface,
  parseValues,
  type Surface,
  settingsPath,
  surfacePath,
  valuesText,
} from './surface.ts';

export interface DeskAnswer {
  readonly ok: boolean;
  readonly text: string;
}

export interface ResearcherPorts {
  /** One call at the desk, in the words of the agents' `bench`. */
  readonly desk: (words: readonly string[]) => Promise<DeskAnswer>;
  readonly clone: Clone;
  readonly clock: Clock;
  /** A line in the terminal. */
  readonly say: (line: string) => void;
}

const busyMs = 2000;
/** Of a desk that is busy or away, in a row. */
const mostRetries = 150;
/** Trials in a row that the bench could not run. */
const mostNotRun = 12;
/** Of one idea, those that did not run among them. */
const mostAsked = 120;

interface Request {
  readonly id: string;
  /** It was asked for before an interruption, and could not run then. */
  readonly isPast: boolean;
}

/** The budget is used up, or the bench takes no more of it: not an error. */
class NoMore extends Error {}

class Researcher {
  private readonly ports: ResearcherPorts;
  private readonly surface: Surface;
  private notes: Notes;
  private notRun = 0;

  constructor(ports: ResearcherPorts, surface: Surface, notes: Notes) {
    this.ports = ports;
    this.surface = surface;
    this.notes = notes;
  }

  async run(): Promise<void> {
    const { say } = this.ports;
    for (;;) {
      await this.listen();
      const at = openAt(this.notes) ?? (await this.begin());
      if (at === null) return say('Nothing is left that I would spend a trial on. I end here.');
      await this.test(at);
    }
  }

  /** What the bench decided since, and an idea of mine that I had left open although it was decided. */
  private async listen(): Promise<void> {
    const status = await this.ask(['status']);
    const tree = await this.ask(['tree']);
    this.notes = heard(this.notes, evidenceIn(tree));
    const open = openIdeaIn(status);
    const last = this.notes.ideas.at(-1);
    if (open === null || (last?.decision === 'open' && last.hypothesis === open.hypothesis)) return;
    const mine = this.notes.ideas.findLast(({ hypothesis }) => hypothesis === open.hypothesis);
    await this.ask(['idea', 'finish', mine?.conclusion ?? 'left behind by an interruption']);
  }

  /** Chooses, edits, commits. Null: nothing to choose. */
  private async begin(): Promise<number | null> {
    const { say } = this.ports;
    const idea = nextIdea(this.notes, this.surface);
    if (idea === null) return null;
    if (idea.base !== null) await this.goBack(idea.base);
    this.notes = withIdea(this.notes, idea);
    const at = this.notes.ideas.length - 1;
    say('');
    say(`Idea ${at + 1}: ${idea.hypothesis}`);
    say(`  I expect ${idea.expect}.`);
    const change = idea.change;
    const subject =
      change === null ? 'Measure the policy as it is' : `Try ${change.name} ${change.to}`;
    await this.commit(at, subject, `${idea.hypothesis}\n\nExpected: ${idea.expect}.`);
    return at;
  }

  /**
   * A duel may have taken what was committed last. The bench takes the nearest policy behind a commit for its parent, so
   * what the next idea is built on stands right behind it.
   */
  private async goBack(at: number): Promise<void> {
    const base = valuesText(valuesAt(this.notes, at, this.surface), this.surface);
    if ((await this.ports.clone.read(settingsPath)) === base) return;
    await this.commit(at, 'Back to what stands', 'What was committed last stands no more.');
  }

  private async test(at: number): Promise<void> {
    const idea = this.notes.ideas[at] as IdeaNote;
    const ideaId = await this.openIdea(idea);
    const trials: TrialSeen[] = [];
    let asked = 0;
    let decision: Decision = 'open';
    while (decision === 'open') {
      const { n } = sumTrials(trials);
      const requests: Request[] = [];
      let ran = 0;
      for (let more = trialsWanted(n); more > 0; more--)
        requests.push(await this.request(`resident-${at + 1}-${++asked}`));
      for (const request of requests) {
        const trial = await this.wait(request);
        if (trial === null) continue;
        trials.push(trial);
        ran++;
      }
      // Another one may be champion by now; then nobody runs this one any more.
      const isGone = ran < requests.length && idea.change === null && idea.base !== null;
      if (isGone || asked >= mostAsked) break;
      decision = decide(this.notes, idea, sumTrials(trials), await this.evidence(ideaId));
    }
    await this.conclude(at, ideaId, trials, decision === 'open' ? 'inconclusive' : decision);
  }

  private async conclude(
    at: number,
    ideaId: string,
    trials: readonly TrialSeen[],
    decision: Decision,
  ): Promise<void> {
    const idea = this.notes.ideas[at] as IdeaNote;
    const sum = sumTrials(trials);
    const conclusion = conclusionOf(this.notes, idea, sum, decision, this.surface);
    const { invalid: _, ...counts } = sum;
    this.notes = changed(this.notes, at, {
      ...{ ideaId, decision, ...counts, conclusion },
    });
    this.ports.say(`  ${isStanding(decision) ? 'Carried on' : 'Concluded'}: ${conclusion}.`);
    for (const [kind, count] of commonest(counts.failures).slice(0, 3))
      this.ports.say(`    ${count} × ${failureWords(this.surface, kind)}`);
    const head = headOf(this.notes);
    const back = head === at || idea.change === null ? '' : ', and back';
    await this.commit(head, `Note what came of ${ideaId}${back}`, conclusion);
    await this.ask(['idea', 'finish', conclusion]);
  }

  /** The desk's name of the idea: opened now, or open from before. */
  private async openIdea(idea: IdeaNote): Promise<string> {
    const open = openIdeaIn(await this.ask(['status']));
    if (open !== null) return open.id;
    const base = idea.base === null ? undefined : this.notes.ideas[idea.base];
    const parent = base?.ideaId == null ? [] : ['--parent', base.ideaId];
    const { hypothesis, expect } = idea;
    const words = ['--hypothesis', hypothesis, '--expect', expect, ...parent];
    const id = ideaIn(await this.ask(['idea', 'start', ...words]));
    if (id === null) throw new BenchError('protocol', 'the desk named no idea');
    return id;
  }

  private async request(key: string): Promise<Request> {
    const text = await this.ask(['trial', 'start', '--key', key]);
    const id = requestIn(text);
    if (id === null) throw new BenchError('protocol', 'the desk named no request');
    return { id, isPast: /^[^:]{0,60}: not run\b/.test(text) };
  }

  /** Null: it could not run, and is nobody's. */
  private async wait({ id: request, isPast }: Request): Promise<TrialSeen | null> {
    for (;;) {
      const waited = parseWaited(await this.ask(['trial', 'wait', request]));
      if (waited.kind === 'waits') continue;
      if (waited.kind === 'not-run') {
        this.ports.say(`  ${request} did not run: ${waited.why}`);
        if (!isPast && ++this.notRun >= mostNotRun)
          throw new BenchError('unavailable', `the bench ran none of ${mostNotRun} trials`, {
            hint: 'mend the bench, then take me up again',
          });
        return null;
      }
      this.notRun = 0;
      const reason = waited.kind === 'success' ? null : waited.reason;
      const attempts = attemptsIn(await this.maybe(['log', request]));
      const printed = await this.maybe(['log', request, '--part', 'policy', '--limit', '200']);
      const failures = failuresOf(this.surface, attempts, lastWordsIn(printed), reason);
      this.ports.say(
        `  ${request}: ${waited.kind}${reason === null ? '' : ` (${reason})`} ` +
          `in ${attempts.length} attempts`,
      );
      return { outcome: waited.kind, attempts: attempts.length, failures };
    }
  }

  private async evidence(ideaId: string): Promise<Evidence | undefined> {
    return evidenceIn(await this.ask(['tree'])).get(ideaId);
  }

  private async commit(at: number | null, subject: string, body: string): Promise<void> {
    const values = valuesAt(this.notes, at, this.surface);
    await this.ports.clone.commit(
      [
        { path: settingsPath, text: valuesText(values, this.surface) },
        { path: notesPath, text: notesText(this.notes) },
      ],
      `${subject}\n\n${body}`,
    );
  }

  /** An answer that may be missing: its text is then empty. */
  private async maybe(words: readonly string[]): Promise<string> {
    const { ok, text } = await this.ports.desk(words);
    return ok ? text : '';
  }

  private async ask(words: readonly string[]): Promise<string> {
    for (let tries = 0; ; tries++) {
      const { ok, text } = await this.ports.desk(words);
      if (ok) return text;
      const waits = /^(?:bench: )?(?:busy|unavailable|timeout)\b/.test(text);
      if (waits && tries < mostRetries) await this.ports.clock.sleep(busyMs);
      else if (/\b(?:budget|that is the bound|no more fit)\b/.test(text)) throw new NoMore(text);
      else throw new BenchError('refused', `the bench refused: ${text.slice(0, 300)}`);
    }
  }
}

async function readNotes(clone: Clone, surface: Surface): Promise<Notes> {
  const text = await clone.read(notesPath);
  if (text !== null) return parseNotes(text);
  const settings = await clone.read(settingsPath);
  if (settings === null) throw new BenchError('not-found', `there is no ${settingsPath}`);
  return { version: 1, start: parseValues(settings, surface), ideas: [] };
}

/**
 * Until nothing is left to try or the budget is used up.
 * @throws BenchError `not-found`, `bad-input` where the task states no settings; `refused`, `protocol` of the desk.
 */
export async function runResearcher(ports: ResearcherPorts): Promise<void> {
  const { clone, desk, say } = ports;
  await clone.tidy();
  const text = await clone.read(surfacePath);
  if (text === null)
    throw new BenchError('not-found', `this task states no settings (${surfacePath})`, {
      hint: 'docs/AGENTS.md says what the resident researcher reads',
    });
  const surface = parseSurface(text);
  const notes = await readNotes(clone, surface);
  const { ideas } = notes;
  const left = trialsLeftIn((await desk(['budget'])).text);
  say(`I am the resident researcher. ${surface.about}`);
  say(`I know ${Object.keys(surface.settings).length} settings; ${ideas.length} ideas were tried.`);
  if (left !== null) say(`There are ${left} trials left.`);
  try {
    await new Researcher(ports, surface, notes).run();
  } catch (thrown) {
    if (!(thrown instanceof NoMore)) throw thrown;
    say(`The bench gives me no more: ${thrown.message.split('\n')[0]}. I end here.`);
  }
}

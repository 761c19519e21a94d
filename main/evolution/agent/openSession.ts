/**
 * One agent from its start to its end: its program in a jail and a terminal, its meter, its budget. Whatever ends it (a
 * person, its budget, itself, the app) ends all of it, once, with a reason in the ledger.
 */

import { seatSession } from '../../base/host/backSeat.ts';
import type { AgentEnd, AgentMeter, AgentView, UsageRecord } from '../../base/model/agent.ts';
import { toBenchError } from '../../base/model/errors.ts';
import { agentCommand, endAgent } from '../../environment/jail/agentJail.ts';
import type { Ended } from '../../environment/jail/endProcesses.ts';
import { execGroup } from '../../environment/jail/execGroup.ts';
import type { AgentBook } from './agentBook.ts';
import { addTokens } from './agentRuns.ts';
import type { Live } from './agentView.ts';
import { emptyFolders } from './emptyFolders.ts';
import type { GatewayLine } from './gateway/gateway.ts';
import {
  type OpenedParts,
  openSessionParts,
  type SessionParts,
  type SessionStart,
} from './sessionParts.ts';
import { openTerminal, type Terminal } from './terminal/openTerminal.ts';
import type { PtyExit } from './terminal/pty.ts';
import { watchDisk } from './watchDisk.ts';

export interface Session {
  readonly agentId: string;
  readonly terminal: Terminal;
  readonly live: Live;
  /** What it waits for at its desk. */
  waitsFor(what: string | null): void;
  /** Resolves when nothing of it is left. */
  end(by: AgentEnd, why: string): Promise<{ readonly afterMs: number }>;
}

interface Ending {
  readonly by: AgentEnd;
  readonly why: string;
}

export interface SessionHooks {
  readonly book: AgentBook;
  /** Before anything of it can end. */
  readonly onStarted: (session: Session) => void;
  /** Called once, when nothing of it is left and the ledger has it. */
  readonly onEnded: (session: Session, why: string) => void;
}

/** Between the last word of a spent budget and the end. */
const graceMs = 5000;
/** How often its own log is looked at while the gateway has counted nothing. */
const transcriptMs = 30_000;

/** Types the first words of a program that takes none as an argument, once it listens. */
function typeWhenAsked(terminal: Terminal, words: string): void {
  const asks = Buffer.from('\u001b[?2004h');
  let tail = Buffer.alloc(0);
  const following = terminal.follow(0, ({ end, bytes }) => {
    following.ack(end);
    const text = Buffer.concat([tail, bytes]);
    tail = text.subarray(-asks.length);
    if (!text.includes(asks)) return;
    queueMicrotask(() => following[Symbol.dispose]());
    terminal.write(words);
  });
}

const overBudget = (which: NonNullable<AgentMeter['spent']>): Ending => ({
  by: 'budget',
  why: `its budget of ${which === 'usd' ? 'money' : which} is used up`,
});

/** Who goes once it heard that nothing is left to use did not go by itself. */
function exitOf({ code, signal }: PtyExit, { spent }: AgentMeter): Ending {
  if (spent !== null) return overBudget(spent);
  if (code === 0) return { by: 'itself', why: 'it ended by itself' };
  const how = code === null ? `signal ${signal}` : `code ${code}`;
  return { by: 'failure', why: `it ended with ${how}` };
}

/** The gateway's meter, or the agent's own log where nothing came by the gateway. */
function createMeter(
  { recipe }: SessionStart,
  line: GatewayLine,
  home: string,
  changed: () => void,
) {
  let own: readonly UsageRecord[] = [];
  const look = async (): Promise<void> => {
    if (line.meter.value.requests > 0 || recipe.readTranscripts === null) return;
    own = await recipe.readTranscripts(home).catch(() => []);
    if (own.length > 0) changed();
  };
  return {
    look,
    get value(): AgentMeter {
      const meter = line.meter.value;
      return meter.requests > 0 || own.length === 0 ? meter : fromTranscripts(meter, own);
    },
  };
}

function fromTranscripts(meter: AgentMeter, own: readonly UsageRecord[]): AgentMeter {
  const tokens = addTokens(own);
  return { ...meter, tokens, requests: own.length, usd: null, source: 'transcript' };
}

class RunningSession implements Session {
  readonly agentId: string;
  readonly terminal: Terminal;
  private readonly parts: SessionParts & SessionHooks;
  private readonly held: AsyncDisposableStack;
  private readonly meter: ReturnType<typeof createMeter>;
  private state: AgentView['state'] = 'running';
  private waits: string | null = null;
  private ending: Promise<{ afterMs: number }> | null = null;

  constructor(
    start: SessionStart,
    parts: SessionParts & SessionHooks,
    { line }: OpenedParts,
    terminal: Terminal,
    held: AsyncDisposableStack,
  ) {
    this.agentId = start.agentId;
    this.parts = parts;
    this.terminal = terminal;
    this.held = held;
    this.meter = createMeter(start, line, parts.files.home, parts.changed);
    held.use(parts.ports.clock.every(transcriptMs, () => void this.meter.look()));
  }

  get live(): Live {
    return { state: this.state, meter: this.meter.value, waitsFor: this.waits };
  }

  waitsFor(what: string | null): void {
    this.waits = what;
    this.parts.changed();
  }

  end(by: AgentEnd, why: string): Promise<{ afterMs: number }> {
    this.ending ??= this.finish(by, why);
    return this.ending;
  }

  private async finish(by: AgentEnd, why: string): Promise<{ afterMs: number }> {
    const { ports, book, changed, onEnded } = this.parts;
    const { agentId } = this;
    this.state = 'ending';
    changed();
    const { afterMs, left } = await this.endAll();
    if (by === 'disk' && left === 0) await this.emptyFolders();
    const { tokens, requests, usd } = this.meter.value;
    try {
      book.append({ kind: 'agent-ended', agentId, by, why, tokens, requests, usd });
    } catch (thrown) {
      ports.onTrouble(toBenchError(thrown));
    }
    this.state = 'ended';
    onEnded(this, why);
    return { afterMs };
  }

  /** It filled the disk and would go on to: the largest things in its folders go. */
  private async emptyFolders(): Promise<void> {
    const { ports, files } = this.parts;
    const emptied = await emptyFolders(files, execGroup(ports.clock)).catch(() => null);
    ports.log.scoped(this.agentId).log('warn', 'files of an agent were removed', { ...emptied });
  }

  /** Whatever of it fails, the rest is ended and the session is over. */
  private async endAll(): Promise<Ended> {
    const { ports, jail, files } = this.parts;
    const { agentId, terminal } = this;
    const log = ports.log.scoped(agentId);
    try {
      const { afterMs, left } = await endAgent(jail, terminal.pid, ports.clock, files.home);
      if (left > 0) {
        log.log('error', 'processes of an agent are still there', { left });
        terminal.kill('SIGKILL'); // its walls fall with what stands in the terminal
      }
      await terminal.exited;
      return { afterMs, left };
    } catch (thrown) {
      log.log('error', 'an agent did not end well', { error: toBenchError(thrown).stack });
      return { afterMs: -1, left: 1 };
    } finally {
      // Requests that were cut off are counted when the line is closed.
      await this.held.disposeAsync().catch((thrown: unknown) => {
        log.log('error', 'a part did not close', { error: toBenchError(thrown).stack });
      });
      await this.meter.look().catch(() => undefined);
    }
  }
}

/** @throws BenchError when a part could not be opened; nothing is left of it then. */
export async function openSession(
  start: SessionStart,
  parts: SessionParts & SessionHooks,
): Promise<Session> {
  const { ports, jail, files } = parts;
  const { clock } = ports;
  await using undo = new AsyncDisposableStack();
  let session: Session | null = null;
  /** Why it is about to end, also while it is still being opened. */
  let spent: Ending | null = null;
  const end = ({ by, why }: Ending): void => {
    spent ??= { by, why };
    void session?.end(spent.by, spent.why);
  };
  const opened = await openSessionParts(start, parts, undo, (which) => {
    spent = overBudget(which);
    clock.after(graceMs, () => spent !== null && end(spent));
  });
  undo.use(opened.line.meter.watch(parts.changed));
  const terminal = undo.use(
    openTerminal({
      openPty: ports.openPty,
      command: agentCommand(opened.plan, jail),
      scrollbackPath: files.scrollbackOf(start.agentId),
      clock,
      log: ports.log,
      table: ports.table,
      name: start.agentId,
    }),
  );
  seatSession(terminal.pid);
  if (opened.launch.typed !== null) typeWhenAsked(terminal, opened.launch.typed);
  const { wallMinutes } = start.budget;
  if (wallMinutes !== null)
    undo.use(
      clock.after(wallMinutes * 60_000, () => end({ by: 'budget', why: 'its time is used up' })),
    );
  const onOver = (why: string): void =>
    end({ by: 'disk', why: `${why}; its largest files were removed` });
  undo.use(watchDisk({ clock, exec: execGroup(clock), files, onOver }));
  session = new RunningSession(start, parts, opened, terminal, undo.move());
  parts.onStarted(session);
  void terminal.exited.then((exit) => end(spent ?? exitOf(exit, opened.line.meter.value)));
  return session;
}

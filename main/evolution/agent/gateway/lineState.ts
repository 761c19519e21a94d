/** What the exchanges of one line share, and the one place where its endpoints (budget, walls, counters) are decided. */
import type { Clock } from '../../../base/lib/clock.ts';
import type { Log } from '../../../base/lib/log.ts';
import type { Rng } from '../../../base/lib/rng.ts';
import type { Turns } from '../../../base/lib/turns.ts';
import type { ModelProtocol } from '../../../base/model/agent.ts';
import type { UpstreamLines } from './callUpstream.ts';
import type { LineOptions, Upstream } from './gateway.ts';
import { limits } from './limits.ts';
import type { LineMeter } from './lineMeter.ts';
import type { Passing } from './passThrough.ts';
import type { PriceTable } from './priceTable.ts';
import type { BodyRoom } from './requestBody.ts';

/** What all lines of a gateway share. */
export interface GatewayParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly rng: Rng;
  readonly prices: PriceTable;
  readonly upstreamLines: UpstreamLines;
  /** Answers that are on their way, of all lines; looked at every few seconds. */
  readonly passings: Set<Passing>;
  /** Of going through bodies, of all lines. */
  readonly turns: Turns;
  /** Exchanges of all lines. */
  readonly busy: Room;
}

export interface LineState extends GatewayParts {
  readonly options: LineOptions;
  readonly token: string;
  readonly meter: LineMeter;
  readonly bodies: BodyRoom;
  readonly exchanges: Room;
  /** Aborts when the line is closed. */
  readonly closed: AbortSignal;
  /** The last words that are still to be said: to the conversation, and to requests beside it. */
  readonly farewell: Farewell;
  readonly upstreamOf: (protocol: ModelProtocol) => Upstream | null;
  /** For the ids of the app's own messages. */
  nextSerial(): number;
  /** A line of log that the agent caused; only so many of them are written. */
  complain(message: string, fields: Readonly<Record<string, unknown>>): void;
}

/** A bounded number of places. */
export interface Room extends BodyRoom {
  readonly taken: number;
}

export function createRoom(most: number): Room {
  let taken = 0;
  return {
    get taken() {
      return taken;
    },
    take(count) {
      if (taken + count > most) return false;
      taken += count;
      return true;
    },
    give(count) {
      taken -= count;
    },
  };
}

export interface Farewell {
  /** True: this request gets the last word; false: all that are due have been said, and the wall is closed. */
  sayTo(conversation: boolean): boolean;
  /** True once: the first plain refusal has gone out. */
  tellSpent(): boolean;
}

/** Programs ask for titles and the like beside their conversation: those must not use up the conversation's last word. */
const wordsBeside = 8;

export function createFarewell(): Farewell {
  let conversations = 1;
  let beside = wordsBeside;
  let told = false;
  return {
    sayTo(conversation) {
      if (conversations === 0) return false;
      if (conversation) conversations--;
      else if (beside-- <= 0) return false;
      return true;
    },
    tellSpent() {
      const first = !told;
      told = true;
      return first;
    },
  };
}

export function createComplaints(log: Log): LineState['complain'] {
  let left: number = limits.complaints;
  return (message, fields) => {
    if (left < 0) return;
    if (left-- === 0) log.log('warn', 'more refused requests of this agent are not written');
    else log.log('warn', message, fields);
  };
}

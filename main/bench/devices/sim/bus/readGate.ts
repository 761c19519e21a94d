/**
 * Lockstep's order without a round trip: the read of the next control period waits until the world has been advanced.
 * A period is a read (again and again, if need be) and then a write of goals; so a read that begins after the byte the
 * world was last advanced to, with goals written in between, belongs to the next one. `open(null)` lets all pass.
 */
import type { Packet } from '../../../servo/packet.ts';
import { instructions } from '../../../servo/packet.ts';

export interface ReadGate {
  /** Whether it may be acted on now; what may not is held. */
  passes(packet: Packet): boolean;
  /** The world stands at this byte (null: hold nothing). What was held, in order, to be tried again. */
  open(fromByte: number | null): readonly Packet[];
}

export function createReadGate(): ReadGate {
  let openAt: number | null = null;
  let at = 0;
  let goalsSeen = false;
  let held: Packet[] = [];
  return {
    passes(packet: Packet): boolean {
      const start = at;
      at += packet.params.length + 6;
      const isRead = packet.code === instructions.syncRead;
      const waits = openAt !== null && isRead && start > openAt && goalsSeen;
      if (!waits && held.length === 0) {
        goalsSeen ||= packet.code === instructions.syncWrite;
        return true;
      }
      at = start;
      held.push(packet);
      return false;
    },
    open(fromByte: number | null): readonly Packet[] {
      openAt = fromByte;
      goalsSeen = false;
      if (fromByte !== null) at = fromByte;
      const waiting = held;
      held = [];
      return waiting;
    },
  };
}

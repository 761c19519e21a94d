/** The order of lockstep at the byte: reads of the next period wait, retries and stops do not hang. */
import { describe, expect, it } from 'vitest';
import { instructions, type Packet } from '../../../servo/packet.ts';
import { createReadGate } from './readGate.ts';

const packet = (code: number, params: number): Packet => ({
  id: 0xfe,
  code,
  params: new Uint8Array(params),
});
const read = packet(instructions.syncRead, 8);
const goals = packet(instructions.syncWrite, 56);
const lengthOf = ({ params }: Packet): number => params.length + 6;

describe('createReadGate', () => {
  it('lets everything pass until it is opened at a byte', () => {
    const gate = createReadGate();
    for (const each of [read, goals, read, read]) expect(gate.passes(each)).toBe(true);
  });

  it('holds the next read until the world has been advanced to it', () => {
    const gate = createReadGate();
    gate.open(100);
    expect(gate.passes(read)).toBe(true);
    expect(gate.passes(goals)).toBe(true);
    expect(gate.passes(read)).toBe(false);
    const waiting = gate.open(100 + lengthOf(read) + lengthOf(goals));
    expect(waiting).toEqual([read]);
    expect(waiting.every((each) => gate.passes(each))).toBe(true);
    expect(gate.passes(goals)).toBe(true);
  });

  it('lets a read be asked again before goals were written', () => {
    const gate = createReadGate();
    gate.open(100);
    for (const each of [read, read, read, goals]) expect(gate.passes(each)).toBe(true);
  });

  it('keeps the order of what comes behind a held read, and lets go of all at once', () => {
    const gate = createReadGate();
    gate.open(100);
    for (const each of [read, goals]) expect(gate.passes(each)).toBe(true);
    for (const each of [goals, read, goals]) gate.passes(each);
    const held = gate.open(null);
    expect(held.map(({ code }) => code)).toEqual([instructions.syncRead, instructions.syncWrite]);
    expect(held.every((each) => gate.passes(each))).toBe(true);
  });
});

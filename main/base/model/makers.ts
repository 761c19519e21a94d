/**
 * What the makers of a task measured of its judge and reset on the simulated bench and ship beside it (docs/SEAL.md). Of a
 * real arm it proves nothing: there it is told and counts for nothing.
 */
export interface MakersNote {
  /** When they measured. */
  readonly wallTime: string;
  /** These bytes, this rule, and the simulated bench: it counts as if it had been measured here. */
  readonly counts: boolean;
}

const dayOf = ({ wallTime }: MakersNote): string => wallTime.slice(0, 10);

/** A half sentence, to be closed by whoever uses it. */
export const makersWords = (note: MakersNote): string =>
  `measured by the makers on the simulated bench, ${dayOf(note)}`;

/** The same as a sentence of its own. */
export const makersSentence = (note: MakersNote): string =>
  `Measured by the makers on the simulated bench, ${dayOf(note)}.`;

/** Why it does not count here: a whole sentence. */
export const elsewhereWords = (note: MakersNote): string =>
  `The makers measured it on the simulated bench, ${dayOf(note)}: of this bench that proves nothing.`;

/** Whichever of the two it is. */
export const makersNoteWords = (note: MakersNote): string =>
  note.counts ? makersSentence(note) : elsewhereWords(note);

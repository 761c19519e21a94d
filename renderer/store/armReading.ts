/** Whether what is shown of the arm is from now: while no servo answers, the core keeps telling what it read last. */
import type { BenchView } from '../../main/base/model/view.ts';

/** True: the numbers of the arm are the last that were read, and may be wrong by now. */
export const isLastKnown = (bench: BenchView | null): boolean => bench?.arm?.mode === 'offline';

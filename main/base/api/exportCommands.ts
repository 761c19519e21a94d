/** A night into a folder that verifies on another machine, as commands. Arguments are parsed at the door. */
import { z } from 'zod';
import { nightIdPattern } from '../model/night.ts';
import { exportedFrames, type NightExportReport } from '../model/nightExport.ts';
import { command } from './command.ts';
import { none } from './commandArgs.ts';

export const exportCommands = {
  /**
   * Of a night that does not run. A caller that goes away ends nothing; the topic `nightExport` tells how far it is.
   * @throws BenchError `not-found`, `bad-input` (a folder that is there, or lies in the data folder), `busy`, `refused`,
   * `storage`, `cancelled`.
   */
  'night.export': command<NightExportReport>()(
    z.strictObject({
      nightId: z.string().regex(nightIdPattern),
      dir: z.string().min(1).max(4096),
      frames: z.enum(exportedFrames).default('judged'),
    }),
  ),
  /** When it resolves nothing is left of it. */
  'night.stopExport': command<null>()(none),
} as const;

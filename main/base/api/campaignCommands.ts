/** The campaign of a night as commands: its tree of ideas, and one of them closely. Arguments are parsed at the door. */
import { z } from 'zod';
import type { AdoptedChampion, CampaignTree, CampaignView, IdeaDetail } from '../model/campaign.ts';
import { nightIdPattern } from '../model/night.ts';
import { command } from './command.ts';
import { person } from './commandArgs.ts';

/** The night that runs, or ran last, where none is named. */
const nightId = z.string().regex(nightIdPattern).optional();
const policyHash = z.string().regex(/^[0-9a-f]{64}$/);

export const campaignCommands = {
  /** @throws BenchError `not-found`: no such night, or one without an agent. */
  'campaign.show': command<CampaignView>()(z.strictObject({ nightId })),
  'campaign.tree': command<CampaignTree>()(z.strictObject({ nightId })),
  'campaign.idea': command<IdeaDetail>()(z.strictObject({ nightId, policyHash })),
  /**
   * Its champion becomes the task's working policy. @throws BenchError `refused`: the night is not over or kept no idea, or
   * the working copy has a policy that is none of the night's and `override` does not say why it may go.
   */
  'campaign.adopt': command<AdoptedChampion>()(
    z.strictObject({
      ...{ nightId, by: person },
      override: z.string().trim().min(1).max(400).nullable().default(null),
    }),
  ),
} as const;

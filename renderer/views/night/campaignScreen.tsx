/**
 * A night with an agent: its terminal, what the cameras see, the trial that runs and what for, outcomes as pairs, how sure
 * the champion is, the ideas, and what all of it uses. Counts and decisions are the referee's; fits without scrolling.
 */
import { useMediaQuery } from '@mantine/hooks';
import type { ReactElement } from 'react';
import { type Clock, localTime } from '../../../main/base/lib/clock.ts';
import type { CampaignView } from '../../../main/base/model/campaign.ts';
import type { NightView } from '../../../main/base/model/night.ts';
import { KeyCap } from '../../parts/actionButton.tsx';
import { HashButton } from '../../parts/hashButton.tsx';
import { useCameraRoles } from '../../store/cameraRoles.ts';
import { callsPerson } from '../../store/nightFacts.ts';
import { useWindow } from '../../store/windowStore.ts';
import { CameraRow } from '../bench/cameraRow.tsx';
import { IdeasPanel } from '../tree/ideasPanel.tsx';
import { CampaignFigures } from './campaignFigures.tsx';
import { CampaignMeters } from './campaignMeters.tsx';
import { CampaignNowPanel } from './campaignNowPanel.tsx';
import { HeadActions, NeedsYou, Standing } from './nightHead.tsx';
import { NightTerminal } from './nightTerminal.tsx';

/** So many of the bench's cameras: the judge's two in every task that comes with the app. */
const camerasShown = 2;

function Cameras(): ReactElement {
  const roles = useCameraRoles()?.slice(0, camerasShown) ?? [];
  return <CameraRow roles={roles} none="No camera is seen now." />;
}

/** Who is needed comes first: on a low screen there is then no room for what was tried. */
function Ideas(): ReactElement | null {
  const called = useWindow(callsPerson);
  const low = useMediaQuery('(max-height: 960px)', false, { getInitialValueInEffect: false });
  if (called && low) return null;
  return (
    <div className="campaign-ideas">
      <IdeasPanel />
    </div>
  );
}

/** Where it comes from: the rest of its contract is one press away. */
function Origin({ night }: { readonly night: NightView }): ReactElement {
  const { date, time } = localTime(night.startedWallTime);
  const clock = night.clock === 'lockstep' ? 'lockstep' : 'real time';
  const begun = `${night.nightId}, ${clock}, since ${time.slice(0, 5)} by ${night.startedBy}`;
  return (
    <>
      <span className="note" title={`Begun on ${date} at ${time}, seed ${night.seed}`}>
        {begun}
      </span>
      <HashButton of="the contract" hash={night.sealHash} />
    </>
  );
}

export function CampaignScreen(props: {
  readonly night: NightView;
  readonly campaign: CampaignView;
  readonly clock: Clock;
}): ReactElement {
  const { night, campaign, clock } = props;
  return (
    <div className="campaign-screen">
      <header className="view-head">
        <h1>Night</h1>
        <Standing night={night} />
        <Origin night={night} />
        <button
          type="button"
          className="tool campaign-big"
          aria-keyshortcuts="B"
          title="To be read from two metres"
          onClick={() => useWindow.setState({ nightBig: true })}
        >
          Big <KeyCap>B</KeyCap>
        </button>
        <HeadActions night={night} />
      </header>
      <NeedsYou night={night} />
      <div className="campaign-top">
        <NightTerminal />
        <div className="campaign-bench">
          <Cameras />
          <CampaignNowPanel night={night} campaign={campaign} />
        </div>
      </div>
      <CampaignFigures night={night} campaign={campaign} />
      <Ideas />
      <CampaignMeters night={night} campaign={campaign} clock={clock} />
    </div>
  );
}

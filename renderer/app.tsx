/**
 * The frame of every screen: bar, stop, rail, one view, alerts. The stop is drawn last and above everything, in every
 * state of the link and behind no dialog.
 */
import { MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, type ReactElement, Suspense } from 'react';
import type { Clock } from '../main/base/lib/clock.ts';
import { useWindow } from './store/windowStore.ts';
import { mantineTheme, mantineVariables } from './style/mantineTheme.ts';
import { AgentsScreen } from './views/agents/agentsScreen.tsx';
import { BenchScreen } from './views/bench/benchScreen.tsx';
import { DebugScreen } from './views/debug/debugScreen.tsx';
import { Dialogs } from './views/dialogs.tsx';
import { AlertLine } from './views/frame/alertLine.tsx';
import { Announcer } from './views/frame/announcer.tsx';
import { Bands } from './views/frame/bands.tsx';
import { LostCore } from './views/frame/lostCore.tsx';
import { Rail } from './views/frame/rail.tsx';
import { StopButton } from './views/frame/stopButton.tsx';
import { TopBar } from './views/frame/topBar.tsx';
import { ViewBoundary } from './views/frame/viewBoundary.tsx';
import { TrialsScreen } from './views/trials/trialsScreen.tsx';

/** Rooms of the day's work load when they are first opened: what is open at the start is shown sooner. */
const CheckScreen = lazy(async () => ({
  default: (await import('./views/check/checkScreen.tsx')).CheckScreen,
}));
const TaskScreen = lazy(async () => ({
  default: (await import('./views/task/taskScreen.tsx')).TaskScreen,
}));
const DemosScreen = lazy(async () => ({
  default: (await import('./views/demos/demosScreen.tsx')).DemosScreen,
}));
const LabelsScreen = lazy(async () => ({
  default: (await import('./views/labels/labelsScreen.tsx')).LabelsScreen,
}));
const JudgeScreen = lazy(async () => ({
  default: (await import('./views/judge/judgeScreen.tsx')).JudgeScreen,
}));
const ResetScreen = lazy(async () => ({
  default: (await import('./views/reset/resetScreen.tsx')).ResetScreen,
}));
const SealScreen = lazy(async () => ({
  default: (await import('./views/seal/sealScreen.tsx')).SealScreen,
}));
const NightScreen = lazy(async () => ({
  default: (await import('./views/night/nightScreen.tsx')).NightScreen,
}));

function View({ clock }: { readonly clock: Clock }): ReactElement {
  const screen = useWindow((state) => state.screen);
  const lost = useWindow((state) => state.link.kind === 'lost');
  if (lost) return <LostCore />;
  if (screen === 'agents') return <AgentsScreen clock={clock} />;
  if (screen === 'debug') return <DebugScreen />;
  if (screen === 'check') return <CheckScreen />;
  if (screen === 'task') return <TaskScreen clock={clock} />;
  if (screen === 'demos') return <DemosScreen clock={clock} />;
  if (screen === 'labels') return <LabelsScreen clock={clock} />;
  if (screen === 'judge') return <JudgeScreen />;
  if (screen === 'reset') return <ResetScreen />;
  if (screen === 'seal') return <SealScreen />;
  if (screen === 'night') return <NightScreen clock={clock} />;
  return screen === 'bench' ? <BenchScreen /> : <TrialsScreen />;
}

export function App({ clock }: { readonly clock: Clock }): ReactElement {
  const theme = useWindow((state) => state.theme);
  const screen = useWindow((state) => state.screen);
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)', true, {
    getInitialValueInEffect: false,
  });
  const dark = theme === 'dark' || (theme === 'system' && systemDark !== false);
  return (
    <MantineProvider
      theme={mantineTheme}
      cssVariablesResolver={mantineVariables}
      forceColorScheme={dark ? 'dark' : 'light'}
    >
      <div className="frame">
        <ViewBoundary what="The bar">
          <TopBar clock={clock} />
        </ViewBoundary>
        <Rail />
        <main className="view">
          <Bands clock={clock} />
          <div className="view-body">
            <ViewBoundary what="This view" key={screen}>
              <Suspense fallback={<div data-pending="true" />}>
                <View clock={clock} />
              </Suspense>
            </ViewBoundary>
          </div>
        </main>
        <AlertLine />
      </div>
      <ViewBoundary what="The dialog">
        <Dialogs />
      </ViewBoundary>
      <Announcer />
      <StopButton />
    </MantineProvider>
  );
}

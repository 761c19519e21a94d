/**
 * Where the tests are and how they run: unit tests stand beside their source, the others in test/. Tests that live in
 * real time (a robot loop, a window, a kill) run afterwards and one at a time, so that they meet the machine and not
 * each other.
 */
import { defineConfig } from 'vitest/config';

const realTime = [
  'main/entry/servo.test.ts',
  'main/bench/devices/cameras/*.test.ts',
  'main/bench/servo/rogueBusFuzz.test.ts',
  // Not the pictures of the gallery and their names: those pages stand still.
  'test/e2e/{agentWindow,agents,benchScreen,demosLabels,electron*,firstRun,gallery}.test.ts',
  'test/e2e/{galleryKeys,judge,night,phaseOne,setUp,trials,window}.test.ts',
  'test/integration/agentJudge.test.ts',
  'test/integration/benchCheck.test.ts',
  'test/integration/cameraBoard.test.ts',
  'test/integration/cliProcess.test.ts',
  'test/integration/crash*.test.ts',
  'test/integration/ctrlC.test.ts',
  'test/integration/debugTopic.test.ts',
  'test/integration/faultRealTime.test.ts',
  'test/integration/package*.test.ts',
  'test/integration/judgeLive.test.ts',
  'test/integration/leaderArm.test.ts',
  'test/integration/matrixCore.test.ts',
  'test/integration/matrixReal*.test.ts',
  'test/integration/realBench.test.ts',
  'test/integration/servoCalibration.test.ts',
  'test/integration/simulator.test.ts',
  'test/integration/teleop{Crash,Pause,RealTime}.test.ts',
  'tools/soak/runSoak.test.ts',
];
/**
 * Whole nights, walks through every picture, agents and faults one after the other: each takes half a minute and more.
 * `npm test` leaves them to `npm run test:whole`, which CI runs; asked for by name they run in either.
 */
const long = [
  'test/e2e/{agentWindow,agents,demosLabels,firstNight,firstRun,gallery,galleryAccess,galleryKeys}.test.ts',
  'test/e2e/{benchScreen,galleryWalk,judge,night,phaseOne,setUp}.test.ts',
  'test/integration/{agentReset,agentResident,agentSession,author,crash}.test.ts',
  'test/integration/{faultPolicy,faultSwitches,filmsToJudge,hubRogue,judgeHostile}.test.ts',
  'test/integration/{crashCore,exchange,onset,realBench}.test.ts',
  'test/integration/matrix*.test.ts',
  'test/integration/night{,Agents,Cheats,Crash,Programs}.test.ts',
  'test/integration/{provenance,resetAuthor,resetRun,servoCalibration,synth,taskFlow}.test.ts',
  'test/integration/teleop{Crash,Faults,Lockstep,Pause,RealTime}.test.ts',
  'tools/soak/runSoak.test.ts',
];
const leftOut = process.env.NIGHTBENCH_TESTS === 'short' ? long : [];
const everywhere = ['main', 'tasks', 'test', 'tools', 'renderer', 'electron'];
const shared = {
  pool: 'forks',
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // A poll that comes true ends at once; how long it may take is a busy machine's to say.
  expect: { poll: { timeout: 15_000 } },
} as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'bench time',
          include: everywhere.map((folder) => `${folder}/**/*.test.ts`),
          exclude: [...realTime, ...leftOut],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'real time',
          include: realTime,
          exclude: leftOut,
          maxWorkers: 1,
          // A shared machine may starve a robot loop for a second. Vitest names what it had to try again.
          retry: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

/** The table of verbs, in the order of the help. A new verb is a row here and a file beside it. */
import { doctor } from '../launch/doctorVerb.ts';
import { setup } from '../launch/setupVerb.ts';
import { start } from '../launch/startVerb.ts';
import {
  agentsEnd,
  agentsIdeas,
  agentsList,
  agentsProbe,
  agentsScreen,
  agentsTrials,
} from './agentLookVerbs.ts';
import { agentsRun, agentsStart } from './agentStartVerbs.ts';
import { benchesChoose, benchesList, benchesRemove, benchesSave, devices } from './benchVerbs.ts';
import { calibrationLoad, calibrationShow } from './calibrationVerbs.ts';
import { callVerbs } from './callVerbs.ts';
import { check } from './checkVerbs.ts';
import { clipsCut, clipsLabel, clipsList, clipsSaid, clipsSplit, clipsUndo } from './clipVerbs.ts';
import { alerts, ps, resume, status, stop, verify } from './coreVerbs.ts';
import { demosExport, demosImport, demosSynth } from './demoMoveVerbs.ts';
import { demosList, demosShow } from './demoVerbs.ts';
import { judgeAuthorVerbs } from './judgeAuthorVerbs.ts';
import { judgeExamVerbs } from './judgeExamVerbs.ts';
import { judgeLiveVerbs } from './judgeLiveVerbs.ts';
import { judgeVerbs } from './judgeVerbs.ts';
import { nightExport } from './nightExportVerbs.ts';
import { nightVerbs } from './nightVerbs.ts';
import { onsetVerbs } from './onsetVerbs.ts';
import { resetAuthorVerbs } from './resetAuthorVerbs.ts';
import { resetVerbs } from './resetVerbs.ts';
import { sealVerbs } from './sealVerbs.ts';
import { simFault, simHand, simPort, simSet } from './simVerbs.ts';
import { taskArchive, taskDuplicate, taskExport, taskImport } from './taskMoveVerbs.ts';
import { taskEdit, taskList, taskNew, taskOpen, taskShow } from './taskVerbs.ts';
import { trialRun } from './trialRun.ts';
import { trialCancel, trialList, trialReveal, trialShow, trialVerify } from './trialVerbs.ts';
import type { VerbSpec } from './verb.ts';

export const verbs: readonly VerbSpec[] = [
  start,
  setup,
  doctor,
  status,
  alerts,
  check,
  devices,
  benchesList,
  benchesSave,
  benchesChoose,
  benchesRemove,
  calibrationShow,
  calibrationLoad,
  trialRun,
  trialList,
  trialShow,
  trialVerify,
  trialReveal,
  trialCancel,
  taskList,
  taskShow,
  taskNew,
  taskEdit,
  taskOpen,
  taskDuplicate,
  taskArchive,
  taskExport,
  taskImport,
  demosList,
  demosShow,
  demosImport,
  demosExport,
  demosSynth,
  clipsList,
  clipsLabel,
  clipsSaid,
  clipsCut,
  clipsUndo,
  clipsSplit,
  ...judgeAuthorVerbs,
  ...judgeVerbs,
  ...judgeExamVerbs,
  ...judgeLiveVerbs,
  ...resetVerbs,
  ...resetAuthorVerbs,
  ...onsetVerbs,
  ...sealVerbs,
  ...nightVerbs,
  nightExport,
  ...callVerbs,
  agentsProbe,
  agentsStart,
  agentsRun,
  agentsList,
  agentsScreen,
  agentsTrials,
  agentsIdeas,
  agentsEnd,
  stop,
  resume,
  ps,
  verify,
  simPort,
  simSet,
  simFault,
  simHand,
];

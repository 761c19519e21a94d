/** `bench calibration …`: the servos' calibration of the bench in use, as LeRobot writes it. */
import { textTable } from '../../base/lib/textTable.ts';
import { BenchError } from '../../base/model/errors.ts';
import type { ArmName } from '../../base/model/phaseOne.ts';
import { reachAny } from './reachCore.ts';
import { readJsonInput } from './readJsonInput.ts';
import { textFlag, type VerbCall, type VerbSpec } from './verb.ts';

const arms = ['follower', 'leader'] as const satisfies readonly ArmName[];
const armArg = { name: 'ARM', required: true, choices: arms, help: 'Which arm' } as const;
const armOf = (call: VerbCall): ArmName => (call.args[0] === 'leader' ? 'leader' : 'follower');

export const calibrationShow: VerbSpec = {
  name: 'calibration show',
  summary: "Show the calibration of an arm's servos; with --json, LeRobot's file",
  args: [armArg],
  flags: [],
  examples: [
    {
      line: 'npx bench calibration show follower --json > my_arm.json',
      says: 'A file that LeRobot takes',
    },
  ],
  async run(call) {
    await using core = await reachAny(call);
    const joints = await core.client.call('calibration.read', { arm: armOf(call) });
    if (call.json) {
      call.terminal.out(JSON.stringify(joints));
      return 0;
    }
    const rows = Object.entries(joints).map(([name, joint]) => [
      name,
      String(joint.id),
      joint.drive_mode === 0 ? 'as built' : 'turned',
      String(joint.homing_offset),
      String(joint.range_min),
      String(joint.range_max),
    ]);
    const heads = ['joint', 'servo', 'direction', 'homing', 'from', 'to'];
    for (const line of textTable(heads, rows)) call.terminal.out(line);
    return 0;
  },
};

export const calibrationLoad: VerbSpec = {
  name: 'calibration load',
  summary: "Give an arm's servos the calibration of a file that LeRobot wrote",
  args: [armArg],
  flags: [
    {
      name: 'file',
      kind: 'text',
      value: 'F',
      required: true,
      help: 'The file; - reads standard input',
    },
  ],
  examples: [
    { line: 'npx bench calibration load follower --file my_arm.json', says: 'As it was there' },
  ],
  async run(call) {
    const joints = await readJsonInput(call, textFlag(call, 'file') ?? '');
    if (typeof joints !== 'object' || joints === null || Array.isArray(joints))
      throw new BenchError('bad-input', 'a calibration is an object of joints');
    const arm = armOf(call);
    await using core = await reachAny(call);
    await core.client.call('calibration.write', { arm, joints: { ...joints } });
    call.terminal.out(call.json ? JSON.stringify({ arm }) : `The ${arm} is calibrated.`);
    return 0;
  },
};

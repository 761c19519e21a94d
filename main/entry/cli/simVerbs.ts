/** `bench sim …`: the simulated bench's port, scene, faults and hand. On a real bench the core refuses them. */
import type { CommandResult } from '../../base/api/contract.ts';
import { sceneSettingsSchema } from '../../base/api/sceneSchemas.ts';
import type { Clock } from '../../base/lib/clock.ts';
import { BenchError } from '../../base/model/errors.ts';
import { faultKinds } from '../../base/model/scene.ts';
import { complaints } from '../door/answerCall.ts';
import type { CoreClient } from './coreClient.ts';
import { needRunning, reachAny } from './reachCore.ts';
import { readJsonInput } from './readJsonInput.ts';
import type { VerbSpec } from './verb.ts';
import { numberFlag, signalExitCode, switchFlag, textFlag } from './verb.ts';

/** A core that just started opens its bench a moment later. */
async function portOf(client: CoreClient, clock: Clock): Promise<CommandResult<'sim.port'>> {
  for (let tries = 1; ; tries++) {
    try {
      return await client.call('sim.port', {});
    } catch (thrown) {
      const early = thrown instanceof BenchError && thrown.code === 'unavailable';
      if (!early || tries >= 40) throw thrown;
    }
    await clock.sleep(250);
  }
}

export const simPort: VerbSpec = {
  name: 'sim port',
  summary: 'Print the path of the simulated servo bus',
  detail: [
    'Any program that speaks to STS3215 servos can open it like a serial port. Without a running core a',
    'private one is started and lives until Ctrl-C.',
  ].join('\n'),
  args: [],
  flags: [{ name: 'leader', kind: 'switch', help: 'The bus of the emulated leader arm' }],
  examples: [
    { line: 'npx bench sim port', says: 'For another STS3215 program' },
    { line: 'npx bench sim port --leader', says: 'The second bus: an arm that a hand moves' },
  ],
  async run(call) {
    await using core = await reachAny(call, true);
    const answer = core.isPrivate
      ? await portOf(core.client, call.terminal.clock)
      : await core.client.call('sim.port', {});
    const path = switchFlag(call, 'leader') ? answer.leader : answer.path;
    call.terminal.out(call.json ? JSON.stringify(answer) : path);
    if (!core.isPrivate) return 0;
    call.terminal.note('The simulated bench runs until Ctrl-C.');
    const { promise: ended, resolve: end } = Promise.withResolvers<number>();
    using _end = call.terminal.onEnd((why) => end(why === 'SIGINT' ? 0 : signalExitCode[why]));
    return await Promise.race([ended, core.client.lost]);
  },
};

export const simSet: VerbSpec = {
  name: 'sim set',
  summary: 'Change light, cameras, objects and friction of the simulated bench',
  args: [],
  flags: [
    {
      name: 'file',
      kind: 'text',
      value: 'F',
      required: true,
      help: 'Settings as JSON; - reads standard input',
    },
  ],
  examples: [
    {
      line: 'echo \'{"light":0.6,"distractors":3}\' | npx bench sim set --file -',
      says: 'Dimmer, with three objects that do not belong there',
    },
  ],
  async run(call) {
    const parsed = sceneSettingsSchema.safeParse(
      await readJsonInput(call, textFlag(call, 'file') ?? ''),
    );
    if (!parsed.success)
      throw new BenchError('bad-input', `these settings do not fit: ${complaints(parsed.error)}`, {
        hint: `They are ${Object.keys(sceneSettingsSchema.shape).join(', ')}`,
      });
    await using core = await needRunning(call);
    await core.client.call('sim.set', { settings: parsed.data });
    call.terminal.out(call.json ? JSON.stringify({ set: parsed.data }) : 'Set.');
    return 0;
  },
};

export const simFault: VerbSpec = {
  name: 'sim fault',
  summary: 'Switch a fault of the simulated bench on or off',
  args: [
    { name: 'KIND', required: true, choices: faultKinds, help: 'Which fault' },
    { name: 'STATE', required: false, choices: ['on', 'off'], help: 'on by default' },
  ],
  flags: [
    { name: 'off', kind: 'switch', help: 'The same as STATE off' },
    { name: 'role', kind: 'text', value: 'ROLE', help: 'Camera faults: which camera' },
    { name: 'servo', kind: 'int', value: 'ID', min: 1, max: 6, help: 'Servo faults: which servo' },
    {
      name: 'amount',
      kind: 'number',
      min: 0,
      max: 10_000,
      help: 'Delay in ms, temperature in °C, share of corrupted packets',
    },
  ],
  examples: [
    {
      line: 'npx bench sim fault freeze-camera --role front',
      says: 'The front camera repeats its last frame',
    },
    { line: 'npx bench sim fault unplug off', says: 'Plug the arm in again' },
  ],
  async run(call) {
    const [given, state = 'on'] = call.args;
    const kind = faultKinds.find((one) => one === given) ?? 'unplug';
    const role = textFlag(call, 'role');
    const servo = numberFlag(call, 'servo');
    const amount = numberFlag(call, 'amount');
    const fault = {
      kind,
      on: state === 'on' && !switchFlag(call, 'off'),
      ...(role === undefined ? {} : { role }),
      ...(servo === undefined ? {} : { servo }),
      ...(amount === undefined ? {} : { amount }),
    };
    await using core = await needRunning(call);
    await core.client.call('sim.fault', { fault });
    call.terminal.out(
      call.json ? JSON.stringify({ fault }) : `${kind} is ${fault.on ? 'on' : 'off'}.`,
    );
    return 0;
  },
};

export const simHand: VerbSpec = {
  name: 'sim hand',
  summary: 'Pick an object up and put it elsewhere, as a hand on the table would',
  args: [{ name: 'OBJECT', required: true, help: 'Its name in the scene' }],
  flags: [
    {
      name: 'x',
      kind: 'number',
      value: 'M',
      min: -0.6,
      max: 0.6,
      required: true,
      help: 'Metres forward',
    },
    {
      name: 'y',
      kind: 'number',
      value: 'M',
      min: -0.6,
      max: 0.6,
      required: true,
      help: 'Metres to the left',
    },
    {
      name: 'yaw',
      kind: 'number',
      value: 'DEG',
      min: -360,
      max: 360,
      help: 'Turn in degrees; 0 by default',
    },
  ],
  examples: [
    { line: 'npx bench sim hand tee --x 0.22 --y -0.05 --yaw 45', says: 'Put the T there' },
  ],
  async run(call) {
    const [object = ''] = call.args;
    const pose = {
      xM: numberFlag(call, 'x') ?? 0,
      yM: numberFlag(call, 'y') ?? 0,
      yawRad: ((numberFlag(call, 'yaw') ?? 0) * Math.PI) / 180,
    };
    await using core = await needRunning(call);
    await core.client.call('sim.hand', { object, pose });
    call.terminal.out(call.json ? JSON.stringify({ object, pose }) : `${object} is there.`);
    return 0;
  },
};

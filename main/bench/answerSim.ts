/** The contract's commands on the simulated bench: its port, its scene, its fault switches, and the hand on the table. */
import type { CommandArgsParsed, CommandName, CommandResult } from '../base/api/contract.ts';
import { BenchError } from '../base/model/errors.ts';
import type { Station } from './stationPorts.ts';

type Verb = Exclude<Extract<CommandName, `sim.${string}`>, 'sim.arm' | 'sim.board'>;

export type SimAnswers = {
  readonly [N in Verb]: (
    args: CommandArgsParsed<N>,
  ) => CommandResult<N> | Promise<CommandResult<N>>;
};

export function answerSim(station: Station): SimAnswers {
  return {
    'sim.port': () => {
      const simulator = station.link?.simulator ?? null;
      if (simulator === null) throw new BenchError('unavailable', 'no simulated bench is open');
      const { port, leaderPort } = simulator.opened;
      return { path: port, leader: leaderPort };
    },
    'sim.set': async ({ settings }) => {
      await station.setScene(settings);
      return null;
    },
    'sim.fault': async ({ fault }) => {
      await station.setFault(fault);
      return null;
    },
    'sim.hand': async ({ object, pose }) => {
      await station.hand(object, pose);
      return null;
    },
  };
}

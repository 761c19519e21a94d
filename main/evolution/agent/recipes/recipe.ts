/**
 * What a launch recipe is: everything the app needs to know of one coding agent program, as data and pure functions. A
 * recipe knows neither the jail nor the gateway: it is told places and addresses as the agent will see them, and answers
 * with arguments, environment and files. Nothing outside this folder has a code path for a particular agent.
 */
import type { AgentPurpose, ModelProtocol, UsageRecord } from '../../../base/model/agent.ts';

/** One start of one agent; all paths as the agent sees them. */
export interface AgentInside {
  readonly home: string;
  readonly clone: string;
  /** The executable shim; `bench mcp` is the MCP server on stdio. */
  readonly bench: string;
  /** The gateway, without a slash at its end. */
  readonly modelUrl: string;
  /** What the agent shows as its API key; worth nothing outside the gateway. */
  readonly token: string;
  /** Null: the recipe's own default. */
  readonly model: string | null;
  /** What the agent is told first, or next when it goes on. Empty: nothing, it waits for a person. */
  readonly prompt: string;
  /** Recipe "command" only: the program and its arguments. */
  readonly command: readonly string[];
}

export interface Launch {
  /** What comes after the program itself. */
  readonly args: readonly string[];
  /** Beside PATH, HOME, TERM and their like, which whoever starts the agent sets. */
  readonly env: Readonly<Record<string, string>>;
  /**
   * For a program whose terminal takes no first words as an argument: written to it once, as soon as it has asked for
   * bracketed paste (DECSET 2004). Null: nothing to type.
   */
  readonly typed: string | null;
}

/** A file to write before the start; `path` is relative and stays inside. What is there is replaced. */
export interface SeedFile {
  readonly at: 'home' | 'clone';
  readonly path: string;
  readonly text: string;
}

/** A package of npm, at the version that was tried. */
export interface NpmPackage {
  readonly package: string;
  readonly version: string;
  /** What npm leaves out by itself, by the name it is installed under: `{name: 'npm:package@version'}` or a version. */
  readonly also?: Readonly<Record<string, string>>;
}

export interface AgentProgram {
  /** As it is called on PATH or in node_modules/.bin; the first that is there. */
  readonly names: readonly string[];
  /** Null: not to be had from npm. */
  readonly npm: NpmPackage | null;
  /** Native executables of the package for Linux, below node_modules, best first; `<arch>` is x64 or arm64. */
  readonly binaries: readonly string[];
  readonly versionArgs: readonly string[];
  /** Its first group is the version. */
  readonly versionPattern: RegExp;
  /** Versions this recipe was tried with; any other is said to be untested. */
  readonly tested: readonly string[];
  readonly ours?: undefined;
}

/**
 * A program of the app itself: it runs on our Node, is always there, and asks no model. Places below the app's folder: what
 * to run, and the folders that it needs to see beside it.
 */
export interface OwnProgram {
  readonly ours: true;
  readonly npm: null;
  readonly main: string;
  readonly shown: readonly string[];
  /** What it can be started for. */
  readonly purposes: readonly AgentPurpose[];
}

export interface Recipe {
  readonly id: string;
  /** For people: "Claude Code". */
  readonly name: string;
  /** Null: the person names the command. */
  readonly program: AgentProgram | OwnProgram | null;
  /** The language it speaks to models in. */
  readonly protocol: ModelProtocol;
  /** For people: how a subscription's own login would go through the gateway; from documents, not tried. */
  readonly passThrough: string | null;
  seeds(inside: AgentInside): readonly SeedFile[];
  /** Interactive, in a terminal: begins to work on the prompt without a key press. */
  terminal(inside: AgentInside): Launch;
  /** Works on the prompt without a person and ends. Standard input must be closed. */
  headless(inside: AgentInside): Launch;
  /** Goes on with the last conversation of its home and clone, in a terminal. */
  resume(inside: AgentInside): Launch;
  resumeHeadless(inside: AgentInside): Launch;
  /** The brief in the clone that it reads by itself. */
  readonly briefFile: string;
  /** Its own records of tokens, oldest first, deduplicated and bounded; null: it keeps none that can be read. */
  readonly readTranscripts: ((home: string) => Promise<readonly UsageRecord[]>) | null;
  /** For people: what to know before starting it. */
  readonly advice: string;
}

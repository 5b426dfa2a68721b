import { resource } from "../../provider";
import { Context, type Deadlines } from "../../provider/core/context";
import { PartialFailure, ScanError } from "../../provider/core/errors";
import type { Checked, Difference, Handlers, Kept } from "../../provider/core/resource";
import { type Properties, wire } from "../../provider/core/wire";
import type { Sandbox } from "../../sandbox/index";
import { ImpatientClock } from "./impatientClock";
import { look } from "./secrets";
import { type TestHost, testHost } from "./testHost";

/** What the engine keeps of a resource between two runs. */
export interface Stored {
  readonly id: string;
  readonly state: Properties;
}

export interface RunOptions {
  readonly config?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly deadlines?: Deadlines;
}

/**
 * One run of the engine against a sandbox: its provider process, which knows nothing of the run before. Programs are
 * checked as the engine does, and all that the engine keeps is carried as its protocol would.
 */
export class Run {
  readonly host: TestHost;
  readonly handlers: Handlers;

  constructor(
    kind: string,
    sandbox: Pick<Sandbox, "env">,
    { config = {}, env = {}, deadlines }: RunOptions = {},
  ) {
    this.host = testHost({ config, env: { ...sandbox.env, ...env } });
    const patient = { requestMs: 5_000, callMs: 20_000 };
    const context = new Context(this.host, new Map(), new ImpatientClock(), deadlines ?? patient);
    this.handlers = resource(kind).handlers(context);
  }

  /** All that was logged. */
  get log(): string {
    return this.host.lines.join("\n");
  }

  check(program: Properties, olds: Properties = {}): Checked {
    return this.handlers.check(olds, program);
  }

  /** The program's inputs, with nothing wrong in them. */
  inputs(program: Properties, olds: Properties = {}): Properties {
    const { inputs, failures } = this.check(program, olds);
    if (failures.length > 0) throw new Error(`the check fails: ${JSON.stringify(failures)}`);
    return carried(inputs);
  }

  plan({ id, state }: Stored, program: Properties): Difference {
    return this.handlers.diff(id, state, this.inputs(program, state));
  }

  async create(program: Properties): Promise<Stored> {
    return stored(await this.handlers.create(this.inputs(program)));
  }

  async update({ id, state }: Stored, program: Properties): Promise<Stored> {
    return stored(await this.handlers.update(id, state, this.inputs(program, state)));
  }

  async refresh({ id, state }: Stored): Promise<(Stored & { readonly inputs: Properties }) | undefined> {
    const read = await this.handlers.read(id, state);
    return read && { ...stored(read), inputs: carried(read.inputs) };
  }

  async delete({ id, state }: Stored): Promise<void> {
    await this.handlers.delete(id, state);
  }
}

/** The error of ours that a handler failed with; the partial one's reason. */
export async function errorOf(handler: Promise<unknown>): Promise<ScanError> {
  const failure = await thrown(handler);
  const error = failure instanceof PartialFailure ? failure.reason : failure;
  if (error instanceof ScanError) return error;
  throw error;
}

/** A handler's plain failure: the engine keeps nothing of it. */
export async function refusalOf(handler: Promise<unknown>): Promise<ScanError> {
  const failure = await thrown(handler);
  if (failure instanceof ScanError) return failure;
  throw failure;
}

/** A handler's partial failure, and what the engine keeps of it. */
export async function partialOf(handler: Promise<unknown>): Promise<Stored & { readonly reason: ScanError }> {
  const failure = await thrown(handler);
  if (!(failure instanceof PartialFailure)) throw failure;
  return { ...stored({ id: failure.id, state: failure.state }), reason: failure.reason };
}

async function thrown(handler: Promise<unknown>): Promise<unknown> {
  try {
    await handler;
  } catch (failure) {
    look("an error", failure instanceof Error ? `${failure.message}\n${failure.stack}` : String(failure));
    return failure;
  }
  throw new Error("it succeeded");
}

function stored({ id, state }: Kept): Stored {
  return { id, state: carried(state) };
}

/** The properties after a way to the engine and back; nobody may change them there. */
function carried(properties: Properties): Properties {
  const text = JSON.stringify(wire(properties));
  look("a state", text);
  return frozen(JSON.parse(text) as Properties);
}

function frozen<T extends object>(value: T): T {
  for (const item of Object.values(value))
    if (item !== null && typeof item === "object") frozen(item as object);
  return Object.freeze(value);
}

import { Context } from "../core/context";
import { asScanError, PartialFailure, printable } from "../core/errors";
import { classOf, type Resource } from "../core/resource";
import { type Properties, wire } from "../core/wire";
import { engineIsThere } from "./engine";

/** The stack's configuration, as Pulumi's dynamic provider hands it over. */
interface Config {
  get(key: string): string | undefined;
}

/** What Pulumi's dynamic provider process calls. https://www.pulumi.com/docs/iac/concepts/resources/dynamic-providers/ */
export interface DynamicProvider {
  configure(request: { config: Config }): void;
  check(
    olds: Properties,
    news: Properties,
  ): Promise<{ inputs: Properties; failures: { property: string; reason: string }[] }>;
  diff(
    id: string,
    olds: Properties,
    news: Properties,
  ): Promise<{ changes: boolean; replaces: string[]; deleteBeforeReplace: boolean }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, state: Properties): Promise<{ id?: string; props?: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, state: Properties): Promise<void>;
}

/** Where the dynamic provider keeps the text that led here. Not ours: taken off what comes in. */
const provider = "__provider";

/** What all resources of this process share. */
const shared = new Map<string, unknown>();

/** `resource` as Pulumi's dynamic provider process drives it. */
export function dynamicProvider(resource: Resource): DynamicProvider {
  let config: Config = { get: () => undefined };
  const context = new Context(
    {
      config: (key) => config.get(key),
      env: process.env,
      // Whatever the process prints appears under the stack, and once more at the end of the update.
      log: (line) => console.log(printable(line)),
      engineIsThere: () => engineIsThere(process.argv[2]),
    },
    shared,
  );
  const handlers = resource.handlers(context);
  const { singletonBy } = resource.description;
  const subject = (id: string): string => `${classOf(resource.description)}${id === "" ? "" : ` ${id}`}`;

  return {
    configure(request) {
      // Stored at once: calls that come while this is awaited must see it.
      config = request.config;
    },
    async check(olds, news) {
      const { inputs, failures } = handlers.check(own(olds), own(news));
      return { inputs: wire(inputs) as Properties, failures: [...failures] };
    },
    async diff(id, olds, news) {
      const { changed, replaces, deleteBeforeReplace } = handlers.diff(id, own(olds), own(news));
      return { changes: changed.length > 0, replaces: [...replaces], deleteBeforeReplace };
    },
    create: (inputs) =>
      guarded(subject(singletonBy.map((input) => inputs[input]).join("/")), inputs, async () => {
        const { id, state } = await handlers.create(own(inputs));
        return { id, outs: wire(state) as Properties };
      }),
    read: (id, state) =>
      guarded(subject(id), state, async () => {
        const read = await handlers.read(id, own(state));
        // Without an id the engine forgets the resource.
        if (!read) return {};
        return {
          id: read.id,
          props: wire(read.state) as Properties,
          inputs: wire(read.inputs, "inputs") as Properties,
        };
      }),
    update: (id, olds, news) =>
      guarded(subject(id), news, async () => {
        const { state } = await handlers.update(id, own(olds), own(news));
        return { outs: wire(state) as Properties };
      }),
    delete: (id, state) => guarded(subject(id), state, () => handlers.delete(id, own(state))),
  };
}

/** Runs a handler; what it throws is told in one line that begins with the resource, and holds no stack. */
async function guarded<T>(subject: string, properties: Properties, handler: () => Promise<T>): Promise<T> {
  try {
    return await handler();
  } catch (failure) {
    if (failure instanceof PartialFailure) {
      throw initFailed(`${subject}: ${failure.message}`, failure, properties[provider]);
    }
    throw told(`${subject}: ${asScanError(failure, "run").message}`);
  }
}

/** The engine keeps `properties` under `id`, fails the update, and calls `update` the next time. */
function initFailed(message: string, { id, state }: PartialFailure, text: unknown): Error {
  const properties = { ...(wire(state) as Properties), [provider]: text };
  return Object.assign(told(message), { id, properties, reasons: [message] });
}

/** An error that prints as its message: Pulumi also prints stacks, which tell a user of ours nothing. */
export function told(message: string): Error {
  const error = new Error(message);
  error.name = "pulumi-image-scan";
  error.stack = "";
  return error;
}

function own(properties: Properties): Properties {
  const { [provider]: _, ...rest } = properties;
  return rest;
}

import { resource } from "../provider";
import { Context, type Host } from "../provider/core/context";
import type { Handlers } from "../provider/core/resource";
import type { Sandbox } from "../sandbox";

/** The handlers of several kinds as one provider process has them, in this process, and silent. */
export class ProviderProcess {
  readonly context: Context;

  constructor({ env }: Pick<Sandbox, "env">) {
    const host: Host = { config: () => undefined, env, log: () => {}, engineIsThere: async () => true };
    this.context = new Context(host);
  }

  handlers(kind: string): Handlers {
    return resource(kind).handlers(this.context);
  }
}

import { delimiter, join } from "node:path";
import { builtEngine } from "./builtEngine";
import { cleanEnvironment } from "./environment";
import { findInstalledPulumi } from "./installedPulumi";
import { engineVersion } from "./version";

export interface Engine {
  /** The executable. */
  pulumi: string;
  version: string;
  origin: "PATH" | "built";
  /** The environment to run it in: the caller's, without what would make a run depend on the machine. */
  env: NodeJS.ProcessEnv;
}

interface FindEngineOptions {
  /** Where PATH, HOME and XDG_CACHE_HOME are read from; default: this process's environment. */
  env?: NodeJS.ProcessEnv;
  /** Receives what takes time and what was skipped, line by line; default: stderr. */
  log?: (line: string) => void;
}

/** The Pulumi engine of this machine: the installed one, else one built from Go modules, which the user's cache keeps. */
export async function findEngine(options: FindEngineOptions = {}): Promise<Engine> {
  const env = options.env ?? process.env;
  const log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  const installed = await findInstalledPulumi(env);
  if ("path" in installed) {
    return {
      pulumi: installed.path,
      version: installed.version,
      origin: "PATH",
      env: engineEnvironment(env),
    };
  }
  if (installed.found) log(`${installed.unusable}: not used`);
  try {
    const directory = await builtEngine(env, log);
    return {
      pulumi: join(directory, "pulumi"),
      version: engineVersion,
      origin: "built",
      env: {
        ...engineEnvironment(env),
        PATH: [directory, env.PATH].filter(Boolean).join(delimiter),
        // All that a Node program needs stands beside the built engine: a download could only fail, slowly.
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      },
    };
  } catch (error) {
    const reasons = `${installed.unusable}; ${error instanceof Error ? error.message : error}`;
    throw new Error(
      `No Pulumi engine (${reasons}): install Pulumi, https://www.pulumi.com/docs/install/, or Go, https://go.dev/doc/install`,
    );
  }
}

function engineEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...cleanEnvironment(env), PULUMI_SKIP_UPDATE_CHECK: "true" };
}

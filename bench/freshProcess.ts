import { fork } from "node:child_process";
import { once } from "node:events";
import { cleanEnvironment } from "../tools/engine/environment";

interface Options {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a script of this folder in a Node process of its own, which may collect garbage at will, and takes its one message. */
export async function freshProcess<T>(script: string, { args = [], env = {} }: Options = {}): Promise<T> {
  const child = fork(require.resolve(script), [...args], {
    env: { ...cleanEnvironment(process.env), ...env },
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ended = once(child, "exit");
  const told = once(child, "message") as Promise<[T]>;
  const first = await Promise.race([told, ended.then(() => undefined)]);
  await ended;
  if (first === undefined) throw new Error(`${script} ended with ${child.exitCode}, and told nothing`);
  return first[0];
}

import { expect } from "chai";
import type { RunResult } from "../../tools/engine/running";

/** A run of the engine that must end well; what it said tells why, if it did not. */
export async function succeeds(run: Promise<RunResult>): Promise<RunResult> {
  const result = await run;
  expect(result.code, result.output).to.equal(0);
  return result;
}

/** A run of the engine that must fail; what it said. */
export async function fails(run: Promise<RunResult>): Promise<string> {
  const { code, output } = await run;
  expect(code, output).not.to.equal(0);
  return output;
}

/** What the engine says when a plan or an update had nothing to do for `count` resources. */
export const unchanged = (count: number): RegExp => new RegExp(`\\n +${count} unchanged`);

/** Waits until `met`, for half a minute. */
export async function until(met: () => boolean, what: () => string): Promise<void> {
  for (let tries = 0; !met(); tries += 1) {
    if (tries > 300) expect.fail(what());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

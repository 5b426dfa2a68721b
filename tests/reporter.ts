import { type MochaOptions, type Runner, reporters } from "mocha";

/** Mocha's usual report, closed by one line that a program can read too: `N passed, N failed`. */
class Closing extends reporters.Spec {
  constructor(runner: Runner, options?: MochaOptions) {
    super(runner, options);
    runner.once("end", () => {
      // Spec has printed its own summary and every failure by now.
      setImmediate(() => {
        const { passes, failures, pending } = this.stats;
        if (pending > 0) console.log(`${pending} skipped: each says why above`);
        console.log(`${passes} passed, ${failures} failed`);
      });
    });
  }
}

export = Closing;

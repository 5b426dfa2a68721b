import { expect } from "chai";
import { timeoutOf } from "../../sdk/timeout";

const task = {
  kind: "tencentcloud/registryScanTask",
  name: "release",
  properties: [],
  singletonBy: [],
  timeout: "queueTimeoutSeconds",
};

describe("Pulumi's customTimeouts", () => {
  for (const [written, seconds] of [
    ["90s", 90],
    ["15m", 900],
    ["1h30m", 5_400],
    ["2h0m1s", 7_201],
  ] as const) {
    it(`is the input that stands for it, in seconds: ${written}`, () => {
      expect(timeoutOf(task, {}, { customTimeouts: { create: written } })).to.deep.equal({
        queueTimeoutSeconds: seconds,
      });
    });
  }

  it("of an update counts where none is given for a creation", () => {
    expect(timeoutOf(task, {}, { customTimeouts: { update: "1m" } })).to.deep.equal({
      queueTimeoutSeconds: 60,
    });
    const both = { customTimeouts: { create: "2m", update: "1m" } };
    expect(timeoutOf(task, {}, both)).to.deep.equal({ queueTimeoutSeconds: 120 });
  });

  it("give way to the input, and mean nothing to a resource that waits for nothing", () => {
    const opts = { customTimeouts: { create: "1m" } };
    expect(timeoutOf(task, { queueTimeoutSeconds: 5 }, opts)).to.deep.equal({});
    const { timeout: _, ...schedule } = task;
    expect(timeoutOf(schedule, {}, opts)).to.deep.equal({});
    expect(timeoutOf(task, {}, {})).to.deep.equal({});
  });

  for (const written of ["", "90", "1.5h", "0s", "30m1h", "an hour"]) {
    it(`are refused where they are no duration: "${written}"`, () => {
      expect(() => timeoutOf(task, {}, { customTimeouts: { create: written } })).to.throw(
        `"release": customTimeouts: "${written}" is no duration: write it as in "1h30m" or "90s"`,
      );
    });
  }
});

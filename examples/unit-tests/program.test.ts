import { strict as assert } from "node:assert";
import { before, test } from "node:test";
import * as pulumi from "@pulumi/pulumi";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

/** What the engine and the vendor would answer: the outputs that the program reads, beside its own inputs. */
const outputs: Record<string, Record<string, unknown>> = {
  RegistryScanTask: { runs: [], resolved: {}, followed: [] },
  ScanGate: {
    verdict: "passed",
    totalImages: 2,
    pinned: {
      "team/api:1.4": `ccr.ccs.tencentyun.com/team/api@${digest("a")}`,
      "team/web:2.0": `ccr.ccs.tencentyun.com/team/web@${digest("b")}`,
    },
  },
};

const declared = new Map<string, Record<string, unknown>>();
let program: typeof import("./index");

/** The value of an output. */
const told = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));

before(async () => {
  await pulumi.runtime.setMocks({
    newResource({ type, name, inputs }) {
      const className = type.split(":").at(-1) ?? type;
      declared.set(`${className} ${name}`, inputs);
      return { id: name, state: { ...inputs, ...outputs[className] } };
    },
    call: () => ({}),
  });
  // After the mocks: resources are declared while the program is loaded.
  program = require("./index");
});

test("scans every night, while Shanghai sleeps", async () => {
  assert.equal(await told(program.schedule.startTime), "03:00");
  assert.equal(await told(program.schedule.timeZone), "Asia/Shanghai");
});

test("scans what it releases, and no image goes out with a critical finding", async () => {
  assert.deepEqual(await told(program.gate.maxFindings), { critical: 0 });
  const { kind, images } = declared.get("ScanGate release")?.task as Record<string, unknown>;
  assert.equal(kind, "tencentcloud/registryScanTask");
  assert.deepEqual(images, ["team/api:1.4", "team/web:2.0"]);
});

test("rolls out the digest that passed, not the tag", async () => {
  const { spec } = (await told(program.pod)) as { spec: { containers: { image: string }[] } };
  assert.equal(spec.containers[0]?.image, `ccr.ccs.tencentyun.com/team/api@${digest("a")}`);
});

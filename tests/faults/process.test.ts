import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { resolve } from "node:path";
import { expect } from "chai";
import { PartialFailure, ScanError } from "../../provider/core/errors";
import type { Properties } from "../../provider/core/wire";
import { cleanEnvironment } from "../../tools/engine/environment";
import { FAULTS, type FaultColumn, type Span } from "../../tools/faults/faults";
import { type Life, lives, type StepName } from "../../tools/faults/lives";
import { reproduce } from "../../tools/faults/page";
import { type Engine, record, type StartEngine, trial, type Verdict } from "../../tools/faults/trial";
import { cloudOf } from "../../tools/ground/clouds";
import { CallFailed, type Properties as Carried, ProviderProcess } from "../host/providerProcess";

// A few cells of the matrix, of one resource of each shape, where Pulumi's own process stands between: what fails in part
// must come through it whole. That process takes its time, so that nothing here is retried to the end of a deadline.

const root = resolve(__dirname, "..", "..", "..");

describe("the matrix of faults, through Pulumi's provider process", () => {
  let server: Server;
  let start: StartEngine;

  before(async () => {
    // What the process asks whether its engine is still there.
    server = createServer((connection) => connection.on("error", () => {}).resume());
    await once(server.listen(0, "127.0.0.1"), "listening");
    const engine = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    start = async (kind, ground) => {
      // Nobody's clock jumps on here: what a gate waits for has ended.
      if (kind === "scanGate") ground.account.finishScans();
      const env = { ...cleanEnvironment(process.env), ...ground.sandbox.env };
      const provider = await ProviderProcess.start({ program: root, node: process.execPath, engine, env });
      await provider.configure({});
      return engineOf(kind, provider);
    };
  });

  after(() => server.close());

  it("leads a schedule through failures of its write", async () => {
    await well("tencentcloud/registryScanSchedule", "adopted", "UpdateImageRegistryTimingScanTask", [
      ["update", "refused", "always", "in the next run"],
      ["delete", "resetAfter", "once", "at once"],
    ]);
  });

  it("leads a task through failures of its submissions, of which the first has arrived", async () => {
    await well("alicloud/registryScanTask", "two submissions", "PublicSyncAndCreateImageScanTask", [
      ["create", "emptyBody", "lastly", "in the next run"],
      ["create", "resetAfter", "lastly", "at once"],
      ["create", "refused", "always", "in the next run"],
    ]);
  });

  it("leads a gate through failures of the list that it judges", async () => {
    const title = "huaweicloud/registryScanTask, excused";
    await well("scanGate", title, "ListImageVulnerabilities", [
      ["create", "http503", "once", "at once"],
      ["create", "refused", "always", "in the next run"],
    ]);
  });

  type Cell = readonly [step: StepName, fault: string, span: Span, converged: Verdict["converged"]];

  async function well(kind: string, title: string, operation: string, cells: readonly Cell[]): Promise<void> {
    const life = lives.find((one) => one.kind === kind && one.title === title) ?? expect.fail("no such life");
    const { steps } = await record(life);
    for (const [step, name, span, converged] of cells) {
      const short: Life = { ...life, steps: upTo(life, step) };
      const fault =
        FAULTS.find((column) => column.name === name) ?? refused(kind === "scanGate" ? title : kind);
      const verdict = await trial({ life: short, steps }, { step, operation, fault, span }, start);
      expect(verdict.bad, reproduce(verdict)).to.deep.equal([]);
      expect([verdict.step, name, verdict.converged]).to.deep.equal([step, name, converged]);
    }
  }
});

/** Of a life what a step needs: the rest of it is led elsewhere, and takes time here. */
function upTo({ steps }: Life, step: StepName): readonly StepName[] {
  return steps.filter((one) => one === "create" || one === step);
}

/** The vendor's plain word that somebody may not do this. */
function refused(kind: string): FaultColumn {
  return {
    name: "refused",
    doc: "a plain refusal",
    kind: "error",
    code: cloudOf(kind).forbidden,
    isRefusal: true,
  };
}

/** A process as the engine that has started it drives it. */
function engineOf(kind: string, provider: ProviderProcess): Engine {
  const __provider = `exports.handler = () => require("pulumi-image-scan/provider").dynamic("${kind}");`;
  const checked = async (program: Properties, olds: Properties = {}): Promise<Carried> => {
    const { inputs, failures } = await provider.check(carried({ ...program, __provider }), carried(olds));
    if (failures.length > 0) throw new Error(`the check fails: ${JSON.stringify(failures)}`);
    return inputs;
  };
  return {
    get log() {
      return `${provider.printed.stdout}${provider.printed.stderr}`;
    },
    create: async (program) => await told(provider.create(await checked(program))),
    update: async ({ id, state }, program) => ({
      id,
      state: await told(provider.update(id, carried(state), await checked(program, state))),
    }),
    refresh: async ({ id, state }) => {
      const read = await told(provider.read(id, carried({ ...state, __provider })));
      return read.id === "" ? undefined : { id: read.id, state: read.state };
    },
    delete: ({ id, state }) => told(provider.delete(id, carried({ ...state, __provider }))),
    plan: async ({ id, state }, program) => {
      const { changes, ...rest } = await provider.diff(id, carried(state), await checked(program, state));
      return { changed: changes ? ["something"] : [], ...rest };
    },
    stop: () => provider.stop(),
  };
}

const carried = (properties: Properties): Carried => properties as Carried;

/** What `call` comes to, its failure as the handlers had it. */
async function told<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (failure) {
    if (!(failure instanceof CallFailed)) throw failure;
    // In front stands the resource.
    const text = failure.message.replace(/^[^\s:]+( [^\s:]+)?: /, "");
    const error = new ScanError({ kind: "Unknown", action: "", text });
    const { partial } = failure;
    throw partial ? new PartialFailure(partial.id, partial.properties, error) : error;
  }
}

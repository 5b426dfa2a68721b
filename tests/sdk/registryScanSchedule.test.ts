import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { tencentcloud } from "../../sdk";

const token = "pulumi-nodejs:dynamic/imageScan/tencentcloud:RegistryScanSchedule";
const text =
  'exports.handler = () => require("pulumi-image-scan/provider").dynamic("tencentcloud/registryScanSchedule");';
const args = { everyDays: 1, startTime: "03:00", all: true } as const;

describe("The class RegistryScanSchedule", () => {
  let registered: pulumi.runtime.MockResourceArgs[];
  let state: Record<string, unknown>;

  beforeEach(async () => {
    registered = [];
    state = {};
    await run();
  });

  /** Begins another run of a program. */
  const run = () =>
    pulumi.runtime.setMocks({
      newResource: (resource) => {
        registered.push(resource);
        return { id: `id of ${resource.name}`, state: { ...resource.inputs, ...state } };
      },
      call: () => ({}),
    });

  it("registers under its token, with the text that leads Pulumi's provider process to us", async () => {
    await told(new tencentcloud.RegistryScanSchedule("nightly", args).urn);
    expect(registered).to.have.length(1);
    expect(registered[0]).to.include({ type: token, name: "nightly", custom: true });
    expect(registered[0]?.inputs).to.deep.equal({ ...args, __provider: text });
    // It stands in the state once for each resource.
    expect(Buffer.byteLength(text)).to.be.below(130);
  });

  it("passes on what it is declared with, known or known later, and nothing that is left out", async () => {
    const later = <T>(value: T) => pulumi.output(new Promise<T>((resolve) => setImmediate(resolve, value)));
    const schedule = new tencentcloud.RegistryScanSchedule("nightly", {
      everyDays: later(2),
      startTime: "03:00",
      endTime: undefined,
      images: [later("team/api:1.4"), { namespace: "team", name: later("web") }],
      scanTypes: later<"malware"[]>(["malware"]),
      profile: later("prod"),
    });
    await told(schedule.urn);
    expect(registered[0]?.inputs).to.deep.equal({
      __provider: text,
      everyDays: 2,
      startTime: "03:00",
      images: ["team/api:1.4", { namespace: "team", name: "web" }],
      scanTypes: ["malware"],
      profile: "prod",
    });
  });

  it("has as outputs what the provider answers, be it an input or not", async () => {
    state = {
      images: { "team/api:1.4": "" },
      site: "mainland",
      resolved: { "team/api:1.4": { id: "7" } },
      written: ["hash"],
    };
    const schedule = new tencentcloud.RegistryScanSchedule("nightly", args);
    expect(await told(schedule.id)).to.equal("id of nightly");
    expect(await told(schedule.everyDays)).to.equal(1);
    expect(await told(schedule.images)).to.deep.equal(state.images);
    expect(await told(schedule.site)).to.equal("mainland");
    expect(await told(schedule.resolved)).to.deep.equal(state.resolved);
    expect(await told(schedule.written)).to.deep.equal(["hash"]);
    expect(await told(schedule.previous)).to.equal(undefined);
    expect(await told(schedule.endTime)).to.equal(undefined);
  });

  it("may be declared once for each profile and site", async () => {
    const schedules = [
      {},
      { profile: "prod" },
      { profile: pulumi.output("staging") },
      { profile: "prod", site: "international" as const },
    ].map(
      (identity, index) => new tencentcloud.RegistryScanSchedule(`nightly${index}`, { ...args, ...identity }),
    );
    await Promise.all(schedules.map(({ urn }) => told(urn)));
    expect(registered).to.have.length(4);
  });

  it("may be declared again by the next run in the same process", async () => {
    for (const name of ["nightly", "renamed"]) {
      await run();
      await told(new tencentcloud.RegistryScanSchedule(name, args).urn);
      await told(new tencentcloud.RegistryScanSchedule(`${name}-prod`, { ...args, profile: "prod" }).urn);
    }
    expect(registered.map(({ name }) => name)).to.deep.equal([
      "nightly",
      "nightly-prod",
      "renamed",
      "renamed-prod",
    ]);
  });
});

/** What `output` holds, once that is known. */
function told<T>(output: pulumi.Output<T>): Promise<unknown> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

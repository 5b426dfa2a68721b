import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { ScanPolicy, type ScanPolicyArgs } from "../../sdk";
import { root } from "../package/installed";

const later = <T>(value: T): pulumi.Output<T> =>
  pulumi.output(new Promise<T>((resolve) => setImmediate(resolve, value))) as pulumi.Output<T>;

const every = { everyDays: 7, startTime: "03:00" } as const;
const accept = ["alicloud.images", "huaweicloud.images", "huaweicloud.startTime"];
const weekly: ScanPolicyArgs = {
  ...every,
  clouds: {
    tencentcloud: { profile: "prod" },
    alicloud: { endTime: "06:00" },
    huaweicloud: { registries: "all" },
  },
  timeZone: "Asia/Shanghai",
  images: ["team/api:1.4"],
  accept,
};

describe("A ScanPolicy", () => {
  let registered: pulumi.runtime.MockResourceArgs[];

  beforeEach(async () => {
    registered = [];
    await pulumi.runtime.setMocks({
      newResource: (resource) => {
        registered.push(resource);
        return { id: resource.name, state: resource.inputs };
      },
      call: () => ({}),
    });
  });

  /** What each schedule is declared with, by its cloud. */
  async function declared(args: ScanPolicyArgs): Promise<Record<string, Record<string, unknown>>> {
    const policy = new ScanPolicy("nightly", args);
    const children = [policy.tencentcloud, policy.alicloud, policy.huaweicloud];
    await Promise.all(children.map((child) => child && told(child.urn)));
    const schedules = registered.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/"));
    return Object.fromEntries(
      schedules.map(({ name, inputs: { __provider: _, ...inputs } }) => [
        name.replace("nightly-", ""),
        inputs,
      ]),
    );
  }

  /** What a policy is refused with, line by line; nothing of it is declared. */
  function refusal(args: unknown): string[] {
    try {
      new ScanPolicy("nightly", args as ScanPolicyArgs);
    } catch (error) {
      if (!pulumi.RunError.isInstance(error)) throw error;
      expect(registered).to.deep.equal([]);
      return error.message.split("\n  - ");
    }
    return [];
  }

  it("declares one schedule on each cloud, its children, with what the cloud can express", async () => {
    expect(await declared(weekly)).to.deep.equal({
      tencentcloud: { ...every, profile: "prod", timeZone: "Asia/Shanghai", images: ["team/api:1.4"] },
      alicloud: { ...every, endTime: "06:00", timeZone: "Asia/Shanghai" },
      huaweicloud: { everyDays: 7, registries: "all" },
    });
  });

  it("shows what is accepted, where a plan shows it", async () => {
    const policy = new ScanPolicy("nightly", weekly);
    await told(policy.urn);
    expect(await told(policy.accepted)).to.deep.equal(accept);
    const component = registered.find(({ type }) => type === "imageScan:index:ScanPolicy");
    expect(component?.inputs.accept).to.deep.equal(accept);
    expect(await told(policy.tencentcloud?.urn ?? pulumi.output("none"))).to.contain(
      "imageScan:index:ScanPolicy$pulumi-nodejs:dynamic/imageScan/tencentcloud:RegistryScanSchedule::nightly-tencentcloud",
    );
  });

  it("lists all at once what clouds cannot express, and what would be right", () => {
    const lines = refusal({
      clouds: ["tencentcloud", "alicloud", "huaweicloud"],
      everyDays: 1,
      startTime: "03:30",
      timeZone: "Asia/Shanghai",
      images: ["team/api:1.4"],
      scanTypes: ["baseline", "malware"],
    });
    expect(lines).to.deep.equal([
      'ScanPolicy "nightly": nothing was declared',
      "tencentcloud.scanTypes: it does not look for baseline, but for vulnerability, malware, sensitiveInfo; set clouds.tencentcloud.scanTypes",
      "alicloud.scanTypes: its schedule has no such input",
      "alicloud.images: its schedule has no such input",
      "clouds.alicloud.endTime: is required: a time of day, `HH:mm` from `00:00` to `23:59`",
      'alicloud.startTime: "03:30" is no whole hour in Asia/Shanghai, and it takes only those; set clouds.alicloud.startTime',
      "huaweicloud.everyDays: 1 is not accepted there: `3`, `7`, `14`; set clouds.huaweicloud.everyDays",
      "huaweicloud.startTime: its schedule has no such input",
      "huaweicloud.images: its schedule has no such input",
      "clouds.huaweicloud.registries: is required: `all`, or a set of at least one registry (order and duplicates mean nothing), each a registry's name, or its id, as HSS lists them",
      'to do without these there, write accept: ["tencentcloud.scanTypes", "alicloud.scanTypes", "alicloud.images", "huaweicloud.startTime", "huaweicloud.images"]',
    ]);
    const page = readFileSync(join(root, "docs", "scan-policy.md"), "utf8");
    expect(page).to.contain(lines.join("\n  - "));
  });

  it("is accepted with just what the refusal says to accept", async () => {
    const [, ...faults] = refusal({ ...weekly, accept: ["huaweicloud.startTime"] });
    const entries = /write accept: (.*)$/.exec(faults.at(-1) ?? "")?.[1] ?? "";
    expect(Object.keys(await declared({ ...weekly, accept: JSON.parse(entries) }))).to.have.length(3);
  });

  for (const [title, entry] of [
    ["that is not needed", "tencentcloud.images"],
    ["that is misspelt", "alicloud.image"],
    ["of a cloud that it is not over", "aws.images"],
  ] as const) {
    it(`refuses an acceptance ${title}`, () => {
      expect(refusal({ ...weekly, accept: [...accept, entry] })).to.deep.equal([
        'ScanPolicy "nightly": nothing was declared',
        `accept: "${entry}" names nothing that a cloud cannot express; it could be alicloud.images, huaweicloud.startTime, huaweicloud.images`,
      ]);
    });
  }

  it("cannot accept away a value that a cloud does not take: the cloud says it otherwise", async () => {
    const huawei = { clouds: ["huaweicloud"], everyDays: 1, startTime: "03:00", all: true };
    expect(refusal({ ...huawei, accept: ["huaweicloud.everyDays", "huaweicloud.startTime"] })).to.have.length(
      3,
    );
    const otherwise = { huaweicloud: { everyDays: 3 as const } };
    expect(
      await declared({
        ...every,
        everyDays: 1,
        all: true,
        clouds: otherwise,
        accept: ["huaweicloud.startTime"],
      }),
    ).to.deep.equal({ huaweicloud: { everyDays: 3, registries: "all" } });
  });

  it("lets a cloud say it otherwise, by another input, too, of which its schedule takes just one", async () => {
    const clouds = {
      tencentcloud: { filter: { namespaces: ["team"] } },
      alicloud: { everyHours: 12, endTime: "05:00", startTime: later("04:00") },
    };
    expect(await declared({ ...every, clouds, all: true, accept: ["alicloud.all"] })).to.deep.equal({
      tencentcloud: { ...every, filter: { namespaces: ["team"] } },
      alicloud: { everyHours: 12, startTime: "04:00", endTime: "05:00" },
    });
  });

  it("leaves out of the scan types those that a cloud lacks, and no more, be they known later", async () => {
    const args = {
      ...every,
      clouds: ["tencentcloud", "huaweicloud"] as const,
      all: true as const,
      accept: ["tencentcloud.scanTypes", "huaweicloud.startTime"],
    };
    for (const scanTypes of [
      ["malware", "baseline"] as const,
      [later("malware"), later("baseline")],
      Promise.resolve(["malware", "baseline"]),
      later(["malware", "baseline"] as ("malware" | "baseline")[]),
    ]) {
      registered = [];
      await pulumi.runtime.setMocks({
        newResource: (resource) => {
          registered.push(resource);
          return { id: resource.name, state: resource.inputs };
        },
        call: () => ({}),
      });
      const { tencentcloud, huaweicloud } = await declared({ ...args, scanTypes: scanTypes as never });
      expect(tencentcloud?.scanTypes).to.deep.equal(["malware"]);
      expect(huaweicloud?.scanTypes).to.deep.equal(["malware", "baseline"]);
    }
    registered = [];
    expect(refusal({ ...args, scanTypes: ["baseline"] })[1]).to.equal(
      "tencentcloud.scanTypes: nothing is left: set clouds.tencentcloud.scanTypes",
    );
  });

  it("judges whether an input is there though its value is known later, and leaves that to the resource", async () => {
    expect(refusal({ ...weekly, accept: [], images: later(["a"]), startTime: later("03:30") })).to.include(
      "alicloud.images: its schedule has no such input",
    );
    const { tencentcloud, alicloud } = await declared({
      ...weekly,
      everyDays: later(5000),
      startTime: later("03:30"),
    });
    expect([tencentcloud?.everyDays, alicloud?.startTime]).to.deep.equal([5000, "03:30"]);
  });

  for (const [zone, time, isWhole] of [
    ["Asia/Shanghai", "03:00", true],
    ["Asia/Kolkata", "03:30", true],
    ["Asia/Kolkata", "03:00", false],
    ["Etc/UTC", "23:00", true],
    [undefined, "03:00", true],
    [undefined, "03:01", false],
  ] as const) {
    it(`${isWhole ? "takes" : "refuses"} ${time} in ${zone ?? "the vendor's zone"} where whole hours are asked for`, () => {
      const clouds = { alicloud: { startTime: time, endTime: "12:00", timeZone: zone } };
      const faults = refusal({ ...every, clouds, all: true, accept: ["alicloud.all"] });
      expect(faults.some((fault) => fault.startsWith("clouds.alicloud.startTime:"))).to.equal(!isWhole);
    });
  }

  for (const [title, args, fault] of [
    ["over no cloud", { clouds: [] }, "clouds: name at least one cloud"],
    [
      "over a cloud that is none",
      { clouds: { aws: {} } },
      "clouds.aws: is no cloud here: write alicloud, huaweicloud, tencentcloud",
    ],
    [
      "with an input of its own making",
      { everyDay: 1 },
      /^everyDay: is no input of a policy: enabled, everyDays/,
    ],
    [
      "with a cloud's input of its own making",
      { clouds: { ...(weekly.clouds as object), tencentcloud: { starttime: "1" } } },
      "clouds.tencentcloud.starttime: is not an input of its schedule",
    ],
    [
      "without images",
      { images: undefined, accept: ["huaweicloud.startTime"] },
      "clouds.tencentcloud: takes just one of images, filter, all, recommended, and is given none",
    ],
    ["with two sets of images", { all: true }, "images, all: just one of these may be given"],
    [
      "of more days than a cloud counts",
      { everyDays: 5000 },
      /^tencentcloud\.everyDays: 5000 is not accepted there: a whole number from 1 to 3650/,
    ],
  ] as const) {
    it(`is refused ${title}`, () => {
      const faults = refusal({ ...weekly, ...args });
      const isFound = faults.some((one) => (typeof fault === "string" ? one === fault : fault.test(one)));
      expect(isFound, faults.join("\n")).to.equal(true);
    });
  }
});

/** What `output` holds, once that is known. */
function told<T>(output: pulumi.Output<T>): Promise<unknown> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

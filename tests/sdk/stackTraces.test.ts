import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { tencentcloud } from "../../sdk";

type Format = typeof Error.prepareStackTrace;

const args = { everyDays: 1, startTime: "03:00", all: true } as const;

describe("The stacks that are read while a class is constructed", () => {
  const [limit, format] = [Error.stackTraceLimit, Error.prepareStackTrace];
  /** The functions whose stacks have been made into text. */
  let read: (string | null | undefined)[];
  const reading: Format = (error, sites) => {
    read.push(sites[0]?.getFunctionName());
    return `${error}\n${sites.map((site) => `    at ${site}`).join("\n")}`;
  };

  beforeEach(async () => {
    read = [];
    Error.prepareStackTrace = reading;
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: () => ({}),
    });
  });

  afterEach(() => {
    Error.prepareStackTrace = format;
    delete process.env.PULUMI_DEBUG_PROMISE_LEAKS;
  });

  /** Declares a schedule, and runs `during` in the middle of it, as a transformation of a program's. */
  const declare = (during: () => void = () => {}) =>
    new tencentcloud.RegistryScanSchedule("nightly", args, {
      transformations: [
        () => {
          during();
          return undefined;
        },
      ],
    });

  it("are that of its place in the program, and none of Pulumi's promises", async () => {
    const { urn } = declare();
    expect(read).to.deep.equal(["callsites"]);
    await told(urn);
  });

  it("are those of the promises, too, for who looks for some that never end", async () => {
    process.env.PULUMI_DEBUG_PROMISE_LEAKS = "1";
    const { urn } = declare();
    expect(read.filter((name) => name === "debuggablePromise")).to.have.length.above(20);
    await told(urn);
  });

  it("are those of a program's own code, whole, be they read there or later", async () => {
    let then = "";
    let later: Error | undefined;
    const { urn } = declare(() => {
      then = String(new Error("then").stack);
      later = new Error("later");
      expect(Error.stackTraceLimit).to.equal(limit);
    });
    for (const stack of [then, String(later?.stack)])
      expect(stack)
        .to.match(/^Error: (then|later)\n {4}at .*\n {4}at /)
        .and.contain(`${__filename}:`);
    await told(urn);
  });

  it("are those of promises that a program's own function of this name makes", async () => {
    const debuggablePromise = () => String(new Error("mine").stack);
    const { urn } = declare(() => {
      expect(debuggablePromise()).to.contain(`${__filename}:`);
    });
    await told(urn);
  });

  it("are what they were as soon as it is constructed, also within another one", async () => {
    const urns: pulumi.Output<string>[] = [];
    const { urn } = declare(() => {
      const outer = Error.prepareStackTrace;
      expect(outer).to.not.equal(reading);
      urns.push(new tencentcloud.LocalScanSchedule("inner", { ...args, profile: "other" }).urn);
      expect(Error.prepareStackTrace).to.equal(outer);
    });
    expect(Error.prepareStackTrace).to.equal(reading);
    for (const one of [urn, ...urns]) await told(one);
  });

  it("are what they were when it fails, which leads to the program", () => {
    const error = thrown(() =>
      declare(() => {
        throw new Error("no schedules here");
      }),
    );
    expect(Error.prepareStackTrace).to.equal(reading);
    expect(error.stack)
      .to.match(/^Error: no schedules here\n/)
      .and.contain(`${__filename}:`);
    expect(thrown(() => new tencentcloud.RegistryScanSchedule("", args)).stack).to.contain(`${__filename}:`);
    expect(Error.prepareStackTrace).to.equal(reading);
  });

  it("are as a program asks for them meanwhile", async () => {
    const mine: Format = String;
    const { urn } = declare(() => {
      Error.prepareStackTrace = mine;
    });
    expect(Error.prepareStackTrace).to.equal(mine);
    await told(urn);
  });

  it("are Node's own where nothing leads them back to sources", async () => {
    Object.assign(Error, { prepareStackTrace: undefined });
    const { urn } = declare(() => {
      expect(Error.prepareStackTrace).to.equal(undefined);
    });
    await told(urn);
  });
});

function thrown(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("nothing was thrown");
}

function told(output: pulumi.Output<string>): Promise<unknown> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}

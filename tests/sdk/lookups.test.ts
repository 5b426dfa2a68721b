import { expect } from "chai";
import { lookupNames } from "../../provider";
import { type Sandbox, startSandbox } from "../../sandbox/index";
import { type Ran, run } from "../package/command";
import { root } from "../package/installed";
import type { Asked, Script } from "./lookupProgram";

/** What one line of the program says. */
interface Line {
  readonly loaded?: boolean;
  readonly answer?: {
    readonly images?: readonly { reference: unknown; key: string }[];
    configured?: boolean;
  };
  readonly refused?: string;
  readonly run?: boolean;
}

const every: readonly Asked[] = lookupNames.map((one) => {
  const [cloud, name] = one.split("/") as [Asked["cloud"], string];
  return { cloud, name };
});

describe("A program that asks", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;

  before(async () => {
    sandbox = await startSandbox();
  });

  after(() => sandbox.stop());

  function runs(script: Script, env: Readonly<Record<string, string>> = sandbox.env): Promise<Ran> {
    const { PATH } = process.env;
    const args = [require.resolve("./lookupProgram"), JSON.stringify(script)];
    return run(process.execPath, args, { cwd: root, env: { PATH, HOME: "/nonexistent", ...env } });
  }

  async function asks(script: Script, env: Readonly<Record<string, string>> = sandbox.env) {
    const ran = await runs(script, env);
    expect(ran, ran.stderr).to.include({ code: 0, stderr: "" });
    for (const [name, value] of Object.entries(sandbox.env))
      if (/SECRET|ACCESS_KEY/.test(name)) expect(ran.stdout, name).not.to.contain(value);
    return ran.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
  }

  it("is answered by the vendors, with both forms of each function, and loads the provider when it asks", async () => {
    const both = every.flatMap((one) => [one, { ...one, name: `${one.name}Output` }]);
    const [before, ...lines] = await asks({ asked: both });
    expect(before).to.deep.equal({ loaded: false });
    expect(lines.pop()).to.deep.equal({ loaded: true });
    expect(lines).to.have.length(both.length);
    for (const [index, { answer, refused }] of lines.entries()) {
      expect(refused, both[index]?.name).to.equal(undefined);
      if (both[index]?.name.includes("Images")) expect(answer?.images).to.have.length.above(2);
      else expect(answer?.configured).to.be.a("boolean");
      // The form with Outputs says the same as the other.
      if (index % 2 === 1) expect(answer).to.deep.equal(lines[index - 1]?.answer);
    }
  });

  it("asks its mocks in a unit test, by the function's token, and loads nothing", async () => {
    const args = { filter: { namespaces: ["team"] } };
    const lines = await asks({
      asked: [
        { cloud: "tencentcloud", name: "getRegistryImages", args },
        { cloud: "alicloud", name: "getRegistryImagesOutput", args },
      ],
      mocked: true,
    });
    const answers = lines.flatMap(({ answer }) => answer?.images ?? []);
    expect(answers).to.deep.equal([
      { reference: "imageScan:tencentcloud:getRegistryImages", key: JSON.stringify(args) },
      { reference: "imageScan:alicloud:getRegistryImages", key: JSON.stringify(args) },
    ]);
    expect([lines[0], lines.at(-1)]).to.deep.equal([{ loaded: false }, { loaded: false }]);
  });

  it("is told in one message what is wrong, before any call", async () => {
    sandbox.requests.clear();
    const [, ...lines] = await asks({
      asked: [
        {
          cloud: "tencentcloud",
          name: "getRegistryImages",
          args: { filter: { namespace: ["a"] }, profile: "prod" },
        },
        { cloud: "huaweicloud", name: "getLocalImages", args: { filter: { clusterId: "a" } } },
      ],
    });
    expect(
      lines.slice(0, 2).map(({ run: isRun }) => isRun),
      "printed without a stack",
    ).to.deep.equal([true, true]);
    expect(lines[0]?.refused).to.match(
      /^tencentcloud\.getRegistryImages: arguments: filter\.namespace: is not known here: did you mean `namespaces`\?; .*profile: "prod" has no tencentcloud credentials/s,
    );
    expect(lines[1]?.refused).to.contain("filter: selects by what HSS's list does not tell");
    expect(sandbox.requests.entries).to.deep.equal([]);
  });

  it("fails where an Output of an answer does", async () => {
    const asked: Asked[] = [
      { cloud: "huaweicloud", name: "getLocalImagesOutput", args: { filter: { imageVersion: "1.0" } } },
    ];
    const { code, stderr } = await runs({ asked });
    expect(code).to.equal(1);
    expect(stderr).to.contain(
      "RunError: huaweicloud.getLocalImages: arguments: filter.imageVersion: goes with `imageName`",
    );
  });

  it("asks with the stack's configuration, and is told whose credentials are missing", async () => {
    const endpoints = Object.fromEntries(
      Object.entries(sandbox.env).filter(([name]) => /ENDPOINT/.test(name)),
    );
    const { TENCENTCLOUD_SECRET_ID: secretId = "", TENCENTCLOUD_SECRET_KEY: secretKey = "" } = sandbox.env;
    const asked: Asked[] = [
      { cloud: "tencentcloud", name: "getRegistryScanSchedule", args: { profile: "prod" } },
    ];
    const profiles = JSON.stringify({ prod: { tencentcloud: { secretId, secretKey } } });
    const [, answered] = await asks({ asked, config: { "imageScan:profiles": profiles } }, endpoints);
    expect(answered?.answer).to.include({ configured: true });
    const [, refused] = await asks({ asked: [{ ...asked[0], args: {} } as Asked] }, endpoints);
    expect(refused?.refused).to.match(/^tencentcloud\.getRegistryScanSchedule: .*credentials/);
  });
});

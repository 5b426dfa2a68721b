import { once } from "node:events";
import { copyFileSync, readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { join } from "node:path";
import { expect } from "chai";
import { type Assumptions, type Sandbox, startSandbox, type TencentCloudOptions } from "../../sandbox";
import { cleanEnvironment } from "../../tools/engine/environment";
import { succeed } from "../package/command";
import { programWith } from "../package/installed";
import type { Script } from "../sdk/program";
import { type Host, hosts, nodeFor, untestable } from "./hosts";
import { CallFailed, type Properties, ProviderProcess } from "./providerProcess";

const id = "default/mainland";
const __provider =
  'exports.handler = () => require("pulumi-image-scan/provider").dynamic("tencentcloud/registryScanSchedule");';
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const declared = { __provider, everyDays: 1, startTime: "03:00", images: ["team/web:2.0", "team/api:1.4"] };
const canonical = {
  __provider,
  enabled: true,
  everyDays: 1,
  startTime: "03:00",
  scanTypes: ["malware", "sensitiveInfo", "vulnerability"],
  images: { "team/api:1.4": "", "team/web:2.0": "" },
  adopt: false,
  onDelete: "restore",
  profile: "default",
  site: "mainland",
};

/** Stands in a configuration for the sandbox's address. */
const here = "sandbox";

const madeUp = (number: number) => ({
  secretId: `made-up-id-${number}`,
  secretKey: `made-up-key-${number}-is-secret`,
  token: `made-up-token-${number}`,
});
const keys = [madeUp(1), madeUp(2), madeUp(3), madeUp(4)] as const;
const accounts: NonNullable<TencentCloudOptions["accounts"]> = [
  { keys: [keys[0]] },
  { keys: [keys[1]] },
  { keys: [keys[2]] },
  { keys: [keys[3]] },
];

for (const host of hosts) {
  const why = untestable(host);
  if (why !== undefined) it.skip(`@pulumi/pulumi ${host.pulumi} is not tested: ${why}`);
  else {
    describe(`The provider process of @pulumi/pulumi ${host.pulumi}`, function () {
      this.timeout(60_000);
      testHost(host);
    });
  }
}

function testHost(host: Host): void {
  let program: string;
  let node: string;
  let engine: Server;
  let sandbox: Sandbox;
  const processes: ProviderProcess[] = [];

  before(async function () {
    this.timeout(300_000);
    [program, node] = await Promise.all([programWith(host.pulumi), nodeFor(host)]);
    engine = createServer((connection) => connection.on("error", () => {}).resume());
    await once(engine.listen(0, "127.0.0.1"), "listening");
  });

  after(() => engine?.close());

  interface Start {
    readonly config?: Record<string, string>;
    /** @default the sandbox's */
    readonly env?: Record<string, string>;
    /** How a new sandbox reads what is uncertain. */
    readonly assume?: Partial<Assumptions>;
    /** One that is there already. */
    readonly sandbox?: Sandbox;
  }

  /** A process that has been configured, and a sandbox with an account for each key. */
  async function start({ config = {}, env, assume = {}, ...given }: Start = {}): Promise<ProviderProcess> {
    sandbox = given.sandbox ?? (await startSandbox({ tencentcloud: { accounts, assume } }));
    const provider = await ProviderProcess.start({
      program,
      node,
      engine: `127.0.0.1:${(engine.address() as AddressInfo).port}`,
      env: { ...cleanEnvironment(process.env), HOME: program, USERPROFILE: program, ...(env ?? sandbox.env) },
    });
    processes.push(provider);
    const values = Object.entries(config).map(([key, value]) => [key, value === here ? sandbox.url : value]);
    await provider.configure(Object.fromEntries(values));
    return provider;
  }

  async function stop(): Promise<void> {
    await Promise.all(processes.splice(0).map((provider) => provider.stop()));
    await sandbox?.stop();
  }

  it("is of that release, and runs on a Node that it supports", async () => {
    const manifest = join(program, "node_modules", "@pulumi", "pulumi", "package.json");
    expect(JSON.parse(readFileSync(manifest, "utf8"))).to.include({ version: host.pulumi });
    const version = await succeed(node, ["--version"], { cwd: program });
    expect(Number(/^v(\d+)/.exec(version)?.[1])).to.be.at.least(host.node);
  });

  describe("without a call to a vendor, a line of output or a vendor's SDK", () => {
    let provider: ProviderProcess;

    before(async () => {
      provider = await start({ config: { "imageScan:profiles": `{ "prod": "${keys[3].secretKey}` } });
    });

    afterEach(async () => {
      expect(sandbox.requests.entries).to.have.length(0);
      expect(provider.printed).to.deep.equal({ stdout: "", stderr: "" });
      expect(vendorSdks(await provider.loaded())).to.deep.equal([]);
      toldNoSecret(provider);
    });

    after(stop);

    it("checks what our class sends, and gives back canonical inputs with every default", async () => {
      const { __provider: _, ...args } = declared;
      const sent = await sentBy(node, program, args);
      expect(sent).to.deep.equal(declared);
      expect(await provider.check(sent)).to.deep.equal({ inputs: canonical, failures: [] });
      expect(await provider.check(canonical, canonical)).to.deep.equal({ inputs: canonical, failures: [] });
    });

    it("says all that is wrong at once, and names no property but a scalar of ours for printing", async () => {
      const { failures } = await provider.check({
        __provider,
        everyDays: 0,
        starTime: "03:00",
        images: ["team/api:1.4", "team//web"],
        profile: "prod",
      });
      expect(failures.map(({ property, reason }) => [property, reason.split(/[ :]/)[0]])).to.deep.equal([
        ["", "starTime"],
        ["everyDays", "0"],
        ["", "startTime"],
        ["", "images[1]"],
        ["profile", "imageScan"],
      ]);
    });

    it("lets through what is not known yet, which replaces where a change of it would", async () => {
      const news = { ...declared, startTime: unknown, profile: unknown, images: ["team/api:1.4", unknown] };
      const { inputs, failures } = await provider.check(news);
      expect(failures).to.deep.equal([]);
      expect(inputs).to.deep.equal({
        ...canonical,
        startTime: unknown,
        profile: unknown,
        images: { "team/api:1.4": "", "images[1]": unknown },
      });
      const update = { changes: true, replaces: [], deleteBeforeReplace: true };
      expect(await provider.diff(id, canonical, { ...inputs, profile: "default" })).to.deep.equal(update);
      expect((await provider.diff(id, canonical, inputs)).replaces).to.deep.equal(["profile"]);
      const whole = await provider.check({ ...declared, images: unknown });
      expect(whole).to.deep.equal({ inputs: { ...canonical, images: unknown }, failures: [] });
    });

    it("finds no difference in another order, and the right one in anything else", async () => {
      const differs = async (change: Properties) =>
        provider.diff(id, canonical, (await provider.check({ ...declared, ...change }, canonical)).inputs);
      const none = { changes: false, replaces: [], deleteBeforeReplace: true };
      expect(await differs({ images: ["team/api:1.4", "team/web:2.0", "team/api:1.4"] })).to.deep.equal(none);
      const update = { ...none, changes: true };
      expect(await differs({ startTime: "04:00" })).to.deep.equal(update);
      expect(await differs({ site: "international" })).to.deep.equal({ ...update, replaces: ["site"] });
    });
  });

  describe("over a schedule", () => {
    afterEach(stop);

    it("creates, reads, updates and deletes it, for which it loads the SDK of its one cloud", async () => {
      const provider = await start();
      const { registrySchedule } = sandbox.tencentcloud.account();
      const before = { Enable: false, ScanTime: "01:30", ScanPeriod: 9, ScanType: ["CVE"] };
      registrySchedule.edit(before);

      const created = await provider.create(canonical);
      expect(created.id).to.equal(id);
      expect(created.state).to.deep.include(canonical);
      expect(created.state).to.include.keys("resolved", "previous", "written");
      expect(registrySchedule.value).to.include({ Enable: true, ScanTime: "03:00" });
      await hasLoadedOneCloud(provider);

      const { state } = created;
      expect(await provider.read(id, state)).to.deep.equal({ id, state, inputs: canonical });
      registrySchedule.edit({ ScanTime: "05:00" });
      const drift = { startTime: "05:00" };
      expect(await provider.read(id, state)).to.deep.equal({
        id,
        state: { ...state, ...drift },
        inputs: { ...canonical, ...drift },
      });

      const news = { ...canonical, everyDays: 3 };
      const updated = await provider.update(id, state, news);
      expect(updated).to.deep.include(news);
      expect(registrySchedule.value).to.include({ ScanTime: "03:00", ScanPeriod: 3 });

      // In another process: the one that created it would take it for the deletion of a resource renamed since.
      const later = await start({ sandbox });
      await later.delete(id, updated);
      expect(registrySchedule.value).to.deep.include(before);
      expect(await printed(provider)).to.match(
        /^found .*: kept, to be given back\noverwrites a change made elsewhere: startTime: now "05:00", wanted "03:00"\n$/,
      );
      expect(await printed(later)).to.match(/^gave back what was found on \S+\n$/);
    });

    it("has the stack's configuration in every one of the creations that arrive at once", async () => {
      const profiles = Object.fromEntries(
        keys.map((key, index) => [`team${index}`, { tencentcloud: secretsOf(key) }]),
      );
      const provider = await start({
        // Nothing here that would lead to the sandbox, or to a key of it.
        env: {},
        config: {
          "imageScan:tencentcloudEndpoint": here,
          "imageScan:profiles": JSON.stringify(profiles),
        },
      });
      const created = await Promise.all(
        Object.keys(profiles).map((profile) => provider.create({ ...canonical, profile })),
      );
      expect(created.map((one) => one.id)).to.deep.equal(
        Object.keys(profiles).map((profile) => `${profile}/mainland`),
      );
      for (const { registrySchedule } of sandbox.tencentcloud.accounts) {
        expect(registrySchedule.value).to.include({ Enable: true, ScanTime: "03:00" });
      }
      await printed(provider);
    });

    it("keeps a write of unknown outcome as a partial creation, from which an update goes on", async () => {
      const provider = await start();
      const { registrySchedule } = sandbox.tencentcloud.account();
      registrySchedule.edit({ Enable: false, ScanTime: "01:30" });
      const action = "UpdateImageRegistryTimingScanTask";
      sandbox.faults.add({ kind: "error", code: "FailedOperation", action });
      const { message, partial } = await failureOf(provider.create(canonical));
      expect(message).to.contain(`: ${action}: FailedOperation: `).and.match(subject);
      expect(partial).to.include({ id });
      expect(partial?.reasons).to.deep.equal([message]);
      const state = partial?.properties ?? {};
      expect(state).to.include({ __provider });
      expect(state).to.have.nested.property("previous.setting.ScanTime", "01:30");

      expect((await provider.diff(id, state, canonical)).changes).to.equal(true);
      const updated = await provider.update(id, state, canonical);
      expect(updated).to.deep.include({ ...canonical, previous: state.previous });
      expect(registrySchedule.value).to.include({ Enable: true, ScanTime: "03:00" });
      expect(await printed(provider)).to.match(/^found .*: kept, to be given back\n$/);
    });
  });

  describe("that cannot do what it is asked", () => {
    let provider: ProviderProcess;
    const wrong = { ...madeUp(1), secretKey: "made-up-wrong-key-is-secret" };

    before(async () => {
      const profiles = { wrong: { tencentcloud: secretsOf(wrong) } };
      provider = await start({
        config: { "imageScan:profiles": JSON.stringify(profiles) },
        assume: { neverConfigured: "notFound" },
      });
    });

    after(stop);

    it("answers an empty id for a schedule that is gone", async () => {
      const previous = { version: 1, at: "2026-11-22T00:00:00.000Z", asWanted: false, setting: null };
      const state = { ...canonical, resolved: {}, previous, written: [] };
      expect((await provider.read(id, state)).id).to.equal("");
    });

    it("refuses to import what has no state, and says what to do instead", async () => {
      const { message } = await failureOf(provider.read(id, { ...canonical }));
      expect(message).to.contain("cannot be imported").and.contain("`adopt: true`");
    });

    it("keeps nothing of a creation that came to nothing", async () => {
      const { message, partial } = await failureOf(
        provider.create({ ...canonical, images: { "team/ap:1.4": "" } }),
      );
      expect(message).to.contain("team/ap:1.4").and.contain("team/api:1.4").and.match(subject);
      expect(partial).to.equal(undefined);
      expect(sandbox.tencentcloud.account().registrySchedule.value).to.equal(undefined);
    });

    it("begins every failure with the resource, and names the source of a key that was wrong", async () => {
      const inputs = { ...canonical, profile: "wrong" };
      const state = { ...inputs, resolved: {}, previous: { version: 1, setting: null }, written: [] };
      const calls = [
        () => provider.create(inputs),
        () => provider.read("wrong/mainland", state),
        () => provider.update("wrong/mainland", state, { ...inputs, everyDays: 2 }),
        () => provider.delete("wrong/mainland", state),
      ];
      for (const call of calls) {
        const { message, partial } = await failureOf(call());
        expect(message).to.contain(": AuthFailure.SignatureFailure: ").and.match(subject);
        expect(message).to.contain('profile "wrong" in imageScan:profiles');
        expect(partial).to.equal(undefined);
      }
    });

    it("says when the state is of a release that has more resources", async () => {
      const text = __provider.replace("registryScanSchedule", "something");
      const { message } = await failureOf(provider.check({ ...declared, __provider: text }));
      expect(message).to.match(/^pulumi-image-scan has no resource "tencentcloud\/something": /);
    });

    it("prints a line for each failure that Pulumi leaves to the process, without a stack or a key", async () => {
      await provider.stop();
      expect(provider.printed.stdout).to.equal("");
      toldNoSecret(provider, wrong.secretKey);
      // Reading (twice), deleting and checking: the engine prints what creating and updating fail with.
      const lines = provider.printed.stderr.trimEnd().split("\n");
      expect(lines.map((line) => line.split(" ")[0])).to.deep.equal(Array(4).fill("pulumi-image-scan:"));
    });
  });
}

const subject = /^tencentcloud\.RegistryScanSchedule( \w+\/mainland)?: /;

/** Ends the process and gives what it printed, which is lines that begin with the resource, without that. */
async function printed(provider: ProviderProcess): Promise<string> {
  await provider.stop();
  expect(provider.printed.stderr).to.equal("");
  expect(provider.printed.stdout).to.match(/^(tencentcloud\.RegistryScanSchedule \w+\/\w+: .*\n)*$/);
  toldNoSecret(provider);
  return provider.printed.stdout.replaceAll(/^\S+ \S+: /gm, "");
}

/** Neither what was printed nor what was answered holds a part of a key, or of a signature made with one. */
function toldNoSecret({ printed, answered }: ProviderProcess, ...more: string[]): void {
  const told = [printed.stdout, printed.stderr, ...answered].join("\n");
  for (const secret of [...keys.flatMap((key) => Object.values(key)), ...more, "TC3-HMAC", "Signature="]) {
    expect(told).to.not.contain(secret);
  }
}

function secretsOf({ secretId, secretKey, token }: (typeof keys)[number]): Record<string, string> {
  return { secretId, secretKey, securityToken: token };
}

async function failureOf(call: Promise<unknown>): Promise<CallFailed> {
  try {
    await call;
  } catch (error) {
    if (error instanceof CallFailed) return error;
    throw error;
  }
  throw new Error("the call succeeded");
}

/** The handlers of one cloud and its SDK: nothing of another one, and nothing that belongs to a program. */
async function hasLoadedOneCloud(provider: ProviderProcess): Promise<void> {
  const files = await provider.loaded();
  expect(vendorSdks(files)).to.deep.equal(["tencentcloud-sdk-nodejs-common"]);
  const ours = files.map((file) => /\/node_modules\/pulumi-image-scan\/dist\/(.*\/)/.exec(file)?.[1]);
  expect([...new Set(ours.filter((folder) => folder !== undefined))]).to.have.members([
    "provider/",
    "provider/core/",
    "provider/host/",
    "provider/clouds/tencentcloud/",
  ]);
}

/** The vendors' packages among the files of loaded modules. */
function vendorSdks(files: readonly string[]): string[] {
  const names = files.map(
    (file) => /\/node_modules\/(tencentcloud[^/]*|@alicloud\/[^/]+|@huaweicloud\/[^/]+)\//.exec(file)?.[1],
  );
  return [...new Set(names.filter((name) => name !== undefined))];
}

/** What the engine is sent for a schedule that a program in `directory` declares. */
async function sentBy(node: string, directory: string, args: object): Promise<Properties> {
  const file = join(directory, "program.js");
  copyFileSync(require.resolve("../sdk/program"), file);
  const script: Script = { schedules: [{ name: "nightly", args }] };
  const stdout = await succeed(node, [file, JSON.stringify(script)], { cwd: directory });
  return (JSON.parse(stdout) as { inputs: Properties }).inputs;
}

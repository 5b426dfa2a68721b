import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { kinds, resource } from "../../provider";
import type { Diagnosis } from "../../provider/core/diagnosis";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../sandbox/index";
import { look } from "../../tools/ground/secrets";
import { type Ran, ScanProcess } from "./scanProcess";

/** What the tests need of one cloud. */
interface Row {
  readonly cloud: "tencentcloud" | "alicloud" | "huaweicloud";
  /** The variables of its keys: the id, and the secret. */
  readonly keys: readonly [string, string];
  readonly endpoint: string;
  readonly account: string;
  /** A call that all credentials may not make, the vendor's code, and what else then cannot be known. */
  readonly forbidden: {
    readonly permission: string;
    readonly code: string;
    readonly schedules: readonly string[];
  };
  readonly throttled: string;
  /** The code for a clock that is off, where the vendor has one. */
  readonly clock?: string;
  /** An account that has nothing left, and what is said of it: a failure, or not. */
  readonly spent: { readonly options: SandboxOptions; readonly text: RegExp; readonly isWrong: boolean };
  /** Switches the schedule of registry images on. */
  readonly schedule: (sandbox: Sandbox) => void;
  readonly scheduled: string;
}

const rows: readonly Row[] = [
  {
    cloud: "tencentcloud",
    keys: ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY"],
    endpoint: "IMAGE_SCAN_TENCENTCLOUD_ENDPOINT",
    account: "account 100000000001, qcs::cam::uin/100000000001:root",
    forbidden: {
      permission: "tcss:DescribeAssetImageRegistryList",
      code: "UnauthorizedOperation.CAMUnauthorized",
      schedules: ["tencentcloud.RegistryScanSchedule"],
    },
    throttled: "tcss:DescribeAssetImageList",
    clock: "AuthFailure.SignatureExpire",
    spent: {
      options: { tencentcloud: { accounts: [{ images: "none", licences: 0 }] } },
      text: /^0 of 0 licences are left$/,
      isWrong: true,
    },
    schedule: ({ tencentcloud }) => {
      const { registrySchedule, registryImages } = tencentcloud.account();
      const Id = registryImages
        .list()
        .slice(0, 2)
        .map((image) => image.Id);
      registrySchedule.edit({ Enable: true, ScanPeriod: 3, ScanTime: "02:00:00", ScanScope: 1, Id });
    },
    scheduled: "on, every 3 days at 02:00, 2 images",
  },
  {
    cloud: "alicloud",
    keys: ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    endpoint: "IMAGE_SCAN_ALICLOUD_ENDPOINT",
    account: "account 1000000000000001, acs:ram::1000000000000001:root",
    forbidden: {
      permission: "yundun-sas:DescribeCycleTaskList",
      code: "NoPermission",
      schedules: ["alicloud.RegistryScanSchedule"],
    },
    throttled: "yundun-sas:ListUnfinishedOnceTask",
    clock: "InvalidTimeStamp.Expired",
    spent: {
      options: { alicloud: { accounts: [{ images: "none", quota: 0 }] } },
      text: /^0 of 0 scans are left/,
      isWrong: true,
    },
    schedule: ({ alicloud }) => {
      alicloud.account().cycleTasks.add({
        Enable: 1,
        IntervalPeriod: 1,
        PeriodUnit: "day",
        TargetStartTime: 2,
        TargetEndTime: 6,
      });
    },
    scheduled: "on, every day at 02:00 to 06:00",
  },
  {
    cloud: "huaweicloud",
    keys: ["HW_ACCESS_KEY", "HW_SECRET_KEY"],
    endpoint: "IMAGE_SCAN_HUAWEICLOUD_ENDPOINT",
    account: "account sandbox-domain-1, iam::sandbox-domain-1:root",
    forbidden: {
      permission: "hss:ListRegistry",
      code: "HSS.0013",
      schedules: ["huaweicloud.RegistryScanSchedule"],
    },
    throttled: "hss:ListImageLocal",
    spent: {
      options: { huaweicloud: { accounts: [{ images: "none" }] } },
      text: /^HSS counts 0 free scans .* it charges for each/,
      isWrong: false,
    },
    schedule: ({ huaweicloud }) => {
      const { scannerPolicy, registries } = huaweicloud.account();
      const registry_info = registries
        .list()
        .map(({ id, registry_name, registry_type }) => ({ registry_id: id, registry_name, registry_type }));
      scannerPolicy.edit({ enabled: true, scan_cycle: 7, registry_info });
    },
    scheduled: "on, every 7 days, all registries",
  },
];

interface Document {
  readonly healthy: boolean;
  readonly machine: readonly Diagnosis[];
  readonly accounts: readonly {
    readonly cloud: string;
    readonly profile: string;
    readonly healthy: boolean;
    readonly diagnoses: readonly Diagnosis[];
  }[];
}

const reads = /^(Describe|Get|List|PublicPreCheck|Show)/;
const always = Number.POSITIVE_INFINITY;

describe("pulumi-image-scan doctor", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let directory: string;

  const start = async (options: SandboxOptions = {}): Promise<void> => {
    sandbox = await startSandbox(options);
  };
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "pulumi-image-scan-"));
    await start();
  });
  // Whatever a test is about: nothing was changed at a vendor.
  afterEach(async () => {
    const asked = sandbox.requests.entries.map(({ action }) => action);
    await sandbox.stop();
    rmSync(directory, { recursive: true });
    expect(asked.filter((action) => !reads.test(action))).to.deep.equal([]);
  });

  const run = async (
    args: readonly string[],
    { env = {}, cwd = directory }: { env?: Readonly<Record<string, string | undefined>>; cwd?: string } = {},
  ): Promise<Ran> => {
    const ran = await new ScanProcess(sandbox, args, { env, cwd, verb: "doctor" }).end();
    for (const name of ["stdout", "stderr"] as const) look(`${name} of doctor`, ran[name]);
    return ran;
  };
  const json = async (...args: Parameters<typeof run>): Promise<Ran & { document: Document }> => {
    const ran = await run([...args[0], "--json"], args[1]);
    return { ...ran, document: JSON.parse(ran.stdout) as Document };
  };
  const accountIn = ({ accounts }: Document, cloud: string, profile = "default") =>
    accounts.find((one) => one.cloud === cloud && one.profile === profile) ??
    expect.fail(`nothing is said of ${cloud}, ${profile}`);
  const rowIn = ({ diagnoses }: { diagnoses: readonly Diagnosis[] }, name: string) =>
    diagnoses.find((one) => one.name === name) ?? expect.fail(`there is no row ${name}`);
  const file = (name: string, content: string): string => {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  /** A Pulumi project here, and a `pulumi` that answers for it. */
  const project = (config: Readonly<Record<string, unknown>>, version = "v3.216.0"): string => {
    file("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
    const told = file("config.json", JSON.stringify(config));
    const pulumi = file(
      "bin/pulumi",
      `#!/bin/sh
case "$*" in
  version) echo ${version} ;;
  *"--stack nowhere"*) echo "error: no stack named 'nowhere' found" >&2; exit 255 ;;
  "config --json --show-secrets --non-interactive"*) cat ${told} ;;
  *) exit 1 ;;
esac
`,
    );
    chmodSync(pulumi, 0o755);
    return `${dirname(pulumi)}:${process.env.PATH}`;
  };
  const permissionsOf = (cloud: string): string[] => [
    ...new Set(
      kinds
        .filter((kind) => kind.startsWith(cloud))
        .flatMap((kind) => resource(kind).description.permissions),
    ),
  ];

  for (const { cloud, account, keys, endpoint, forbidden, ...row } of rows) {
    describe(cloud, () => {
      const operation = forbidden.permission.replace(/^.*:/, "");

      it("finds nothing wrong with a good account, has asked for every read", async () => {
        const { exitCode, document } = await json([]);
        expect(exitCode).to.equal(0);
        expect(document.healthy).to.equal(true);
        const found = accountIn(document, cloud);
        expect(rowIn(found, "identity")).to.include({ status: "ok", text: account });
        expect(rowIn(found, "credentials").text).to.equal(`${keys.join(" and ")} of the environment`);
        const permissions = found.diagnoses.filter(({ about }) => about === "permission");
        expect(permissions.map(({ name }) => name)).to.have.members(permissionsOf(cloud));
        for (const { name, status, neededBy } of permissions) {
          expect(neededBy, name).to.not.deep.equal([]);
          const operation = name.replace(/^.*:/, "");
          // Of a scan nobody can ask before there was one.
          const isAsked = reads.test(operation) && operation !== "GetOnceTaskResultInfo";
          expect(status, name).to.equal(isAsked ? "ok" : "untried");
          const asked = sandbox.requests.entries.filter(({ action }) => action === operation);
          expect(asked.length > 0, name).to.equal(isAsked);
        }
      });

      it("names the permission that is missing, who needs it and what to do, and goes on", async () => {
        sandbox.faults.add({ kind: "error", code: forbidden.code, action: operation, times: always });
        const { exitCode, document } = await json(["--cloud", cloud]);
        expect(exitCode).to.equal(1);
        const found = accountIn(document, cloud);
        const wrong = found.diagnoses.filter(({ status }) => status === "failed");
        expect(wrong.map(({ name, kind }) => [name, kind])).to.deep.equal([
          [forbidden.permission, "Forbidden"],
        ]);
        expect(wrong[0]?.text).to.match(new RegExp(`^${forbidden.code}: `));
        expect(wrong[0]?.remedy).to.match(/^Allow /);
        expect(wrong[0]?.neededBy).to.include.members([...forbidden.schedules]);
        for (const name of forbidden.schedules)
          expect(rowIn(found, name)).to.include({ status: "untried", text: `needs ${forbidden.permission}` });
      });

      it("says of a wrong secret that it is refused, and asks for nothing more", async () => {
        const { exitCode, document } = await json(["--cloud", cloud], { env: { [keys[1]]: "wrong" } });
        expect(exitCode).to.equal(1);
        const { diagnoses } = accountIn(document, cloud);
        const wrong = diagnoses.filter(({ status }) => status === "failed");
        expect(wrong.map(({ kind }) => kind)).to.deep.equal(["Unauthenticated"]);
        expect(wrong[0]?.remedy).to.match(
          new RegExp(`^Check the credentials \\(from ${keys[0]} and ${keys[1]}`),
        );
        const others = diagnoses.filter(({ because }) => because === wrong[0]?.name);
        expect(others.length).to.be.at.least(6);
        expect(sandbox.requests.entries).to.have.length(2);
      });

      it("says of a half of the keys that the other is missing", async () => {
        const { exitCode, document } = await json([], { env: { [keys[1]]: undefined } });
        expect(exitCode).to.equal(1);
        expect(accountIn(document, cloud).diagnoses.map(({ kind, text }) => [kind, text])).to.deep.equal([
          [
            "Unauthenticated",
            `only one of the ${cloud === "tencentcloud" ? "secret id and the secret" : "access key and the secret"} key is set (${keys.join(" and ")} of the environment)`,
          ],
        ]);
      });

      it("says that a vendor that nobody answers for is unreachable", async () => {
        const { exitCode, stdout } = await run(["--cloud", cloud], {
          env: { [endpoint]: "http://127.0.0.1:9" },
        });
        expect(exitCode).to.equal(1);
        expect(stdout).to.match(/unreachable .*ECONNREFUSED/);
        expect(stdout).to.match(/\d more permissions +not tried +not asked, as \S+ failed/);
        expect(stdout).to.match(/1 thing is wrong\n$/);
      });

      it("says that an endpoint which may not be used is none, and sends nothing there", async () => {
        const { exitCode, document } = await json(["--cloud", cloud], {
          env: { [endpoint]: "http://a.invalid" },
        });
        expect(exitCode).to.equal(1);
        expect(rowIn(accountIn(document, cloud), "endpoint")).to.include({
          status: "failed",
          text: "is plain http to another machine",
        });
      });

      it("says what is left, and when that is nothing", async () => {
        await sandbox.stop();
        await start(row.spent.options);
        if (cloud === "huaweicloud") sandbox.huaweicloud.account().quota.edit({ free_quota_num: 0 });
        const { exitCode, document } = await json(["--cloud", cloud]);
        const licences = rowIn(accountIn(document, cloud), "licences");
        expect(licences.text).to.match(row.spent.text);
        expect(licences.status).to.equal(row.spent.isWrong ? "failed" : "ok");
        expect(exitCode).to.equal(row.spent.isWrong ? 1 : 0);
        if (row.spent.isWrong) expect(licences.remedy).to.match(/^Buy /);
      });

      it("says in one line which schedule is on", async () => {
        row.schedule(sandbox);
        const { exitCode, document } = await json(["--cloud", cloud]);
        expect(exitCode).to.equal(0);
        expect(rowIn(accountIn(document, cloud), `${cloud}.RegistryScanSchedule`)).to.include({
          status: "ok",
          text: row.scheduled,
        });
      });

      it("tells being throttled from being forbidden", async () => {
        const action = row.throttled.replace(/^.*:/, "");
        sandbox.faults.add({ kind: "throttled", action, times: always });
        const { stdout } = await run(["--cloud", cloud]);
        expect(stdout).to.match(new RegExp(`${row.throttled} +throttled `));
      });

      it("answers all the same when nobody tells whose the credentials are", async () => {
        sandbox.faults.add({ kind: "http500", cloud, action: "GetCallerIdentity", times: always });
        const { exitCode, document } = await json(["--cloud", cloud]);
        expect(exitCode).to.equal(0);
        expect(rowIn(accountIn(document, cloud), "identity")).to.include({
          status: "untried",
          kind: "Unavailable",
        });
      });

      if (row.clock !== undefined)
        it("says that it is the clock, where the vendor says so", async () => {
          sandbox.faults.add({ kind: "error", code: row.clock ?? "", cloud, times: always });
          const { document } = await json(["--cloud", cloud]);
          const wrong = accountIn(document, cloud).diagnoses.filter(({ status }) => status === "failed");
          expect(wrong.map(({ remedy }) => remedy)).to.have.length(1);
          expect(wrong[0]?.remedy).to.match(/^Set this machine's clock/);
        });
    });
  }

  it("compares this machine's clock with the vendor's, where its answers tell", async () => {
    await sandbox.stop();
    await start({ clock: () => Date.now() + 10 * 60_000 });
    const { exitCode, document } = await json(["--cloud", "huaweicloud"]);
    expect(exitCode).to.equal(1);
    const clock = rowIn(accountIn(document, "huaweicloud"), "clock");
    expect(clock).to.include({ status: "failed", text: "10 min behind the vendor's" });
  });

  it("examines only clouds with credentials, and a cloud asked for by name in any case", async () => {
    const env = Object.fromEntries(rows.slice(1).flatMap(({ keys }) => keys.map((key) => [key, undefined])));
    const alone = await json([], { env });
    expect(alone.document.accounts.map(({ cloud }) => cloud)).to.deep.equal(["tencentcloud"]);
    const asked = await json(["--cloud", "tencentcloud", "alicloud"], { env });
    expect(asked.exitCode).to.equal(1);
    expect(accountIn(asked.document, "alicloud").diagnoses).to.have.length(1);
  });

  it("without any credentials asks nobody, says which there could be, and ends with 2", async () => {
    const env = Object.fromEntries(rows.flatMap(({ keys }) => keys.map((key) => [key, undefined])));
    const { exitCode, stdout, stderr } = await run([], { env });
    expect(exitCode).to.equal(2);
    expect(stdout).to.equal("");
    for (const { cloud, keys } of rows)
      expect(stderr).to.contain(`${cloud}: Set ${keys.join(" and ")} in the `);
    expect(sandbox.requests.entries).to.deep.equal([]);
  });

  it("refuses what it does not understand with 2", async () => {
    for (const [args, why] of [
      [["--cloud", "nowhere"], /is invalid/],
      [["--cloud", "huaweicloud", "--site", "mainland"], /--site: huaweicloud has none/],
      [["--stack", "dev"], /--stack: there is no Pulumi\.yaml here or above/],
      [["--profile", "prod"], /--profile: .* has no "prod"/],
      [["--profile", "prod", "--all-profiles"], /cannot be used with/],
    ] as const) {
      const { exitCode, stderr } = await run(args);
      expect(stderr, args.join(" ")).to.match(why);
      expect(exitCode, args.join(" ")).to.equal(2);
    }
  });

  it("prints a table without a colour to a pipe: a title, a row each, and what it comes to", async () => {
    const { stdout, stderr } = await run(["--cloud", "huaweicloud"], { env: { FORCE_COLOR: "1" } });
    expect(stderr).to.equal("");
    expect(stdout).not.to.contain("\u001b");
    expect(stdout).to.match(/^this machine\n {2}Node\.js +ok +\d+\.\d+\.\d+\n/);
    expect(stdout).to.match(/\n\nhuaweicloud, profile default\n {2}credentials +ok +HW_ACCESS_KEY and /);
    expect(stdout).to.match(/\n\nnothing is wrong\n$/);
  });

  describe("in a Pulumi project", () => {
    const key = { secretId: "sandbox-secret-id-1", secretKey: "sandbox-secret-key-1" };
    const profiles = (all: object) => ({
      "imageScan:profiles": { value: JSON.stringify(all), secret: true },
    });
    const two = profiles({
      prod: { tencentcloud: key },
      old: { tencentcloud: { ...key, secretKey: "old-is-secret" } },
    });
    const manifest = JSON.stringify({ dependencies: { "pulumi-image-scan": "*", "@pulumi/pulumi": "*" } });
    const packages = (pulumiVersion: string): void => {
      file("package.json", manifest);
      file("node_modules/pulumi-image-scan/package.json", JSON.stringify({ version: "0.1.0" }));
      file("node_modules/@pulumi/pulumi/package.json", JSON.stringify({ version: pulumiVersion }));
    };

    it("examines every profile, and tells the one that is bad from the others", async () => {
      packages("3.248.0");
      const { exitCode, document } = await json(["--all-profiles"], { env: { PATH: project(two) } });
      expect(exitCode).to.equal(1);
      expect(document.machine.map(({ name, status }) => [name, status])).to.deep.equal([
        ["Node.js", "ok"],
        ["pulumi", "ok"],
        ["@pulumi/pulumi", "ok"],
        ["pulumi-image-scan", "ok"],
        ["configuration", "ok"],
      ]);
      const told = document.accounts.map(({ cloud, profile, healthy }) => [cloud, profile, healthy]);
      expect(told).to.have.deep.members([
        ["tencentcloud", "prod", true],
        ["tencentcloud", "old", false],
        ["tencentcloud", "default", true],
        ["alicloud", "default", true],
        ["huaweicloud", "default", true],
      ]);
      const { text } = rowIn(accountIn(document, "tencentcloud", "prod"), "credentials");
      expect(text).to.equal('tencentcloud of profile "prod" in imageScan:profiles');
    });

    it("examines one profile where it is there, and names those that are where it is not", async () => {
      const env = { PATH: project(two) };
      const { document } = await json(["--profile", "prod"], { env });
      expect(document.accounts.map(({ cloud, profile }) => [cloud, profile])).to.deep.equal([
        ["tencentcloud", "prod"],
      ]);
      const { exitCode, stderr } = await run(["--profile", "prid"], { env });
      expect(stderr).to.match(/has no "prid"; there: prod, old\n/);
      expect(exitCode).to.equal(2);
      const asked = await json(["--profile", "prid", "--cloud", "tencentcloud"], { env });
      expect(accountIn(asked.document, "tencentcloud", "prid").diagnoses[0]?.text).to.match(
        /did you mean "prod"\?/,
      );
    });

    it("warns of keys that stand unencrypted, and of a stack that is not there", async () => {
      const plain = {
        "tencentcloud:secretId": { value: key.secretId },
        "tencentcloud:secretKey": { value: key.secretKey },
      };
      const env = { PATH: project(plain) };
      const { exitCode, document } = await json(["--cloud", "tencentcloud"], { env });
      expect(exitCode).to.equal(1);
      expect(rowIn({ diagnoses: document.machine }, "configuration")).to.include({
        status: "failed",
        text: "credentials stand unencrypted under tencentcloud:secretKey",
      });
      expect(rowIn(accountIn(document, "tencentcloud"), "credentials").text).to.match(
        /^tencentcloud:secretId and /,
      );
      const gone = await run(["--stack", "nowhere"], { env });
      expect(gone.stderr).to.match(/--stack: no stack named 'nowhere' found/);
      expect(gone.exitCode).to.equal(2);
    });

    it("says which of Pulumi's parts is too old or missing, and that the package is no dependency", async () => {
      packages("3.215.0");
      const { document } = await json([], { env: { PATH: project({}, "v3.215.9") } });
      const diagnoses = document.machine;
      expect(rowIn({ diagnoses }, "pulumi").text).to.equal("3.215.9 does not do: needs >=3.216.0");
      expect(rowIn({ diagnoses }, "@pulumi/pulumi").text).to.equal("3.215.0 does not do: needs ^3.216.0");
      file("package.json", "{}");
      rmSync(join(directory, "bin/pulumi"));
      const { document: without } = await json([], { env: { PATH: join(directory, "bin") } });
      expect(rowIn({ diagnoses: without.machine }, "pulumi").text).to.equal("no `pulumi` is on PATH");
      expect(rowIn({ diagnoses: without.machine }, "pulumi-image-scan").text).to.equal(
        "is no dependency of the project",
      );
      expect(rowIn({ diagnoses: without.machine }, "configuration")).to.include({ status: "untried" });
    });
  });

  it("shows no secret, from whatever source it is, and names the source", async () => {
    const none = Object.fromEntries(rows.flatMap(({ keys }) => keys.map((key) => [key, undefined])));
    const HOME = join(directory, "home");
    file(
      "home/.tencentcloud/credentials",
      "[default]\nsecret_id = sandbox-secret-id-1\nsecret_key = file-is-secret\n",
    );
    const profile = {
      name: "p",
      mode: "AK",
      access_key_id: "sandbox-access-key-1",
      access_key_secret: "cli-is-secret",
    };
    file("home/.aliyun/config.json", JSON.stringify({ current: "p", profiles: [profile] }));
    const sources: readonly (readonly [Readonly<Record<string, string>>, cloud: string, source: RegExp])[] = [
      [
        {
          TENCENTCLOUD_SECRET_ID: "x",
          TENCENTCLOUD_SECRET_KEY: "env-is-secret",
          TENCENTCLOUD_TOKEN: "token-is-secret",
        },
        "tencentcloud",
        /TENCENTCLOUD_SECRET_ID/,
      ],
      [{ HOME }, "tencentcloud", /^~\/\.tencentcloud\/credentials$/],
      [{ HOME }, "alicloud", /^~\/\.aliyun\/config\.json$/],
      [
        {
          ALICLOUD_ACCESS_KEY: "x",
          ALICLOUD_SECRET_KEY: "env-is-secret",
          ALICLOUD_SECURITY_TOKEN: "token-is-secret",
        },
        "alicloud",
        /^ALICLOUD_ACCESS_KEY and/,
      ],
      [
        {
          HUAWEICLOUD_SDK_AK: "x",
          HUAWEICLOUD_SDK_SK: "env-is-secret",
          HUAWEICLOUD_SDK_SECURITY_TOKEN: "token-is-secret",
        },
        "huaweicloud",
        /^HUAWEICLOUD_SDK_AK and/,
      ],
    ];
    for (const [env, cloud, source] of sources) {
      const { document } = await json(["--cloud", cloud], { env: { ...none, ...env } });
      expect(rowIn(accountIn(document, cloud), "credentials").text).to.match(source);
    }
    const config = {
      "alicloud:accessKey": { value: "x", secret: true },
      "alicloud:secretKey": { value: "config-is-secret", secret: true },
      "huaweicloud:accessKey": { value: "x", secret: true },
      "huaweicloud:secretKey": { value: "config-is-secret", secret: true },
    };
    const { document } = await json([], { env: { ...none, PATH: project(config) } });
    expect(document.accounts.map(({ cloud }) => cloud)).to.deep.equal(["alicloud", "huaweicloud"]);
  });
});

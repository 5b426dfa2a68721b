import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { type Sandbox, startSandbox } from "../../sandbox/index";
import { Run, refusalOf } from "../../tools/ground/run";
import { expectSarif, type SarifLog } from "./expectSarif";
import { projectWith } from "./project";
import { type Ran, ScanProcess } from "./scanProcess";

const [web, api, worker] = ["team/web:2.0", "team/api:1.4", "team/worker:2026.03"] as const;
const cve = "CVE-2026-1111";
const pkg = "openssl";

/** What the tests need of one cloud. */
interface Row {
  readonly cloud: "tencentcloud" | "alicloud" | "huaweicloud";
  readonly account: (sandbox: Sandbox) => {
    readonly scans: readonly { readonly state: string }[];
    holdScans(): void;
  };
  /** Says what scans find of an image from now on: nothing; or one vulnerability by name, of level high, and two low ones. */
  readonly clean: (sandbox: Sandbox, image: string) => void;
  readonly infect: (sandbox: Sandbox, image: string) => void;
  readonly failScans: (sandbox: Sandbox, image: string) => void;
  /** A level that it does not count; none of those that count all. */
  readonly uncounted?: string;
}

const rows: readonly Row[] = [
  {
    cloud: "huaweicloud",
    account: (sandbox) => sandbox.huaweicloud.account(),
    clean: (sandbox, image) => void sandbox.huaweicloud.account().registryImages.findings(image, {}),
    infect: (sandbox, image) =>
      void sandbox.huaweicloud.account().registryImages.findings(image, {
        vulnerabilities: [
          { vul_id: cve, repair_necessity: "immediate_repair", app_name: pkg, version: "3.0.1" },
        ],
        low: 2,
      }),
    failScans: (sandbox, image) => sandbox.huaweicloud.account().registryImages.failScans(image),
    uncounted: "critical",
  },
  {
    cloud: "tencentcloud",
    account: (sandbox) => sandbox.tencentcloud.account(),
    clean: (sandbox, image) => void sandbox.tencentcloud.account().registryImages.findings(image, {}),
    infect: (sandbox, image) =>
      void sandbox.tencentcloud.account().registryImages.findings(image, {
        vulnerabilities: [
          { CVEID: cve, Level: "3", Component: pkg, Version: "3.0.1", FixedVersions: "3.0.2" },
        ],
        low: 2,
      }),
    failScans: (sandbox, image) => sandbox.tencentcloud.account().registryImages.failScans(image),
  },
  {
    cloud: "alicloud",
    account: (sandbox) => sandbox.alicloud.account(),
    clean: (sandbox, image) => void sandbox.alicloud.account().registryImages.findings(image, {}),
    infect: (sandbox, image) =>
      void sandbox.alicloud.account().registryImages.findings(image, {
        vulnerabilities: [
          {
            Name: cve,
            Necessity: "asap",
            ExtendContentJson: { RpmEntityList: [{ Name: pkg, Version: "3.0.1" }] },
          },
        ],
        low: 2,
      }),
    failScans: (sandbox, image) => sandbox.alicloud.account().registryImages.failScans(image),
    uncounted: "sensitive-info",
  },
];

describe("pulumi-image-scan scan", function () {
  this.timeout(60_000);
  let sandbox: Sandbox;
  let directory: string;
  const started: ScanProcess[] = [];
  /** By how much the vendors' clock is ahead: TCSS tells two scans apart by whole seconds. */
  let aheadMs = 0;

  beforeEach(async () => {
    const requestsPerSecond = Number.POSITIVE_INFINITY;
    const quick = { requestsPerSecond, secondsPerImage: 0 };
    sandbox = await startSandbox({
      clock: () => Date.now() + aheadMs,
      tencentcloud: quick,
      alicloud: quick,
      huaweicloud: quick,
    });
    directory = mkdtempSync(join(tmpdir(), "pulumi-image-scan-"));
  });
  afterEach(async () => {
    for (const { child } of started.splice(0)) child.kill("SIGKILL");
    await sandbox.stop();
    rmSync(directory, { recursive: true });
  });

  const launch = (args: readonly string[], options: ConstructorParameters<typeof ScanProcess>[2] = {}) => {
    aheadMs += 2_000;
    const scan = new ScanProcess(sandbox, args, options);
    started.push(scan);
    return scan;
  };
  const run = (args: readonly string[], options?: ConstructorParameters<typeof ScanProcess>[2]) =>
    launch(args, options).end();
  const file = (name: string, content: string): string => {
    const path = join(directory, name);
    writeFileSync(path, content);
    return path;
  };
  /** The lines of a table, its columns told apart by bars. */
  const linesOf = ({ stdout }: Pick<Ran, "stdout">): string[] =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.trim().replace(/ {2,}/g, " | "));

  for (const { cloud, account, clean, infect, failScans, uncounted } of rows) {
    const scan = (...args: string[]) => run([...args, "--cloud", cloud]);

    describe(`of ${cloud}`, () => {
      beforeEach(() => {
        clean(sandbox, web);
        infect(sandbox, api);
      });

      it("passes images that are within the limits: exit code 0", async () => {
        const ran = await scan(web, api, "--max-high", "1", "--max-low", "2");
        expect(ran.exitCode, ran.stderr).to.equal(0);
        expect(ran.stdout).to.equal("passed: 2 images, high 1, low 2\n");
      });

      it("refuses images with more, and names what they have: exit code 1", async () => {
        const ran = await scan(web, api, "--max-high", "0");
        expect(ran.exitCode, ran.stderr).to.equal(1);
        expect(linesOf(ran)).to.deep.equal([
          "1 of 2 images do not pass:",
          "image | findings | why",
          `${api} | high 1, low 2 | high 1 > 0: ${cve}`,
          "refused: 2 images, high 1, low 2",
        ]);
      });

      it("says nothing of a set with an image that has no result: exit code 2", async () => {
        failScans(sandbox, web);
        const ran = await scan(web, api, "--max-high", "0");
        expect(ran.exitCode, ran.stderr).to.equal(2);
        expect(ran.stdout).to.match(/team\/web:2\.0 +no result +its scan failed/);
        expect(ran.stdout).to.contain(`${api}`);
        expect(linesOf(ran).at(-1)).to.match(/^not scanned: 1 of 2 images/);
      });

      it("lets all of that through where it is advisory, with the same table", async () => {
        failScans(sandbox, web);
        const ran = await scan(web, api, "--max-high", "0", "--advisory");
        expect(ran.exitCode, ran.stderr).to.equal(0);
        expect(linesOf(ran).slice(0, 2)).to.deep.equal([
          "2 of 2 images do not pass:",
          "image | findings | why",
        ]);
      });

      it("judges as a ScanGate does, in one JSON document", async () => {
        const process = new Run(`${cloud}/registryScanTask`, sandbox);
        const { id, state } = await process.create({ images: [web, api] });
        const task = { kind: `${cloud}/registryScanTask`, id, ...state };
        const exceptions = [
          { vulnerability: cve, images: [api], until: "2999-12-31", reason: "not reachable" },
        ];
        const json = file("exceptions.json", JSON.stringify(exceptions));

        const refusal = await refusalOf(
          new Run("scanGate", sandbox).create({ task, maxFindings: { high: 0 } }),
        );
        const refused = await scan(web, api, "--max-high", "0", "--json");
        expect(refused.exitCode).to.equal(1);
        const document = JSON.parse(refused.stdout) as Record<string, unknown>;
        const [first, second] = document.images as Record<string, unknown>[];
        expect(document).to.deep.include({
          verdict: "refused",
          status: "succeeded",
          totalImages: 2,
          scannedImages: 2,
          refusedImages: 1,
          pinned: {},
          exceptionsUnused: [],
        });
        expect(first).to.deep.include({ image: web, passed: true, vulnerabilities: [] });
        expect(second).to.deep.include({ image: api, passed: false, refusal: "high 1 > 0" });
        const listed = second?.vulnerabilities as Record<string, unknown>[];
        expect(listed, "of levels that are not limited, too").to.have.length(3);
        expect(listed.find((one) => one.id === cve)).to.include({ severity: "high", package: pkg });
        // The gate counts no more than what is limited, so that it tells of less.
        const whys = (text: string) =>
          [...text.matchAll(/^ {4}(\S+) .* {2}(\S.*?)\.?$/gm)].map(([, ...cells]) => cells);
        expect(whys(refused.stderr)).to.deep.equal(whys(refusal.message));
        expect(whys(refused.stderr)).to.deep.include([api, `high 1 > 0: ${cve}`]);

        const gate = await new Run("scanGate", sandbox).create({
          task,
          maxFindings: { high: 0 },
          exceptions,
        });
        const passed = await scan(web, api, "--max-high", "0", "--json", "--exceptions", json);
        expect(passed.exitCode, passed.stderr).to.equal(0);
        const { verdict, status, totalImages, pinned, runs } = JSON.parse(passed.stdout);
        expect(pinned).to.have.keys(web, api);
        const told = (({ verdict, status, totalImages, pinned }) => ({
          verdict,
          status,
          totalImages,
          pinned,
        }))(gate.state);
        expect({ verdict, status, totalImages, pinned }).to.deep.equal(told);
        expect(runs).to.have.length(1);
      });

      it("writes SARIF, in which what is accepted is suppressed for its reason", async () => {
        infect(sandbox, web);
        const yaml = file(
          "exceptions.yaml",
          `# until the next release\n- vulnerability: ${cve}\n  images: ["${api}"]\n  until: 2999-12-31\n  reason: not reachable\n` +
            "- vulnerability: CVE-2020-1\n  until: 2999-12-31\n  reason: gone\n",
        );
        const sarif = join(directory, "scan.sarif");
        const args = [web, api, "--max-high", "0", "--exceptions", yaml, "--sarif", sarif];
        const ran = await scan(...args);
        expect(ran.exitCode, ran.stderr).to.equal(1);
        expect(ran.stderr).to.contain("exceptions that excuse nothing: CVE-2020-1\n");
        expect(linesOf(ran)[2]).to.match(new RegExp(`^${web} .* high 1 > 0: ${cve}$`));
        const first = readFileSync(sarif, "utf8");
        const log = JSON.parse(first) as SarifLog;
        expectSarif(log);
        const [{ results, invocations }] = log.runs;
        expect(invocations[0].executionSuccessful).to.equal(true);
        expect(results).to.have.length(6);
        const named = results.filter(({ ruleId }) => ruleId === cve);
        expect(named.map(({ suppressions }) => suppressions)).to.deep.equal([
          undefined,
          [{ kind: "external", justification: "not reachable" }],
        ]);
        expect(
          named.map(({ locations }) => locations[0].physicalLocation.artifactLocation.uri),
        ).to.deep.equal([web, api]);
        await scan(...args);
        const again = JSON.parse(readFileSync(sarif, "utf8")) as SarifLog;
        const prints = ({ runs }: SarifLog) => runs[0].results.map((one) => one.partialFingerprints);
        expect(prints(again)).to.deep.equal(prints(log));
      });

      it("prints SARIF where no file is named, and tells of images without a result in it", async () => {
        failScans(sandbox, web);
        const ran = await scan(web, api, "--sarif");
        expect(ran.exitCode, ran.stderr).to.equal(2);
        const log = JSON.parse(ran.stdout) as SarifLog;
        expectSarif(log);
        const [invocation] = log.runs[0].invocations;
        expect(invocation.executionSuccessful).to.equal(false);
        expect(invocation.toolExecutionNotifications.map(({ message }) => message.text).join()).to.match(
          /^team\/web:2\.0: its scan failed/,
        );
        expect(ran.stderr).to.contain("1 of 2 images do not pass:");
      });

      it("ends after the time-out, and leaves the scan to the next command: exit code 2", async () => {
        account(sandbox).holdScans();
        const sarif = join(directory, "scan.sarif");
        const late = await scan(web, "--wait-timeout", "1", "--json", "--sarif", sarif);
        expect(late.exitCode, late.stderr).to.equal(2);
        expect(JSON.parse(late.stdout)).to.include({ verdict: "refused", status: "timedOut" });
        expect(existsSync(sarif), "a document without results would close every alert").to.equal(false);
        expect(late.stderr).to.match(/has not ended: .*\. The scan goes on at the vendor \(task \S+\)/);
        expect(account(sandbox).scans.map(({ state }) => state)).to.deep.equal(["scanning"]);
      });

      it("stops what it has started when it is interrupted, and not what it followed", async () => {
        account(sandbox).holdScans();
        await scan(web, "--wait-timeout", "1", "--advisory");
        for (const [signal, exitCode] of [
          ["SIGINT", 130],
          ["SIGTERM", 143],
        ] as const) {
          const process = launch([web, api, "--cloud", cloud]);
          await process.says(/images scanned, waiting/);
          process.child.kill(signal);
          const ran = await process.end();
          expect(ran.exitCode, ran.stderr).to.equal(exitCode);
          expect(ran.stderr).to.contain("1 of 2 images are being scanned already: followed");
          expect(ran.stderr).to.contain(`interrupted by ${signal}: stops what this command has started\n`);
          expect(ran.stderr).to.match(/stopped (the scan|1 scans) that still ran\n/);
          expect(ran.stdout).to.equal("");
        }
        const states = account(sandbox).scans.map(({ state }) => state);
        expect(states).to.deep.equal(["scanning", "canceled", "canceled"]);
      });

      it("stops nothing that it only followed", async () => {
        account(sandbox).holdScans();
        await scan(web, "--wait-timeout", "1", "--advisory");
        const process = launch([web, "--cloud", cloud]);
        await process.says(/images scanned, waiting/);
        process.child.kill("SIGINT");
        const ran = await process.end();
        expect(ran.exitCode, ran.stderr).to.equal(130);
        expect(account(sandbox).scans.map(({ state }) => state)).to.deep.equal(["scanning"]);
      });

      if (uncounted !== undefined)
        it("refuses a limit that the vendor does not count: exit code 2, before any call", async () => {
          const ran = await scan(web, `--max-${uncounted}`, "0");
          expect(ran.exitCode).to.equal(2);
          expect(ran.stderr).to.match(new RegExp(`: --max-${uncounted}: is not counted by this vendor`));
          expect(sandbox.requests.entries).to.deep.equal([]);
        });

      it("says which variables are missing where there are no credentials: exit code 2", async () => {
        const keys = Object.keys(sandbox.env).filter((name) => /SECRET|ACCESS_KEY|_ID$/.test(name));
        const env = Object.fromEntries(
          keys.filter((name) => !/PROJECT/.test(name)).map((name) => [name, undefined]),
        );
        const ran = await run([web, "--cloud", cloud], { env });
        expect(ran.exitCode).to.equal(2);
        expect(ran.stdout).to.equal("");
        expect(ran.stderr).to.match(
          /credentials: .*Set \w+ and \w+ in the environment, or name with --profile one/,
        );
      });
    });
  }

  it("inside of a Pulumi project takes a profile of the stack's, and refuses a misspelt one", async () => {
    const { TENCENTCLOUD_SECRET_ID: secretId = "", TENCENTCLOUD_SECRET_KEY: secretKey = "" } = sandbox.env;
    const { cwd, path } = projectWith({
      "imageScan:profiles": JSON.stringify({ prod: { tencentcloud: { secretId, secretKey } } }),
    });
    const env = {
      PATH: `${path}${delimiter}${process.env.PATH}`,
      TENCENTCLOUD_SECRET_ID: undefined,
      TENCENTCLOUD_SECRET_KEY: undefined,
    };
    const asked = [web, "--cloud", "tencentcloud", "--profile"];
    const ran = await run([...asked, "prod", "--stack", "live"], { cwd, env });
    expect(ran.exitCode, ran.stderr).to.equal(0);
    expect(readFileSync(join(cwd, "asked"), "utf8")).to.contain("--stack live");
    const misspelt = await run([...asked, "prdo"], { cwd, env });
    expect(misspelt.exitCode).to.equal(2);
    expect(misspelt.stderr).to.contain('did you mean "prod"?');
  });

  for (const [cloud, image] of [
    ["tencentcloud", "ccr.ccs.tencentyun.com/team/web:2.0"],
    ["huaweicloud", "swr.cn-north-4.myhuaweicloud.com/team/web:2.0"],
  ] as const) {
    it(`scans images on nodes of ${cloud}`, async () => {
      const ran = await run([image, "--cloud", cloud, "--local", "--max-malware", "0", "--json"]);
      expect(ran.exitCode, ran.stderr).to.equal(0);
      const { images, runs } = JSON.parse(ran.stdout);
      expect(images.map((one: { image: string }) => one.image)).to.deep.equal([image]);
      expect(runs).to.have.length(1);
    });
  }

  it("takes references from a file and from standard input, without comments and duplicates", async () => {
    const list = file("images.txt", `\uFEFF# ours\r\n${web}   # the shop\r\n\r\n${worker}\n`);
    const cloud = ["--cloud", "huaweicloud", "--json"];
    const [ofFile, ofInput] = await Promise.all([
      run([api, web, "--file", list, ...cloud]),
      run(["--file", "-", ...cloud], { input: `${api}\n${web}\n` }),
    ]);
    const names = ({ stdout }: Ran) =>
      (JSON.parse(stdout) as { images: { image: string }[] }).images.map(({ image }) => image);
    expect(names(ofFile)).to.have.members([api, web, worker]);
    expect(names(ofInput)).to.have.members([api, web]);
  });

  it("says all that is wrong at once, by the names of the options, and calls nobody: exit code 2", async () => {
    const exceptions = file("exceptions.yaml", "- vulnerability: CVE-2026-1\n  reason: because\n");
    const list = file("images.txt", "\nteam/web:\n");
    const ran = await run([
      ...["Team/API:1.4", "--file", list, "--cloud", "huaweicloud"],
      ...["--site", "mainland", "--region", "Mars", "--profile", "prod"],
      ...["--max-critical", "0", "--max-high", "ten", "--fixable-only", "--exceptions", exceptions],
      ...["--wait-timeout", "0", "--queue-timeout", "soon", "--sarif", "team/api:1.4"],
    ]);
    expect(ran.exitCode).to.equal(2);
    expect(ran.stdout).to.equal("");
    const lines = ran.stderr.trimEnd().split("\n");
    expect(lines[0]).to.equal("pulumi-image-scan: 12 things are wrong:");
    const about = lines.slice(1).map((line) => line.trim().replace(directory, "").split(": ")[0]);
    expect(about).to.have.members([
      '"Team/API:1.4" has capital letters',
      "/images.txt:2",
      ...[
        "--site",
        "--region",
        "--profile",
        "--max-critical",
        "--max-high",
        "--fixable-only",
        "--exceptions",
      ],
      ...["--wait-timeout", "--queue-timeout", "--sarif"],
    ]);
    expect(ran.stderr).to.contain("--exceptions: [0].until is required");
    expect(ran.stderr).to.contain('--sarif: "team/api:1.4" is no file `*.sarif`');
    expect(ran.stderr).to.match(/--profile: .* Set HW_ACCESS_KEY and HW_SECRET_KEY in the environment/);
    expect(ran.stderr).to.contain("--site: huaweicloud has none, but --profile, --region, --project-id");
    expect(sandbox.requests.entries).to.deep.equal([]);
  });

  it("is asked wrongly: exit code 2, and what would be right", async () => {
    const cloud = ["--cloud", "alicloud"];
    const broken = file("broken.yaml", "a: [");
    const object = file("object.json", '{"exceptions": []}');
    const wrong: [string[], RegExp][] = [
      [[web], /required option '--cloud/],
      [[web, "--cloud", "moon"], /Allowed choices are tencentcloud, alicloud, huaweicloud/],
      [cloud, /: no image is named/],
      [
        [...cloud, "--local"],
        /--local: alicloud scans no images on nodes, but tencentcloud and huaweicloud do/,
      ],
      [[web, ...cloud, "--file", join(directory, "none")], /--file: ENOENT/],
      [[web, ...cloud, "--exceptions", broken], /--exceptions: \S+ is neither JSON nor YAML/],
      [[web, ...cloud, "--exceptions", object], /--exceptions: \S+ is not a list/],
      [[web, ...cloud, "--json", "--sarif"], /--sarif: name a file/],
      [[web, ...cloud, "--sarif", join(directory, "no", "such.sarif")], /--sarif: ENOENT/],
      [[web, ...cloud, "--max-hgih", "0"], /unknown option/],
    ];
    const ran = await Promise.all(wrong.map(([args]) => run(args)));
    for (const [index, { exitCode, stdout, stderr }] of ran.entries()) {
      const [args, expected] = wrong[index] ?? [[], /^$/];
      expect({ exitCode, stdout }, args.join(" ")).to.deep.equal({ exitCode: 2, stdout: "" });
      expect(stderr).to.match(expected);
    }
    expect(sandbox.requests.entries).to.deep.equal([]);
  });

  it("takes a file with no exception in it for none", async () => {
    const [list, comment] = [file("empty.json", "[]"), file("comment.yaml", "# none\n")];
    for (const path of [list, comment]) {
      const ran = await run([web, "--cloud", "tencentcloud", "--exceptions", path]);
      expect(ran.exitCode, ran.stderr).to.equal(0);
    }
  });

  it("counts an exception that has expired for nothing, and says so", async () => {
    rows[0]?.infect(sandbox, api);
    const expired = file("expired.yaml", `- { vulnerability: ${cve}, until: "2020-01-01", reason: late }\n`);
    const ran = await run([api, "--cloud", "huaweicloud", "--max-high", "0", "--exceptions", expired]);
    expect(ran.exitCode, ran.stderr).to.equal(1);
    expect(ran.stdout).to.contain(`high 1 > 0: ${cve} (exception expired 2020-01-01)`);
    expect(ran.stderr).to.contain(`exception ${cve} has expired on 2020-01-01`);
  });

  it("counts only what can be fixed, where it is asked to", async () => {
    sandbox.tencentcloud.account().registryImages.findings(api, {
      vulnerabilities: [{ CVEID: cve, Level: "3", FixedVersions: "" }],
    });
    const ran = await run([api, "--cloud", "tencentcloud", "--max-high", "0", "--fixable-only", "--json"]);
    expect(ran.exitCode, ran.stderr).to.equal(0);
    expect(JSON.parse(ran.stdout).images[0].vulnerabilities[0]).to.include({
      id: cve,
      fixable: false,
      excused: "without a fix",
    });
  });

  it("takes a failure of the vendor's for no scan, and tells of what goes on: exit code 2", async () => {
    sandbox.faults.add({
      kind: "error",
      cloud: "tencentcloud",
      action: "DescribeAssetImageRegistryList",
      code: "UnauthorizedOperation",
    });
    const ran = await run([web, "--cloud", "tencentcloud"]);
    expect(ran.exitCode).to.equal(2);
    expect(ran.stdout).to.equal("");
    expect(ran.stderr).to.contain("UnauthorizedOperation");
    expect(ran.stderr).not.to.contain("goes on");
  });

  it("does not say of a scan that has ended that it goes on, when its results cannot be read", async () => {
    rows[1]?.infect(sandbox, api);
    const action = "DescribeAssetImageRegistryVulList";
    sandbox.faults.add({ kind: "error", cloud: "tencentcloud", action, code: "UnauthorizedOperation" });
    const ran = await run([api, "--cloud", "tencentcloud"]);
    expect(ran.exitCode).to.equal(2);
    expect(ran.stderr).to.contain(action).and.not.to.contain("goes on");
  });

  it("pins what was scanned by the references as they were given", async () => {
    const image = `ccr.ccs.tencentyun.com/${web}`;
    const ran = await run([image, "--cloud", "tencentcloud", "--json"]);
    expect(ran.exitCode, ran.stderr).to.equal(0);
    const { pinned, images } = JSON.parse(ran.stdout);
    expect(pinned).to.deep.equal({ [image]: `ccr.ccs.tencentyun.com/team/web@${images[0].digest}` });
  });

  it("submits nothing more when it is interrupted while it waits for the vendor to take its scan", async () => {
    sandbox.tencentcloud.account().holdScans();
    const local = (image: string) => [
      `ccr.ccs.tencentyun.com/${image}`,
      "--cloud",
      "tencentcloud",
      "--local",
    ];
    await run([...local(web), "--wait-timeout", "1", "--advisory"]);
    const process = launch(local(api));
    await process.says(/waits for the vendor to take a further scan/);
    process.child.kill("SIGINT");
    const ran = await process.end();
    expect(ran.exitCode, ran.stderr).to.equal(130);
    expect(ran.stderr).to.contain("interrupted: no scan had been started");
    expect(sandbox.tencentcloud.account().scans.map(({ state }) => state)).to.deep.equal(["scanning"]);
  });

  it("ends at once at a second signal, and says that the scan goes on", async () => {
    sandbox.tencentcloud.account().holdScans();
    const process = launch([web, "--cloud", "tencentcloud"]);
    await process.says(/images scanned, waiting/);
    sandbox.faults.add({ kind: "slow", cloud: "tencentcloud", delayMs: 20_000, times: 10 });
    process.child.kill("SIGINT");
    await process.says(/interrupted by SIGINT/);
    process.child.kill("SIGINT");
    const ran = await process.end();
    expect(ran.exitCode, ran.stderr).to.equal(130);
    expect(ran.stderr).to.match(/not stopped\. The scan goes on at the vendor \(task \S+\)/);
    expect(sandbox.tencentcloud.account().scans.map(({ state }) => state)).to.deep.equal(["scanning"]);
  });

  it("refuses even if nobody reads what it prints", async () => {
    rows[0]?.infect(sandbox, api);
    const process = launch([api, "--cloud", "huaweicloud", "--max-high", "0", "--json"]);
    process.child.stdout?.destroy();
    process.child.stderr?.destroy();
    expect((await process.end()).exitCode).to.equal(1);
  });
});

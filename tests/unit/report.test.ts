import { expect } from "chai";
import { markdownOf, mostCharacters } from "../../cli/report/markdown";
import { nextRun, vendorZones } from "../../cli/report/nextRun";
import { pageOf } from "../../cli/report/page";
import { stackReport } from "../../cli/report/stackReport";
import { stackState } from "../../cli/report/stackState";
import { headline } from "../../cli/report/words";
import { resource } from "../../provider";
import type { Properties } from "../../provider/core/wire";
import { later, recorded, recordedOne, reportOf, secretMark, stateOf } from "./reportStates";

const [api, web] = ["team/api:1.4", "team/web:2.0"] as const;

/** A task of TCSS that has scanned these images so many days after the recorded states were made. */
const task = (images: readonly string[], values: Properties = {}) =>
  recordedOne("tencentcloud.registryScanTask.images", {
    images: Object.fromEntries(images.map((image) => [image, ""])),
    runs: [
      { taskIds: ["1"], reason: "create", images: images.length, submittedAt: "2026-01-01T00:00:00.000Z" },
    ],
    ...values,
  });

const schedule = (values: Properties = {}) =>
  recordedOne("tencentcloud.registryScanSchedule.images", { images: { [api]: "" }, ...values });

describe("the report of a stack", () => {
  describe("of its state", () => {
    it("tells of every resource that states are recorded of, in every form", () => {
      const resources = recorded();
      expect(resources.length).to.be.at.least(25);
      const report = reportOf(resources);
      const rows = [...report.schedules, ...report.tasks, ...report.gates];
      expect(rows.map(({ name }) => name).sort()).to.deep.equal(resources.map(({ name }) => name).sort());
      for (const text of [markdownOf(report), pageOf(report), JSON.stringify(report)]) {
        for (const { name = "" } of resources) expect(text).to.contain(name);
        expect(text).not.to.match(/undefined|NaN|\[object|Invalid/);
      }
    });

    it("says so when a stack has no resource of this package", () => {
      const bucket = { urn: "urn:pulumi:prod::shop::aws:s3/bucket:Bucket::it", type: "aws:s3/bucket:Bucket" };
      const report = stackReport(stateOf([], [bucket]), { now: later(1), staleDays: 30 });
      for (const text of [markdownOf(report), pageOf(report)])
        expect(text).to.contain("The stack has no resource of this package.");
      expect(headline(report)).to.deep.equal([]);
    });

    it("reads an export without resources, and one with a byte order mark", () => {
      for (const resources of [null, undefined, []]) {
        const text = JSON.stringify({ version: 3, deployment: { manifest: {}, resources } });
        expect(stackState(`\uFEFF${text}`, "it").resources).to.deep.equal([]);
      }
    });

    for (const [what, text, why] of [
      ["no JSON", "version: 3", "is no JSON"],
      ["an array", "[]", "is not what `pulumi stack export` prints: it has no `version` and `deployment`"],
      ["a checkpoint", '{"version":3,"checkpoint":{}}', "is a checkpoint of Pulumi's own"],
      ["another version", '{"version":2,"deployment":{}}', "is of deployment version 2: 3 and 4 are known"],
    ] as const)
      it(`refuses ${what}`, () => {
        expect(() => stackState(text, "it"))
          .to.throw(why)
          .with.property("exitCode", 2);
      });

    it("leaves out what is about to be deleted, and tells what is not whole", () => {
      const going = { ...schedule(), name: "going", entry: { delete: true } };
      const broken = { ...task([api]), name: "broken", entry: { initErrors: ["it failed"] } };
      const foreign = { kind: "tencentcloud/registryScanFuture", state: {} };
      const report = reportOf([going, broken, foreign]);
      expect(report.schedules).to.have.length(0);
      expect(report.tasks.map(({ partial }) => partial)).to.deep.equal([true]);
      expect(report.notes).to.deep.equal([
        "broken: its last update broke off.",
        "pulumi-nodejs:dynamic/imageScan/tencentcloud:RegistryScanFuture: written by another version of this package, and not read.",
      ]);
    });

    it("reads states in which anything may stand", () => {
      for (const wrong of [null, 7, "text", [], [[]], { a: { b: null } }, true])
        for (const { kind, state } of recorded()) {
          const values = Object.fromEntries(Object.keys(state).map((name) => [name, wrong]));
          const report = reportOf([{ kind, state: values }]);
          for (const text of [markdownOf(report), pageOf(report)]) expect(text).not.to.match(/NaN|\[object/);
        }
    });
  });

  describe("of secrets", () => {
    const plain = "this-value-is-secret";
    const marks = {
      encrypted: { ...secretMark, ciphertext: plain },
      shown: { ...secretMark, plaintext: JSON.stringify(plain) },
    };

    for (const [form, mark] of Object.entries(marks))
      it(`shows none that is ${form} in the export, and says what it hides`, () => {
        const secret = schedule({ images: mark, startTime: mark });
        const half = { ...task([api]), name: "half" };
        const report = reportOf([
          secret,
          { ...half, state: { ...half.state, images: { [api]: "", [web]: mark } } },
        ]);
        for (const text of [markdownOf(report), pageOf(report), JSON.stringify(report)]) {
          expect(text.includes(plain), "the secret").to.equal(false);
          expect(text).to.contain("secret, not shown");
        }
        expect(report.schedules[0]).to.include({ selection: "secret", startTime: undefined });
        expect(report.schedules[0]?.hidden).to.deep.equal(["startTime", "images"]);
        expect(report.images.map(({ image }) => image)).to.deep.equal([api]);
      });

    it("reads no provider's configuration, which the engine keeps in the clear", () => {
      const provider = {
        urn: "urn:pulumi:prod::shop::pulumi:providers:pulumi-nodejs::default",
        type: "pulumi:providers:pulumi-nodejs",
        inputs: { "tencentcloud:secretKey": plain },
      };
      const report = stackReport(stateOf([task([api])], [provider]), { now: later(1), staleDays: 30 });
      for (const text of [markdownOf(report), pageOf(report), JSON.stringify(report)])
        expect(text.includes(plain), "the secret").to.equal(false);
    });

    it("shows no trigger of a task, whose values may be anything", () => {
      const report = reportOf([task([api], { triggers: { release: plain } })]);
      expect(JSON.stringify(report).includes(plain), "the trigger").to.equal(false);
    });

    it("quotes nothing of a text that is no JSON", () => {
      expect(() => stackState(`{"a": ${plain}`, "it")).to.throw(/^it is no JSON$/);
    });
  });

  describe("of images", () => {
    const statuses = (...args: Parameters<typeof reportOf>) =>
      Object.fromEntries(reportOf(...args).images.map(({ image, status }) => [image, status]));

    it("tells those that a schedule has from those that only a task has scanned", () => {
      expect(statuses([schedule(), task([api, web])])).to.deep.equal({
        [api]: "scheduled",
        [web]: "scanned",
      });
    });

    it("calls one stale on the day after the last that is allowed", () => {
      expect(statuses([task([api])], 30)).to.deep.equal({ [api]: "scanned" });
      expect(statuses([task([api])], 31)).to.deep.equal({ [api]: "stale" });
      expect(statuses([task([api])], 31, 31)).to.deep.equal({ [api]: "scanned" });
    });

    it("trusts no schedule that is switched off, or rarer than a scan may be old", () => {
      expect(statuses([schedule({ enabled: false }), task([api])], 31)).to.deep.equal({ [api]: "stale" });
      expect(statuses([schedule({ everyDays: 40 }), task([api])], 31)).to.deep.equal({ [api]: "stale" });
      expect(statuses([schedule({ everyDays: 40 })], 31)).to.deep.equal({ [api]: "unknown" });
    });

    it("calls one uncovered that a gate has judged, or a schedule had, and nothing scans any longer", () => {
      const gate = recordedOne("scanGate.passed");
      expect(statuses([gate, task([web])])).to.deep.equal({ [api]: "uncovered", [web]: "scanned" });
      expect(statuses([schedule({ enabled: false })])).to.deep.equal({ [api]: "uncovered" });
    });

    it("tells a registry's image from one of the same name on nodes, in another account, and in another cloud", () => {
      const local = recordedOne("tencentcloud.localScanSchedule.images");
      const other = { ...task([api], { profile: "other" }), name: "other" };
      const huawei = recordedOne("huaweicloud.registryScanTask.images", { images: { [api]: "" } });
      const { images } = reportOf([local, task([api]), other, huawei]);
      expect(
        images.map(({ cloud, realm, profile, status }) => [cloud, realm, profile, status]),
      ).to.have.deep.members([
        ["tencentcloud", "local", "default", "scheduled"],
        ["tencentcloud", "registry", "default", "scanned"],
        ["tencentcloud", "registry", "other", "scanned"],
        ["huaweicloud", "registry", "default", "scanned"],
      ]);
    });

    it("tells an application from one of the same name in another cluster", () => {
      const [one, other] = ["c-1", "c-2"].map((clusterId) =>
        recordedOne("alicloud.containerScanTask.apps", { clusterId, apps: { web: "" } }),
      );
      const { images } = reportOf([one, other].flatMap((each) => each ?? []));
      expect(images.map(({ image, realm }) => [image, realm])).to.deep.equal([
        ["web", "app"],
        ["web", "app"],
      ]);
    });

    it("has a schedule of everything scan all but what it leaves out", () => {
      const everything = schedule({ images: undefined, all: true, excludeImages: { [web]: "" } });
      expect(statuses([everything, task([api, web])], 99)).to.deep.equal({
        [api]: "scheduled",
        [web]: "stale",
      });
      const off = { ...everything, state: { ...everything.state, enabled: false } };
      expect(statuses([off, task([api])], 99)).to.deep.equal({ [api]: "stale" });
      const registries = recordedOne("huaweicloud.registryScanSchedule.all", { registries: "all" });
      const huawei = recordedOne("huaweicloud.registryScanTask.images", { images: { [api]: "" } });
      expect(statuses([registries, huawei], 99)).to.deep.equal({ [api]: "scheduled" });
    });

    it("takes for the last scan the last run of everything, as later ones do not say which images they took", () => {
      const run = (reason: string, images: number, day: string) => ({
        reason,
        images,
        submittedAt: `2026-${day}T00:00:00.000Z`,
      });
      const runs = [run("added", 1, "01-20"), run("due", 2, "01-10"), run("create", 2, "01-01")];
      const [row] = reportOf([task([api, web], { runs })], 25).images;
      expect(row?.lastScan).to.equal("2026-01-10T00:00:00.000Z");
      const [grown] = reportOf(
        [task([api, web], { runs: [run("added", 1, "01-20"), run("create", 1, "01-01")] })],
        25,
      ).images;
      expect(grown?.lastScan).to.equal("2026-01-01T00:00:00.000Z");
      const [unknown] = reportOf([task([api, web], { runs: runs.slice(0, 1) })], 25).images;
      expect(unknown).to.include({ status: "unknown" }).and.not.have.property("lastScan");
    });

    it("calls one stale whose tag has moved since", () => {
      expect(statuses([task([web], { images: { [web]: "moved: sha256:1 → sha256:2" } })])).to.deep.equal({
        [web]: "stale",
      });
    });

    it("lists the worst first", () => {
      const gate = recordedOne("scanGate.passed", {});
      const old = { ...task(["a:1"], { id: "x" }), name: "old" };
      const fresh = task(["b:1"], {
        runs: [{ reason: "create", images: 1, submittedAt: "2026-02-08T00:00:00.000Z" }],
      });
      const { images, summary } = reportOf([fresh, schedule({ images: { "c:1": "" } }), old, gate], 45);
      expect(images.map(({ image, status }) => `${image} ${status}`)).to.deep.equal([
        `${api} uncovered`,
        "a:1 stale",
        "b:1 scanned",
        "c:1 scheduled",
      ]);
      expect(summary.images).to.deep.equal({
        total: 4,
        uncovered: 1,
        stale: 1,
        unknown: 0,
        scanned: 1,
        scheduled: 1,
      });
      expect(summary.lastScans.map(({ atMostDays, images: count }) => [atMostDays, count])).to.deep.equal([
        [1, 0],
        [7, 1],
        [14, 0],
        [30, 0],
        [90, 2],
        [undefined, 0],
        [undefined, 1],
      ]);
    });

    it("takes names that every object has for names", () => {
      const names = ["__proto__", "constructor", "toString"];
      const images = JSON.parse(
        `{${names.map((name) => `"${name}:1":""`).join()},"__proto__":""}`,
      ) as Properties;
      expect(reportOf([task([], { images })]).images.map(({ image }) => image)).to.have.members([
        ...names.map((name) => `${name}:1`),
        "__proto__",
      ]);
    });

    it("reports 100,000 in a few seconds, listing some and counting all", () => {
      const many = Array.from({ length: 100_000 }, (_, index) => `team/image-${index}:1.0`);
      const report = reportOf(
        [task(many), schedule({ images: Object.fromEntries(many.map((one) => [one, ""])) })],
        45,
      );
      expect(report.summary.images).to.include({ total: 100_000, scheduled: 100_000 });
      const comment = markdownOf(report);
      expect(comment.length).to.be.at.most(mostCharacters);
      const shown = comment.split("\n").filter((line) => line.startsWith("| `team/image")).length;
      expect(shown).to.be.at.least(300);
      expect(comment).to.contain(
        `Not listed here: ${(100_000 - shown).toLocaleString("en-US")} of “Images that are looked after”;`,
      );
    }).timeout(20_000);
  });

  describe("of gates", () => {
    const gate = (values: Properties) => recordedOne("scanGate.passed", values);

    it("tells their verdicts, and which task has scanned since", () => {
      const { task: judged } = gate({}).state as { task: Properties };
      const again = task([api], {
        runs: [{ reason: "due", images: 1, submittedAt: "2026-01-02T00:00:00.000Z" }],
      });
      const report = reportOf([
        { ...again, id: String(judged.id), name: "release" },
        gate({ verdict: "refused", enforcementLevel: "advisory", findings: { high: 2 } }),
      ]);
      expect(report.gates[0]).to.include({ task: "release", verdict: "refused", outdated: true });
      expect(report.summary).to.include({ gatesRefused: 1 });
      expect(report.summary.findings).to.deep.equal({ high: 2 });
      expect(markdownOf(report)).to.contain("refused (advisory, scanned again since)");
    });

    it("counts the findings of a task once, by its newest gate", () => {
      const older = gate({ findings: { high: 9 }, finishedAt: "2025-12-31T00:00:00.000Z" });
      const newer = { ...gate({ findings: { high: 2, low: 1 } }), name: "newer" };
      for (const resources of [
        [older, newer],
        [newer, older],
      ])
        expect(reportOf(resources).summary.findings).to.deep.equal({ high: 2, low: 1 });
    });

    it("tells exceptions that have expired, and those that end within 14 days", () => {
      const exceptions = {
        "CVE-1": "expired 2025-12-31: one",
        "CVE-2 in team/*:*": "until 2026-01-02: two: and more",
        "CVE-3": "until 2026-01-16: three",
        "CVE-4": "until 2026-01-17: four",
        // Nobody has planned since it expired.
        "CVE-5": "until 2026-01-01: five",
      };
      const { exceptions: rows, summary } = reportOf([gate({ exceptions })]);
      expect(
        rows.map(({ vulnerability, image, status, days, reason }) => [
          vulnerability,
          image,
          status,
          days,
          reason,
        ]),
      ).to.deep.equal([
        ["CVE-1", undefined, "expired", -2, "one"],
        ["CVE-5", undefined, "expired", -1, "five"],
        ["CVE-2", "team/*:*", "ending", 0, "two: and more"],
        ["CVE-3", undefined, "ending", 14, "three"],
        ["CVE-4", undefined, "holds", 15, "four"],
      ]);
      expect(summary).to.include({ exceptionsExpired: 2, exceptionsEnding: 2 });
    });
  });

  describe("of the next run", () => {
    const next = (cloud: string, state: Properties, now: string) => {
      const found = nextRun(cloud, { enabled: true, ...state }, Date.parse(now));
      return "at" in found ? new Date(found.at).toISOString() : found.untold;
    };

    it("is today or tomorrow for a daily schedule of TCSS, which takes UTC", () => {
      const daily = { everyDays: 1, startTime: "03:00" };
      expect(next("tencentcloud", daily, "2026-01-01T02:59:59Z")).to.equal("2026-01-01T03:00:00.000Z");
      expect(next("tencentcloud", daily, "2026-01-01T03:00:00Z")).to.equal("2026-01-02T03:00:00.000Z");
      const zoned = { ...daily, timeZone: "Asia/Shanghai" };
      expect(next("tencentcloud", zoned, "2026-01-01T18:00:00Z")).to.equal("2026-01-01T19:00:00.000Z");
    });

    it("is counted from the first date by Security Center, in its own zone", () => {
      const weekly = { everyDays: 7, startTime: "02:00", firstDate: "2026-03-02" };
      expect(next("alicloud", weekly, "2026-01-01T00:00:00Z")).to.equal("2026-03-01T18:00:00.000Z");
      expect(next("alicloud", weekly, "2026-03-01T18:00:00Z")).to.equal("2026-03-08T18:00:00.000Z");
      const zoned = { ...weekly, startTime: "18:00", timeZone: "Etc/UTC" };
      expect(next("alicloud", zoned, "2026-03-09T00:00:00Z")).to.equal("2026-03-15T18:00:00.000Z");
      const daily = { everyDays: 1, startTime: "02:00" };
      expect(next("alicloud", daily, "2026-03-01T00:00:00Z")).to.equal("2026-03-01T18:00:00.000Z");
    });

    it("is not told where the state does not", () => {
      expect(next("tencentcloud", { everyDays: 2, startTime: "03:00" }, "2026-01-01")).to.contain(
        "from which day",
      );
      expect(next("alicloud", { everyHours: 6, startTime: "03:00" }, "2026-01-01")).to.contain("hours");
      expect(next("huaweicloud", { everyDays: 3 }, "2026-01-01")).to.contain("no time of day");
      expect(
        next("tencentcloud", { everyDays: 1, startTime: "03:00", enabled: false }, "2026-01-01"),
      ).to.equal("switched off");
      expect(next("tencentcloud", { everyDays: 1, startTime: "later" }, "2026-01-01")).to.equal(
        "not in the state",
      );
      expect(
        next("tencentcloud", { everyDays: 1, startTime: "03:00", timeZone: "Nowhere" }, "2026-01-01"),
      ).to.equal("not in the state");
    });

    it("takes the zones that the reference pages name", () => {
      const words: Readonly<Record<string, string>> = {
        "Etc/UTC": "UTC",
        "Asia/Shanghai": "`Asia/Shanghai`",
      };
      for (const [cloud, zone] of Object.entries(vendorZones)) {
        const { fields } = resource(`${cloud}/registryScanSchedule`).description;
        expect(fields.startTime?.doc).to.contain(words[zone]);
      }
    });
  });

  it("says what is cut from a comment that would be too long, and names no more than fits", () => {
    const long = Array.from({ length: 900 }, (_, index) => `${"x".repeat(200)}/image-${index}:1`);
    const comment = markdownOf(reportOf([task(long)], 45));
    expect(comment.length).to.be.within(mostCharacters / 2, mostCharacters);
    expect(comment).to.match(
      /Not listed here: \d+ of “Images that need a look”; `--format json --all` lists everything/,
    );
    expect(comment.match(/<details/g)?.length).to.equal(comment.match(/<\/details>/g)?.length);
  });

  it("has a shape as JSON that stays", () => {
    const { images, ...rest } = reportOf([schedule(), task([api]), recordedOne("scanGate.passed")]);
    const keys = (value: object) => Object.keys(JSON.parse(JSON.stringify(value)) as object).sort();
    expect(keys(rest)).to.deep.equal([
      ...["at", "exceptions", "format", "gates", "imagesLeftOut", "live", "notes", "project", "schedules"],
      ...["stack", "staleDays", "summary", "tasks"],
    ]);
    expect(keys(images[0] ?? {})).to.deep.equal([
      ...["cloud", "image", "lastScan", "profile", "realm", "scannedBy", "site", "status", "why"],
    ]);
    expect(keys(rest.schedules[0] ?? {})).to.deep.equal([
      ...[
        "class",
        "cloud",
        "enabled",
        "endTime",
        "everyDays",
        "hidden",
        "images",
        "name",
        "nextRun",
        "partial",
      ],
      ...["profile", "scanTypes", "selection", "site", "startTime", "timeZone"],
    ]);
    expect(keys(rest.tasks[0] ?? {})).to.deep.equal([
      ...[
        "class",
        "cloud",
        "followed",
        "hidden",
        "images",
        "name",
        "partial",
        "profile",
        "runs",
        "scanTypes",
      ],
      ...["selection", "site"],
    ]);
    expect(keys(rest.gates[0] ?? {})).to.deep.equal([
      ...[
        "class",
        "cloud",
        "enforcementLevel",
        "findings",
        "hidden",
        "judgedAt",
        "maxFindings",
        "name",
        "outdated",
      ],
      ...["partial", "profile", "scannedImages", "site", "status", "task", "totalImages", "verdict"],
    ]);
  });
});
